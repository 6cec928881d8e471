import type { CanonicalGraph } from '../canonical.ts';
import type { Shape } from '../model-graph.ts';
import { isWeighted, layerOf } from '../structure/kinds.ts';
import type { FactCollector, FactContext } from './collect.ts';

const FLOATS: ReadonlySet<string> = new Set(['float16', 'bfloat16', 'float32', 'float64']);

/** Facts of `model.dtype` and `model.quantization`: in what numbers the layers compute. */
export function numberFacts({ graph }: FactContext, facts: FactCollector): void {
  const layers = graph.nodes.flatMap((node, i) => (isWeighted(node) ? [i] : []));
  const { quantization } = graph.notes;
  if (layers.length === 0) return;
  const typed = layers.filter((node) => graph.tensors[graph.nodes[node]?.inputs[1] ?? -1]?.dtype !== undefined);
  // A network from a script may be quantized by what was not read of it.
  if (quantization === 'none' && typed.length === layers.length)
    facts.derived('model.quantization', 'none', layers.slice(0, 1));
  else if (quantization !== 'none') facts.derived('model.quantization', quantization, layers);
  const entries = layers.flatMap((node) => {
    const { dtype } = graph.tensors[graph.nodes[node]?.inputs[1] ?? -1] ?? {};
    return dtype !== undefined && FLOATS.has(dtype) ? [{ value: dtype, node }] : [];
  });
  if (entries.length === layers.length) facts.uniform('model.dtype', entries, 'stated', 'number formats of the layers');
}

/** The fact `model.multiplyAdds`: products of convolutions, dense layers and attention for one example. */
export function multiplyAddsFact({ graph }: FactContext, facts: FactCollector): void {
  const batch = graph.tensors[graph.inputs[0] ?? -1]?.shape?.[0];
  const count = productsIn(graph, batch);
  if (count === undefined || count === 0) return;
  const layers = graph.nodes.flatMap((node, i) => (isWeighted(node) || node.op === 'attention' ? [i] : []));
  facts.derived('model.multiplyAdds', count, layers);
}

function productsIn(graph: CanonicalGraph, batch: number | string | undefined): number | undefined {
  if (graph.inputs.length !== 1 || batch === undefined || batch === '') return undefined;
  /** Elements for one example; undefined where a size is not known. */
  const elements = (tensor: number | undefined): number | undefined => {
    const shape: Shape | undefined = graph.tensors[tensor ?? -1]?.shape;
    if (shape === undefined) return undefined;
    let product = 1;
    for (const dim of shape) {
      if (typeof dim === 'number') product *= dim;
      else if (dim !== batch || dim === '') return undefined;
    }
    const symbolic = typeof batch === 'string' && shape.filter((dim) => dim === batch).length !== 1;
    return symbolic ? undefined : typeof batch === 'number' ? product / batch : product;
  };
  let total = 0;
  for (const [i, node] of graph.nodes.entries()) {
    const layer = layerOf(graph, i);
    if (layer === undefined && node.op !== 'attention') continue;
    const made = elements(node.outputs[0]);
    if (made === undefined || !Number.isInteger(made)) return undefined;
    if (layer === undefined) {
      // Products of queries with keys, and of scores with values.
      const [queries, tokens] = [elements(node.inputs[0]), graph.tensors[node.inputs[2] ?? -1]?.shape?.at(-2)];
      if (queries === undefined || typeof tokens !== 'number') return undefined;
      total += (queries + made) * tokens;
      continue;
    }
    const { inputs, outputs, groups, kernel } = layer;
    if (inputs === undefined || outputs === undefined || layer.kind === 'transposed') return undefined;
    total += made * (inputs / groups) * kernel.reduce((all, side) => all * side, 1);
  }
  return total;
}
