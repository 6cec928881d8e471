import type { Draft, DraftNode } from '../draft.ts';
import type { Shape } from '../model-graph.ts';

/** Matrix products with a parameter become `linear`; biases that stand apart join their layer. */
export function formLayers(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.op === 'gemm') fromGemm(draft, node);
    else if (node.op === 'mat-mul') fromMatMul(draft, node);
    if (node.op === 'batch-norm') {
      for (const input of node.inputs.slice(3)) {
        const tensor = draft.tensor(input);
        if (tensor?.role === 'parameter') tensor.role = 'buffer';
      }
    }
  }
  for (const node of draft.order()) if (node.op === 'mul') dropMergedScale(draft, node);
  for (const node of draft.order()) {
    if (node.op === 'add') joinBias(draft, node);
    else if (node.op === 'conv' || node.op === 'conv-transpose') dropZeroBias(draft, node);
  }
}

function fromGemm(draft: Draft, node: DraftNode): void {
  const [x, w, bias] = node.inputs;
  const shape = draft.tensor(w)?.shape;
  if (x === undefined || w === undefined || !draft.isConstant(w) || node.attributes.transA === true) return;
  const transposed = node.attributes.transB === true;
  setLinear(node, shape?.[transposed ? 0 : 1], shape?.[transposed ? 1 : 0]);
  node.attributes.transposed = transposed;
  if (bias !== undefined && bias >= 0 && !draft.isConstant(bias)) return;
  draft.setInputs(
    node,
    node.inputs.filter((input) => input >= 0),
  );
}

function fromMatMul(draft: Draft, node: DraftNode): void {
  const [x, w] = node.inputs;
  const shape = draft.tensor(w)?.shape;
  if (x === undefined || w === undefined || !draft.isConstant(w) || draft.isConstant(x) || shape?.length !== 2) return;
  setLinear(node, shape[1], shape[0]);
  node.attributes.transposed = false;
}

function setLinear(node: DraftNode, out: unknown, into: unknown): void {
  node.op = 'linear';
  node.attributes = {
    ...(typeof out === 'number' ? { out } : {}),
    ...(typeof into === 'number' ? { in: into } : {}),
  };
}

/** What is left of a batch norm, by its name, behind the convolution that it was merged into. */
function dropMergedScale(draft: Draft, node: DraftNode): void {
  if (!/batch_?norm/i.test(node.name) || node.inputs.length !== 2) return;
  const x = node.inputs.find((input) => !draft.isConstant(input));
  const scale = node.inputs.find((input) => draft.isConstant(input));
  const conv = draft.maker(x);
  if (x === undefined || scale === undefined || conv?.op !== 'conv' || draft.users(x).length !== 1) return;
  const width = draft.tensor(conv.inputs[1])?.shape?.[0];
  if (typeof width !== 'number' || !isVector(draft.tensor(scale)?.shape, width, 1, draft.tensor(x)?.shape?.length))
    return;
  conv.merged = 'batch-norm';
  draft.bypass(node, x);
}

/** A bias that is a fixed zero is none. */
function dropZeroBias(draft: Draft, node: DraftNode): void {
  const bias = node.inputs[2];
  if (bias === undefined) return;
  if (bias < 0 || (draft.tensor(bias)?.role === 'constant' && draft.scalar(bias) === 0)) {
    draft.setInputs(node, node.inputs.slice(0, 2));
  }
}

/** conv + b and x·W + b, the bias as a vector of the layer's width. */
function joinBias(draft: Draft, node: DraftNode): void {
  for (const [i, j] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const [x, bias] = [node.inputs[i], node.inputs[j]];
    if (node.inputs.length !== 2 || x === undefined || bias === undefined || !draft.isConstant(bias)) continue;
    const layer = layerBelow(draft, x);
    if (layer === undefined || layer.inputs.length !== 2) continue;
    const width = layer.op === 'linear' ? layer.attributes.out : draft.tensor(layer.inputs[1])?.shape?.[0];
    const shape = draft.tensor(bias)?.shape;
    const axis = layer.op === 'linear' ? -1 : 1;
    if (typeof width !== 'number' || !isVector(shape, width, axis, draft.tensor(x)?.shape?.length)) continue;
    draft.setInputs(layer, [...layer.inputs, bias]);
    // Behind a reshape, what the layer itself makes has no bias in the source.
    const own = draft.tensor(layer.outputs[0]);
    if (own !== undefined && layer.outputs[0] !== x) own.name = '';
    draft.absorb(node, x);
    return;
  }
}

/** The layer that makes a tensor, seen through reshapes that nobody else reads. */
function layerBelow(draft: Draft, tensor: number): DraftNode | undefined {
  let current: number | undefined = tensor;
  for (let steps = 0; steps < 3; steps++) {
    const node = draft.maker(current);
    if (node === undefined || draft.users(current).length !== 1) return undefined;
    if (node.op === 'linear' || node.op === 'conv' || node.op === 'conv-transpose') return node;
    if (node.op !== 'reshape') return undefined;
    const shapes = [draft.tensor(node.inputs[0])?.shape?.at(-1), draft.tensor(node.outputs[0])?.shape?.at(-1)];
    if (shapes[0] === undefined || shapes[0] !== shapes[1]) return undefined;
    current = node.inputs[0];
  }
  return undefined;
}

/** Whether a shape is a vector along an axis that broadcasts over all others. */
function isVector(shape: Shape | undefined, width: number, axis: number, rank: number | undefined): boolean {
  if (shape === undefined) return false;
  if (shape.filter((dim) => dim !== 1).length === 0) return width === 1;
  if (shape.reduce<number>((all, dim) => all * (typeof dim === 'number' ? dim : Number.NaN), 1) !== width) return false;
  const place = shape.indexOf(width);
  if (axis === -1) return place === shape.length - 1;
  return rank === undefined || shape.length - place === rank - axis;
}
