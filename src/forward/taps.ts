import { type Alignment, type Place, placeOf } from '../graph/align/index.ts';
import type { CanonicalGraph } from '../graph/canonical.ts';
import type { GraphTensor } from '../graph/model-graph.ts';
import { flowOf } from '../graph/structure/flow.ts';

/** A tensor of a model as it stands in its file. */
export interface TapTensor {
  readonly name: string;
  /** Order of its axes that makes it like the canonical one; undefined where it is. */
  readonly perm?: readonly number[];
  /** Of the canonical tensor; undefined where a size is not known before the run. */
  readonly shape: readonly number[] | undefined;
}

/** A tensor of either network, at the same place of both. */
export interface Tap {
  readonly id: string;
  readonly place: Place;
  /** Number of the section, in order of the network. */
  readonly section: number;
  /** Whether the section ends here. */
  readonly ends: boolean;
  /** What the tap is the output of, in the canonical graphs. */
  readonly nodeA: number;
  readonly nodeB: number;
  readonly a: TapTensor;
  readonly b: TapTensor;
}

/** Operations whose output is no activation, or no number that can be held against another. */
const NO_TAP: ReadonlySet<string> = new Set([
  'arg-max',
  'arg-min',
  'top-k',
  'shape',
  'size',
  'equal',
  'less',
  'greater',
  'not',
  'and',
  'or',
  'non-zero',
]);

/** All places at which both networks have a tensor that means the same. */
export function tapsOf(a: CanonicalGraph, b: CanonicalGraph, alignment: Alignment): Tap[] {
  const taps: Tap[] = [];
  const seen = new Set<number>();
  const matchedA = new Set(alignment.matched.map(([x]) => x));
  const matchedB = new Set(alignment.matched.map(([, y]) => y));
  for (const [section, { a: sectionA, matched }] of alignment.sections.entries()) {
    const pairs: (readonly [number, number, number])[] = [];
    for (const [x, y] of matched) {
      const [normA, normB] = [normBehind(a, x), normBehind(b, y)];
      // A norm that is merged on one side is part of what the layer gives on the other.
      if (normA !== undefined && normB === undefined && !matchedA.has(normA)) pairs.push([normA, y, x]);
      else if (normB !== undefined && normA === undefined && !matchedB.has(normB)) pairs.push([x, normB, x]);
      else {
        pairs.push([x, y, x]);
        if (normA !== undefined && normB !== undefined && !matchedA.has(normA) && !matchedB.has(normB))
          pairs.push([normA, normB, normA]);
      }
    }
    pairs.sort((p, q) => p[0] - q[0]);
    const own = pairs.flatMap(([nodeA, nodeB, named]): Tap[] => {
      if (seen.has(nodeA) || NO_TAP.has(a.nodes[nodeA]?.op ?? '')) return [];
      const [tensorA, tensorB] = [tapTensor(a, nodeA), tapTensor(b, nodeB)];
      if (tensorA === undefined || tensorB === undefined) return [];
      seen.add(nodeA);
      const place = placeOf({ graph: a, section: sectionA }, named);
      return [{ id: '', place, section, ends: false, nodeA, nodeB, a: tensorA, b: tensorB }];
    });
    taps.push(...own.map((tap, i) => ({ ...tap, ends: i === own.length - 1 })));
  }
  return taps.sort((p, q) => p.nodeA - q.nodeA).map((tap, i) => ({ ...tap, id: `t${i}` }));
}

/** The batch norm that alone reads what a node makes. */
export function normBehind(graph: CanonicalGraph, node: number): number | undefined {
  const readers = flowOf(graph).after[node] ?? [];
  const [reader] = readers;
  return readers.length === 1 && reader !== undefined && graph.nodes[reader]?.op === 'batch-norm' ? reader : undefined;
}

function tapTensor(graph: CanonicalGraph, node: number): TapTensor | undefined {
  return stored(graph.tensors[graph.nodes[node]?.outputs[0] ?? -1]);
}

/** Where a tensor of a canonical graph stands in the file; undefined where it does not. */
export function stored(tensor: GraphTensor | undefined): TapTensor | undefined {
  if (tensor === undefined || tensor.name === '') return undefined;
  const dims = tensor.shape?.filter((dim) => typeof dim === 'number');
  const shape = dims !== undefined && dims.length === tensor.shape?.length ? dims : undefined;
  return tensor.stored === undefined ? { name: tensor.name, shape } : { ...tensor.stored, shape };
}
