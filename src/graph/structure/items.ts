import type { ModelGraph } from '../model-graph.ts';
import { chain, type Flow, region } from './flow.ts';
import { isActivation, isNorm, isWeighted, type Layer, layerOf, listAt, strideOf } from './kinds.ts';

/** A node that everything passes, with the branches that meet in it where there are any. */
export interface Item {
  readonly node: number;
  /** Empty where the node reads the one before. */
  readonly branches: readonly Branch[];
  readonly from: number;
}

/** The way from the node where branches part to an operand of the one where they meet. */
export interface Branch {
  readonly nodes: readonly number[];
  readonly end: number;
}

/** What lies between two nodes as a sequence of items. */
export function itemsBetween(flow: Flow, from: number, to: number): Item[] {
  let before = from;
  return chain(flow, from, to).map((node) => {
    const sources = flow.before[node] ?? [];
    const previous = before;
    before = node;
    const parts = sources.length > 1 || (sources[0] !== undefined && sources[0] !== previous);
    const branches = parts
      ? sources.map((end) => ({ end, nodes: end === previous ? [] : region(flow, previous, end) }))
      : [];
    return { node, branches, from: previous };
  });
}

/** A stretch of nodes in numbers. */
export interface Content {
  readonly layers: readonly Layer[];
  readonly norms: readonly number[];
  readonly activations: readonly number[];
  readonly attention: readonly number[];
  readonly pools: readonly number[];
  readonly gate: number;
  readonly gateLayers: readonly Layer[];
  /** What happens in order, gates left out: `n` norm, `a` activation, `c` layer, `t` attention. */
  readonly order: string;
}

export function contentOf(graph: ModelGraph, flow: Flow, nodes: readonly number[]): Content {
  const gates = gatesIn(graph, flow, nodes);
  const layers: Layer[] = [];
  const gateLayers: Layer[] = [];
  const [norms, activations, attention, pools]: [number[], number[], number[], number[]] = [[], [], [], []];
  let order = '';
  let gate = 0;
  for (const index of nodes) {
    const node = graph.nodes[index];
    if (node === undefined) continue;
    const layer = layerOf(graph, index);
    if (gates.has(index)) {
      if (layer !== undefined) {
        if (gateLayers.length === 0 && layer.inputs !== undefined && layer.outputs !== undefined) {
          gate = layer.outputs / layer.inputs;
        }
        gateLayers.push(layer);
      }
      continue;
    }
    if (layer !== undefined) {
      layers.push(layer);
      order += 'c';
    } else if (isNorm(node)) {
      norms.push(index);
      order += 'n';
    } else if (isActivation(node)) {
      activations.push(index);
      order += 'a';
    } else if (node.op === 'attention') {
      attention.push(index);
      order += 't';
    } else if (node.op === 'max-pool' || node.op === 'average-pool') pools.push(index);
  }
  return { layers, norms, activations, attention, pools, gate, gateLayers, order };
}

/** Nodes of gates: what lies between a global pool and the product that it scales. */
function gatesIn(graph: ModelGraph, flow: Flow, nodes: readonly number[]): Set<number> {
  const inside = new Set(nodes);
  const gates = new Set<number>();
  for (const index of nodes) {
    if (graph.nodes[index]?.op !== 'mul') continue;
    for (const source of flow.before[index] ?? []) {
      const path: number[] = [];
      let node = source;
      while (inside.has(node) && path.length < 12 && (flow.before[node] ?? []).length === 1) {
        path.push(node);
        const { op } = graph.nodes[node] ?? {};
        if (op === 'global-pool') {
          for (const gated of path) gates.add(gated);
          break;
        }
        node = flow.before[node]?.[0] ?? -1;
      }
    }
  }
  return gates;
}

/** Down-sampling along nodes that follow each other: product of the strides of convolutions and pools. */
export function strideAlong(graph: ModelGraph, layers: readonly Layer[], pools: readonly number[]): number {
  let stride = 1;
  for (const layer of layers) stride *= strideOf(layer);
  for (const pool of pools) stride *= Math.max(1, ...(listAt(graph.nodes[pool], 'strides') ?? []));
  return stride;
}

export const weightedIn = (graph: ModelGraph, nodes: readonly number[]): number =>
  nodes.filter((index) => {
    const node = graph.nodes[index];
    return node !== undefined && isWeighted(node);
  }).length;
