import type { GraphNode, ModelGraph } from './model-graph.ts';

const LAYERS: ReadonlySet<string> = new Set(['conv', 'conv-transpose', 'gemm', 'mat-mul']);

/**
 * A graph whose input was left in the file, as an initializer or as something that is drawn: what reaches the first layer as
 * data is its input. Other graphs stay as they are.
 */
export function withInputs(graph: ModelGraph): ModelGraph {
  if (graph.inputs.length > 0) return graph;
  const makers = new Map<number, GraphNode>();
  for (const node of graph.nodes) for (const tensor of node.outputs) makers.set(tensor, node);
  const first = graph.nodes.find(({ op }) => LAYERS.has(op));
  let data = first?.inputs[0] ?? -1;
  for (let steps = 0; steps < graph.nodes.length; steps++) {
    const before = makers.get(data)?.inputs[0];
    if (before === undefined || before < 0 || makers.get(data)?.op === 'constant-of-shape') break;
    data = before;
  }
  if (data < 0) return graph;
  return {
    ...graph,
    inputs: [data],
    tensors: graph.tensors.map((tensor, i) => {
      if (i !== data) return tensor;
      const { weights: _, data: __, fill: ___, from: ____, ...rest } = tensor;
      return { ...rest, role: 'input' };
    }),
    nodes: graph.nodes.filter(({ outputs }) => !outputs.includes(data)),
  };
}
