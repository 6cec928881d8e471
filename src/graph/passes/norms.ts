import type { Draft, DraftNode } from '../draft.ts';

const NORMS: ReadonlySet<string> = new Set(['batch-norm', 'instance-norm', 'group-norm', 'layer-norm', 'rms-norm']);

/** Normalizations that exporters spell out become one node each, with the scale and offset that follow. */
export function formNorms(draft: Draft): void {
  for (const node of draft.order()) if (node.dead !== true && node.op === 'sqrt') spelledOut(draft, node);
  for (const node of draft.order()) if (node.dead !== true && node.op === 'instance-norm') grouped(draft, node);
  for (const node of draft.order()) if (node.dead !== true && node.op === 'sub') byChannel(draft, node);
  for (const node of draft.order()) if (node.dead !== true && NORMS.has(node.op)) absorbAffine(draft, node);
}

/** (x − mean)/√(var + ε), and without the mean x/√(mean(x²) + ε). */
function spelledOut(draft: Draft, root: DraftNode): void {
  const sum = draft.maker(root.inputs[0]);
  if (sum?.op !== 'add') return;
  const [a, b] = sum.inputs;
  const [epsilon, mean] =
    draft.scalar(b) === undefined ? [draft.scalar(a), draft.maker(b)] : [draft.scalar(b), draft.maker(a)];
  if (epsilon === undefined || mean?.op !== 'reduce-mean') return;
  const square = draft.maker(mean.inputs[0]);
  const centered = square?.inputs[0];
  const isSquare =
    (square?.op === 'pow' && draft.scalar(square.inputs[1]) === 2) ||
    (square?.op === 'mul' && square.inputs[1] === centered);
  if (!isSquare || centered === undefined) return;
  const last = divisionBy(draft, root, centered);
  if (last === undefined) return;
  const difference = draft.maker(centered);
  const average = difference?.op === 'sub' ? draft.maker(difference.inputs[1]) : undefined;
  const x = difference?.inputs[0];
  const isCentered = average?.op === 'reduce-mean' && average.inputs[0] === x && x !== undefined;
  const axes = mean.attributes.axes;
  const rank = draft.tensor(centered)?.shape?.length;
  const overLast =
    Array.isArray(axes) && axes.length === 1 && (axes[0] === -1 || (rank !== undefined && axes[0] === rank - 1));
  const overChannels = Array.isArray(axes) && axes.length === 1 && axes[0] === 1 && rank === 4;
  if (!overLast && !overChannels) return;
  last.op = isCentered ? 'layer-norm' : 'rms-norm';
  last.attributes = { epsilon, axis: overLast ? -1 : 1 };
  draft.setInputs(last, [isCentered ? x : centered]);
}

/** The division of a tensor by a root, or its product with the root's reciprocal. */
function divisionBy(draft: Draft, root: DraftNode, numerator: number): DraftNode | undefined {
  const user = draft.soleUser(root.outputs[0]);
  if (user?.op === 'div' && user.inputs[0] === numerator) return user;
  const isReciprocal = user?.op === 'reciprocal' || (user?.op === 'div' && draft.scalar(user.inputs[0]) === 1);
  if (!isReciprocal) return undefined;
  const product = draft.soleUser(user.outputs[0]);
  return product?.op === 'mul' && product.inputs.includes(numerator) ? product : undefined;
}

/**
 * (x − mean)·scale + offset with three vectors along the channels: a batch norm of inference whose epsilon has gone into the
 * scale. What reads the input of the network is its normalization.
 */
function byChannel(draft: Draft, node: DraftNode): void {
  const [x, mean] = node.inputs;
  const product = draft.soleUser(node.outputs[0]);
  const sum = draft.soleUser(product?.outputs[0]);
  if (x === undefined || mean === undefined || product?.op !== 'mul' || sum?.op !== 'add') return;
  const behind = (user: DraftNode, data: number | undefined): number | undefined =>
    user.inputs.length === 2 ? user.inputs.find((input) => input !== data) : undefined;
  const [scale, offset] = [behind(product, node.outputs[0]), behind(sum, product.outputs[0])];
  const size = channelsOf(draft, mean);
  if (scale === undefined || offset === undefined || size === undefined || size < 2) return;
  if (channelsOf(draft, scale) !== size || channelsOf(draft, offset) !== size) return;
  if (draft.tensor(x)?.role === 'input' || draft.isConstant(x)) return;
  sum.op = 'batch-norm';
  sum.attributes = {};
  draft.setInputs(sum, [x, scale, offset, mean]);
}

/** Elements of a parameter that is a vector along the second of four axes, or the last of two. */
function channelsOf(draft: Draft, tensor: number): number | undefined {
  const { role, shape } = draft.tensor(tensor) ?? {};
  if ((role !== 'parameter' && role !== 'constant') || shape === undefined) return undefined;
  const size =
    shape.length === 4 ? shape[1] : shape.length === 3 ? shape[0] : shape.length === 2 ? shape[1] : undefined;
  const others = shape.filter((dim) => dim !== 1).length;
  return others === 1 && typeof size === 'number' && size !== 1 ? size : undefined;
}

/** Group normalization as exporters write it: reshape to groups, instance normalization, reshape back. */
function grouped(draft: Draft, node: DraftNode): void {
  const before = draft.maker(node.inputs[0]);
  const after = draft.soleUser(node.outputs[0]);
  if (before?.op !== 'reshape' || after?.op !== 'reshape') return;
  const groups = draft.tensor(node.inputs[1])?.shape?.[0];
  const channels = draft.tensor(before.inputs[0])?.shape?.[1];
  if (typeof groups !== 'number' || groups === channels) return;
  after.op = 'group-norm';
  after.attributes = { epsilon: node.attributes.epsilon ?? 1e-5, groups };
  const x = before.inputs[0];
  if (x !== undefined) draft.setInputs(after, [x]);
}

/** A scale and an offset by channel that follow a norm are its own. */
function absorbAffine(draft: Draft, norm: DraftNode): void {
  let output = norm.outputs[0];
  const found: number[] = [];
  for (const op of ['mul', 'add']) {
    const user = draft.soleUser(output);
    if (user?.op !== op || user.inputs.length !== 2 || output === undefined) continue;
    const operand = user.inputs[0] === output ? user.inputs[1] : user.inputs[0];
    const shape = draft.tensor(operand)?.shape;
    if (operand === undefined || !draft.isConstant(operand) || shape === undefined) continue;
    if (shape.filter((dim) => dim !== 1).length !== 1) continue;
    found.push(operand);
    draft.absorb(user, output);
    output = norm.outputs[0];
  }
  if (found.length === 0) return;
  if (norm.op === 'batch-norm' || (norm.op === 'instance-norm' && norm.inputs.length === 3))
    norm.attributes.affine = true;
  else draft.setInputs(norm, [...norm.inputs.slice(0, 1), ...found]);
}
