import type { Draft, DraftNode } from '../draft.ts';
import type { GraphNode } from '../model-graph.ts';

/** How a network computes in integers: activations too, with scales that are fixed or found at each pass, or weights alone. */
export type Quantization = 'none' | 'static' | 'dynamic' | 'weight-only';

/** How a graph as read is quantized. */
export function quantizationOf(nodes: readonly GraphNode[]): Quantization {
  let weights = false;
  let pairs = false;
  for (const { op } of nodes) {
    if (op.includes('dynamic-quantize') || op.includes('DynamicQuantize')) return 'dynamic';
    if (op === 'conv-integer' || op === 'mat-mul-integer') return 'dynamic';
    if (/^q-linear|^com\.microsoft:QLinear/.test(op) || op === 'quantize-linear') pairs = true;
    if (op === 'dequantize-linear' || /:MatMul\w*Bits$/.test(op)) weights = true;
  }
  return pairs ? 'static' : weights ? 'weight-only' : 'none';
}

/** Layers in integers, by the places of their operands: data, weight, bias. */
const LAYERS: Readonly<Record<string, readonly [op: string, operands: readonly number[]]>> = {
  'q-linear-conv': ['conv', [0, 3, 8]],
  'conv-integer': ['conv', [0, 1]],
  'q-linear-mat-mul': ['mat-mul', [0, 3]],
  'mat-mul-integer': ['mat-mul', [0, 1]],
  'com.microsoft:QGemm': ['gemm', [0, 3, 6]],
  'com.microsoft:QLinearAdd': ['add', [0, 3]],
  'com.microsoft:QLinearMul': ['mul', [0, 3]],
  'com.microsoft:QLinearGlobalAveragePool': ['global-average-pool', [0]],
  'com.microsoft:QLinearSigmoid': ['sigmoid', [0]],
  'com.microsoft:QLinearSoftmax': ['softmax', [0]],
};

/** Layers in integers become what they compute but for rounding; scales and zero points go. */
export function dropQuantized(draft: Draft): void {
  for (const node of draft.order()) {
    const layer = LAYERS[node.op];
    if (layer !== undefined) {
      const [op, operands] = layer;
      node.op = op;
      const { transA, transB } = node.attributes;
      if (op === 'gemm') node.attributes = { transA: transA === 1, transB: transB === 1 };
      draft.setInputs(
        node,
        operands.flatMap((place) => node.inputs[place] ?? []).filter((input) => input >= 0),
      );
    } else if (node.op === 'com.microsoft:QLinearConcat') {
      node.op = 'concat';
      draft.setInputs(
        node,
        node.inputs.slice(2).filter((_, i) => i % 3 === 0),
      );
    } else if (node.op === 'dynamic-quantize-linear') draft.bypass(node);
    else if (node.op === 'quantize-linear' && draft.users(node.outputs[0]).some(({ op }) => op !== 'dequantize-linear'))
      draft.bypass(node);
  }
  for (const node of draft.order()) if (node.op === 'conv' || node.op === 'mat-mul') dropScale(draft, node);
}

/** What a product in integers is multiplied by to come back to floats, behind a cast. */
function dropScale(draft: Draft, node: DraftNode): void {
  const weight = draft.tensor(node.inputs[1]);
  if (!/^u?int8$/.test(weight?.dtype ?? '')) return;
  const cast = draft.soleUser(node.outputs[0]);
  const product = cast?.op === 'cast' ? draft.soleUser(cast.outputs[0]) : undefined;
  if (cast !== undefined && product?.op === 'mul') draft.bypass(product, cast.outputs[0]);
}
