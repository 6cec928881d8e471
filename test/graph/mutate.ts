import type { GraphNode, GraphTensor, ModelGraph } from '../../src/graph/model-graph.ts';

/** The graph with one node changed. */
export function changeNode(graph: ModelGraph, index: number, change: (node: GraphNode) => GraphNode): ModelGraph {
  return { ...graph, nodes: graph.nodes.map((node, i) => (i === index ? change(node) : node)) };
}

export const setAttributes = (graph: ModelGraph, index: number, attributes: GraphNode['attributes']): ModelGraph =>
  changeNode(graph, index, (node) => ({ ...node, attributes: { ...node.attributes, ...attributes } }));

/** The graph without a node: its readers read the given operand of it instead. */
export function bypass(graph: ModelGraph, index: number, operand = 0): ModelGraph {
  const gone = graph.nodes[index];
  const [from, to] = [gone?.outputs[0] ?? -1, gone?.inputs[operand] ?? -1];
  const reroute = (tensor: number): number => (tensor === from ? to : tensor);
  return {
    ...graph,
    nodes: graph.nodes.filter((_, i) => i !== index).map((node) => ({ ...node, inputs: node.inputs.map(reroute) })),
    outputs: graph.outputs.map(reroute),
  };
}

/** The graph without what lies between a node and an earlier one, whose readers read the earlier one. */
export function cut(graph: ModelGraph, end: number, start: number): ModelGraph {
  const [from, to] = [graph.nodes[end]?.outputs[0] ?? -1, graph.nodes[start]?.outputs[0] ?? -1];
  const reroute = (tensor: number): number => (tensor === from ? to : tensor);
  const nodes = graph.nodes.map((node, i) =>
    i > start && i <= end ? node : { ...node, inputs: node.inputs.map(reroute) },
  );
  return { ...graph, nodes, outputs: graph.outputs.map(reroute) };
}

export function setShape(graph: ModelGraph, tensor: number, shape: GraphTensor['shape']): ModelGraph {
  return { ...graph, tensors: graph.tensors.map((entry, i) => (i === tensor ? { ...entry, shape } : entry)) };
}

/** Puts a node between a tensor and all that read it. */
export function insertAfter(
  graph: ModelGraph,
  tensor: number,
  node: Omit<GraphNode, 'inputs' | 'outputs'>,
): ModelGraph {
  const made = graph.tensors.length;
  const reroute = (input: number): number => (input === tensor ? made : input);
  const old = graph.tensors[tensor];
  return {
    ...graph,
    tensors: [
      ...graph.tensors,
      { name: `inserted ${made}`, role: 'activation', ...(old?.shape === undefined ? {} : { shape: old.shape }) },
    ],
    nodes: [
      ...graph.nodes.map((entry) => ({ ...entry, inputs: entry.inputs.map(reroute) })),
      { ...node, inputs: [tensor], outputs: [made] },
    ],
    outputs: graph.outputs.map(reroute),
  };
}

/** Other names for everything. */
export function rename(graph: ModelGraph): ModelGraph {
  return {
    ...graph,
    tensors: graph.tensors.map((tensor, i) => ({ ...tensor, name: `t${i * 7}` })),
    nodes: graph.nodes.map(({ path: _, merged: __, ...node }, i) => ({ ...node, name: `n${i * 3}` })),
  };
}

/** The nodes in another order, and the operands of sums the other way around. */
export function shuffle(graph: ModelGraph, random: () => number): ModelGraph {
  const order = graph.nodes.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return {
    ...graph,
    nodes: order.flatMap((i) => {
      const node = graph.nodes[i];
      if (node === undefined) return [];
      return [node.op === 'add' && random() < 0.5 ? { ...node, inputs: [...node.inputs].reverse() } : node];
    }),
  };
}

/** Numbers from a seed, each between 0 and 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
