import type { CanonicalGraph } from '../canonical.ts';
import { type Flow, flowOf } from '../structure/flow.ts';
import { isStructure, type NoStructure, type Structure } from '../structure/index.ts';
import { isActivation, isWeighted } from '../structure/kinds.ts';
import type { Block } from '../structure/structure.ts';

/** A part of a network that is aligned as a whole. */
export interface Section {
  readonly kind: 'stem' | 'transition' | 'block' | 'head' | 'whole';
  /** Counted from 1; 0 for stem, head and networks of unknown structure. */
  readonly stage: number;
  readonly index: number;
  /** In an order that does not depend on how the exporter wrote them. */
  readonly nodes: readonly number[];
  readonly block?: Block;
}

/** Nodes that only rearrange data: exporters put them in as they need them. */
const SILENT: ReadonlySet<string> = new Set([
  'reshape',
  'transpose',
  'identity',
  'split',
  'expand',
  'slice',
  'gather',
  'squeeze',
  'unsqueeze',
  'sequence-at',
  'split-to-sequence',
]);

/** What may have gone into other nodes on one side, so that its lack says nothing. */
interface Ignored {
  readonly norms?: boolean;
  readonly activations?: boolean;
}

export function sectionsOf(
  graph: CanonicalGraph,
  structure: Structure | NoStructure,
  { norms = false, activations = false }: Ignored = {},
): Section[] {
  const flow = flowOf(graph);
  const speaks = (index: number): boolean => {
    const node = graph.nodes[index];
    const op = node?.op ?? '';
    // Zeros around windows and shortcuts; what those do is told of the block.
    if (op === 'pad' && node?.attributes.mode === 'constant') return false;
    if (node !== undefined && activations && isActivation(node)) return false;
    return !SILENT.has(op) && !(norms && op === 'batch-norm');
  };
  const ordered = (nodes: readonly number[]): number[] => canonicalOrder(graph, flow, nodes).filter(speaks);
  const all = graph.nodes.map((_, i) => i);
  if (!isStructure(structure)) return [{ kind: 'whole', stage: 0, index: 0, nodes: ordered(all) }];
  const sections: Section[] = [];
  if (structure.family !== 'plain')
    sections.push({ kind: 'stem', stage: 0, index: 0, nodes: ordered(structure.stem.nodes) });
  for (const [i, stage] of structure.stages.entries()) {
    const transition = ordered(stage.transition);
    if (transition.length > 0) sections.push({ kind: 'transition', stage: i + 1, index: 0, nodes: transition });
    for (const [j, block] of stage.blocks.entries()) {
      sections.push({ kind: 'block', stage: i + 1, index: j + 1, nodes: ordered(block.nodes), block });
    }
  }
  sections.push({ kind: 'head', stage: 0, index: 0, nodes: ordered(structure.head.nodes) });
  return sections;
}

/** Depth first from the last node, the heavier operand of a sum or product first. */
function canonicalOrder(graph: CanonicalGraph, flow: Flow, nodes: readonly number[]): number[] {
  const inside = new Set(nodes);
  const weight = new Map<number, number>();
  for (const index of [...nodes].sort((a, b) => a - b)) {
    const node = graph.nodes[index];
    const below = (flow.before[index] ?? []).reduce((sum, source) => Math.max(sum, weight.get(source) ?? 0), 0);
    weight.set(index, below + (node !== undefined && isWeighted(node) ? 1 : 0));
  }
  const operands = (index: number): number[] => {
    const sources = (flow.before[index] ?? []).filter((source) => inside.has(source));
    const op = graph.nodes[index]?.op;
    if (op !== 'add' && op !== 'mul') return sources;
    return sources.sort(
      (a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || opOf(graph, a).localeCompare(opOf(graph, b)),
    );
  };
  const order: number[] = [];
  const done = new Set<number>();
  const readers = new Set(nodes.flatMap((index) => flow.before[index] ?? []));
  const ends = nodes.filter((index) => !readers.has(index)).sort((a, b) => a - b);
  const stack: { node: number; next: number[] }[] = [];
  for (const end of ends) {
    stack.push({ node: end, next: operands(end) });
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) break;
      const source = top.next.shift();
      if (source === undefined) {
        stack.pop();
        if (!done.has(top.node)) order.push(top.node);
        done.add(top.node);
      } else if (!done.has(source)) stack.push({ node: source, next: operands(source) });
    }
  }
  return order;
}

const opOf = (graph: CanonicalGraph, index: number): string => graph.nodes[index]?.op ?? '';
