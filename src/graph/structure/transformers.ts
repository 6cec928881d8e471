import type { CanonicalGraph } from '../canonical.ts';
import { makeBlock, type Part } from './blocks.ts';
import type { Flow } from './flow.ts';
import { contentOf } from './items.ts';
import { isActivation, isNorm, layerOf } from './kinds.ts';
import type { Block } from './structure.ts';

/** One half of a transformer block: attention, or the dense layers after it. */
interface Half {
  readonly block: Block;
  /** How many parts it takes. */
  readonly size: number;
  /** Whether its sum is there. */
  readonly summed: boolean;
}

/**
 * Attention and the dense layers after it are one block, with two sums. Where other blocks of the network show the pattern, a
 * half that lacks its sum is known all the same.
 */
export function pairTransformers(graph: CanonicalGraph, flow: Flow, parts: readonly Part[]): Part[] {
  const paired = join(graph, flow, parts, false);
  const whole = paired.filter((part) => part.kind === 'block' && part.block.residuals === 2).length;
  return whole >= 2 ? join(graph, flow, paired, true) : paired;
}

function join(graph: CanonicalGraph, flow: Flow, parts: readonly Part[], lacking: boolean): Part[] {
  const out: Part[] = [];
  for (let i = 0; i < parts.length; ) {
    const first = attentionAt(graph, flow, parts, i, lacking);
    const second = first === undefined ? undefined : denseAt(graph, flow, parts, i + first.size, lacking);
    if (first === undefined || second === undefined) {
      const part = parts[i++];
      if (part !== undefined) out.push(part);
      continue;
    }
    const [a, b] = [first.block, second.block];
    out.push({
      kind: 'block',
      block: {
        ...a,
        kind: 'transformer',
        shortcut: first.summed ? a.shortcut : b.shortcut,
        order: 'none',
        normOrder: a.normOrder ?? b.normOrder,
        layers: [...a.layers, ...b.layers],
        width: b.width ?? a.width,
        residuals: a.residuals + b.residuals,
        norms: [...a.norms, ...b.norms],
        activations: [...a.activations, ...b.activations],
        nodes: [...a.nodes, ...b.nodes],
      },
    });
    i += first.size + second.size;
  }
  return out;
}

function attentionAt(
  graph: CanonicalGraph,
  flow: Flow,
  parts: readonly Part[],
  start: number,
  lacking: boolean,
): Half | undefined {
  const part = parts[start];
  if (part?.kind === 'block') {
    const { block } = part;
    const fits = block.kind === 'transformer' && block.attention.length > 0 && block.residuals === 1;
    return fits ? { block, size: 1, summed: true } : undefined;
  }
  return lacking ? runAt(graph, flow, parts, start, /^n?c?tc/) : undefined;
}

function denseAt(
  graph: CanonicalGraph,
  flow: Flow,
  parts: readonly Part[],
  start: number,
  lacking: boolean,
): Half | undefined {
  const part = parts[start];
  if (part?.kind === 'block') {
    const { block } = part;
    const fits = block.kind === 'transformer' && block.attention.length === 0;
    return fits ? { block, size: 1, summed: true } : undefined;
  }
  return lacking ? runAt(graph, flow, parts, start, /^n?cac/) : undefined;
}

/** What a node of the trunk is to a transformer: norm, attention, dense layer, activation, or a change of layout (empty). */
function letterOf(graph: CanonicalGraph, part: Part | undefined): string | undefined {
  const node = part?.kind === 'node' ? graph.nodes[part.node] : undefined;
  if (part?.kind !== 'node' || node === undefined) return undefined;
  if (node.op === 'attention') return 't';
  if (part.nodes.length > 1) return undefined;
  if (layerOf(graph, part.node)?.kind === 'linear') return 'c';
  if (isNorm(node)) return 'n';
  if (isActivation(node)) return 'a';
  return node.op === 'reshape' || node.op === 'transpose' ? '' : undefined;
}

function runAt(
  graph: CanonicalGraph,
  flow: Flow,
  parts: readonly Part[],
  start: number,
  pattern: RegExp,
): Half | undefined {
  let order = '';
  for (let size = 1; size <= 24; size++) {
    const letter = letterOf(graph, parts[start + size - 1]);
    if (letter === undefined) return undefined;
    order += letter;
    // Changes of layout behind it are its own.
    if (!pattern.test(order) || letterOf(graph, parts[start + size]) === '') continue;
    const taken = parts.slice(start, start + size);
    const nodes = taken.flatMap((part) => (part.kind === 'node' ? part.nodes : [])).sort((a, b) => a - b);
    const block = makeBlock(graph, contentOf(graph, flow, nodes), nodes, {
      shortcut: 'none',
      shortcutLayers: [],
      shortcutNorm: false,
      residuals: 0,
      end: nodes.at(-1) ?? 0,
      kind: 'transformer',
    });
    return { block, size, summed: false };
  }
  return undefined;
}
