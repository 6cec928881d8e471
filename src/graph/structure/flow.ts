import type { ModelGraph } from '../model-graph.ts';

/** How data flows between the nodes of a graph, by node index, constants left out. */
export interface Flow {
  /** Nodes that a node reads, in order of its operands, each once. */
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  /** The nearest node that all paths from the inputs pass; -1 where there is none but the inputs themselves. */
  readonly dominator: Int32Array;
}

/** Nodes must be in topological order, as canonical graphs have them. */
export function flowOf(graph: ModelGraph): Flow {
  const known = flows.get(graph);
  if (known !== undefined) return known;
  const flow = trace(graph);
  flows.set(graph, flow);
  return flow;
}

const flows = new WeakMap<ModelGraph, Flow>();

function trace(graph: ModelGraph): Flow {
  const makers = new Map<number, number>();
  for (const [i, node] of graph.nodes.entries()) for (const tensor of node.outputs) makers.set(tensor, i);
  const inputs = new Set(graph.inputs);
  const after: number[][] = graph.nodes.map(() => []);
  const dominator = new Int32Array(graph.nodes.length).fill(-1);
  const depth = new Int32Array(graph.nodes.length);
  const before = graph.nodes.map((node, i) => {
    const sources = new Set<number>();
    let readsInput = false;
    for (const tensor of node.inputs) {
      const maker = makers.get(tensor);
      if (maker !== undefined && maker < i) sources.add(maker);
      else if (inputs.has(tensor)) readsInput = true;
    }
    for (const source of sources) after[source]?.push(i);
    let common: number | undefined = readsInput ? -1 : undefined;
    for (const source of sources) common = common === undefined ? source : meet(dominator, depth, common, source);
    dominator[i] = common ?? -1;
    depth[i] = common === undefined || common < 0 ? 0 : (depth[common] ?? 0) + 1;
    return [...sources];
  });
  return { before, after, dominator };
}

function meet(dominator: Int32Array, depth: Int32Array, a: number, b: number): number {
  let [x, y] = [a, b];
  while (x !== y) {
    if (x < 0 || y < 0) return -1;
    if ((depth[x] ?? 0) >= (depth[y] ?? 0)) x = dominator[x] ?? -1;
    else y = dominator[y] ?? -1;
  }
  return x;
}

/** Nodes that all paths from `from` (exclusive; -1 for the inputs) to `to` (inclusive) pass, in order. */
export function chain(flow: Flow, from: number, to: number): number[] {
  const nodes: number[] = [];
  for (let node = to; node > from && node >= 0; node = flow.dominator[node] ?? -1) nodes.push(node);
  return nodes.reverse();
}

/** Nodes between `from` (exclusive) and `to` (inclusive), in topological order. */
export function region(flow: Flow, from: number, to: number): number[] {
  const seen = new Set<number>();
  const stack = [to];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node <= from || seen.has(node)) continue;
    seen.add(node);
    stack.push(...(flow.before[node] ?? []));
  }
  return [...seen].sort((a, b) => a - b);
}
