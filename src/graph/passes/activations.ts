import type { Draft, DraftNode } from '../draft.ts';

/** Activations that exporters spell out become one node each. */
export function formActivations(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.dead === true) continue;
    if (node.op === 'clip') fromClip(draft, node);
    else if (node.op === 'max') fromMax(draft, node);
  }
  for (const node of draft.order()) {
    if (node.dead === true) continue;
    if (node.op === 'erf' || node.op === 'tanh') gelu(draft, node);
    else if (node.op === 'relu6' || node.op === 'clip') hardSigmoid(draft, node);
  }
  for (const node of draft.order()) {
    if (node.dead === true) continue;
    if (node.op === 'mul') gated(draft, node);
    else if (node.op === 'hard-sigmoid' && isNear(node.attributes.alpha, 1 / 6) && node.attributes.beta === 0.5) {
      node.attributes = {};
    }
  }
}

function isNear(value: unknown, expected: number): boolean {
  return typeof value === 'number' && Math.abs(value - expected) <= 1e-3 * Math.abs(expected);
}

function fromClip(draft: Draft, node: DraftNode): void {
  const { min, max } = node.attributes;
  if (min === 0 && max === 6) {
    node.op = 'relu6';
    node.attributes = {};
    const before = draft.maker(node.inputs[0]);
    if (before?.op === 'relu' && draft.soleUser(before.outputs[0]) === node) draft.bypass(before);
  } else if (min === 0 && (max === undefined || Number(max) > 1e30)) {
    node.op = 'relu';
    node.attributes = {};
  }
}

/** max(x, 0) is ReLU; max(x, a·x) is leaky ReLU. */
function fromMax(draft: Draft, node: DraftNode): void {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || node.inputs.length !== 2) return;
  const [zero, x] = draft.scalar(a) === 0 ? [true, b] : [draft.scalar(b) === 0, a];
  if (zero) {
    node.op = 'relu';
    draft.setInputs(node, [x]);
    return;
  }
  for (const [whole, part] of [
    [a, b],
    [b, a],
  ] as const) {
    const scaled = draft.maker(part);
    const slope = scaled?.op === 'mul' ? other(scaled, whole) : undefined;
    const value = draft.scalar(slope);
    if (value === undefined || value <= 0 || value >= 1) continue;
    node.op = 'leaky-relu';
    node.attributes = { slope: value };
    draft.setInputs(node, [whole]);
    return;
  }
}

/** The other operand of a two-operand node that reads a tensor. */
function other(node: DraftNode, tensor: number | undefined): number | undefined {
  const [a, b] = node.inputs;
  if (node.inputs.length !== 2 || tensor === undefined) return undefined;
  return a === tensor ? b : b === tensor ? a : undefined;
}

/** ½·x·(1 + erf(x/√2)), or its approximation by tanh, in any order of the factors. */
function gelu(draft: Draft, node: DraftNode): void {
  const x = node.op === 'erf' ? erfArgument(draft, node) : tanhArgument(draft, node);
  const plus = draft.soleUser(node.outputs[0]);
  if (x === undefined || plus?.op !== 'add' || draft.scalar(other(plus, node.outputs[0])) !== 1) return;
  // What is left multiplies with x and ½, in one or two products.
  let product = draft.soleUser(plus.outputs[0]);
  let inside = plus.outputs[0];
  let [half, byX] = [false, false];
  for (let steps = 0; steps < 2 && product?.op === 'mul' && !(half && byX); steps++) {
    const factor = other(product, inside);
    if (draft.scalar(factor) === 0.5) half = true;
    else if (factor === x) byX = true;
    else if (isHalf(draft, factor, x)) [half, byX] = [true, true];
    else return;
    if (half && byX) {
      product.op = node.op === 'erf' ? 'gelu' : 'gelu-tanh';
      product.attributes = {};
      draft.setInputs(product, [x]);
      return;
    }
    inside = product.outputs[0];
    product = draft.soleUser(inside);
  }
}

function isHalf(draft: Draft, tensor: number | undefined, x: number): boolean {
  const node = draft.maker(tensor);
  if (node?.op === 'mul') return draft.scalar(other(node, x)) === 0.5;
  return node?.op === 'div' && node.inputs[0] === x && draft.scalar(node.inputs[1]) === 2;
}

function erfArgument(draft: Draft, node: DraftNode): number | undefined {
  const scaled = draft.maker(node.inputs[0]);
  if (scaled?.op === 'div' && isNear(draft.scalar(scaled.inputs[1]), Math.SQRT2)) return scaled.inputs[0];
  if (scaled?.op !== 'mul') return undefined;
  const [a, b] = scaled.inputs;
  if (isNear(draft.scalar(b), Math.SQRT1_2)) return a;
  return isNear(draft.scalar(a), Math.SQRT1_2) ? b : undefined;
}

/** x of √(2/π)·(x + 0.044715·x³): the tensor that everything in front of the tanh is made of. */
function tanhArgument(draft: Draft, node: DraftNode): number | undefined {
  let cubic = false;
  const sources = new Set<number>();
  const stack = [...node.inputs];
  for (let steps = 0; stack.length > 0 && steps < 16; steps++) {
    const tensor = stack.pop();
    if (tensor === undefined) break;
    const value = draft.scalar(tensor);
    if (value !== undefined) {
      if (isNear(value, 0.044715) || isNear(value, 0.044715 * Math.sqrt(2 / Math.PI))) cubic = true;
      continue;
    }
    const maker = draft.maker(tensor);
    const arithmetic = maker !== undefined && ['mul', 'add', 'pow'].includes(maker.op);
    const shared = draft.users(tensor).length > 2;
    if (arithmetic && !shared) stack.push(...maker.inputs);
    else sources.add(tensor);
  }
  const [only] = sources;
  return cubic && sources.size === 1 ? only : undefined;
}

/** clip(x + 3, 0, 6)/6. */
function hardSigmoid(draft: Draft, node: DraftNode): void {
  if (node.op === 'clip') return;
  const shift = draft.maker(node.inputs[0]);
  if (shift?.op !== 'add') return;
  const [a, b] = shift.inputs;
  const x = draft.scalar(b) === 3 ? a : draft.scalar(a) === 3 ? b : undefined;
  if (x === undefined) return;
  const user = draft.soleUser(node.outputs[0]);
  if (user !== undefined && isSixth(draft, user, node.outputs[0])) {
    user.op = 'hard-sigmoid';
    user.attributes = {};
    draft.setInputs(user, [x]);
    return;
  }
  // x·clip(x + 3, 0, 6)/6, the product first.
  if (user?.op !== 'mul' || other(user, node.outputs[0]) !== x) return;
  const last = draft.soleUser(user.outputs[0]);
  if (last === undefined || !isSixth(draft, last, user.outputs[0])) return;
  last.op = 'hardswish';
  last.attributes = {};
  draft.setInputs(last, [x]);
}

function isSixth(draft: Draft, node: DraftNode, tensor: number | undefined): boolean {
  if (node.op === 'div') return node.inputs[0] === tensor && draft.scalar(node.inputs[1]) === 6;
  return node.op === 'mul' && isNear(draft.scalar(other(node, tensor)), 1 / 6);
}

/** x·σ(x), x·hardσ(x), x·tanh(softplus(x)), x·σ(1.702·x). */
function gated(draft: Draft, node: DraftNode): void {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined) return;
  for (const [x, gate] of [
    [a, b],
    [b, a],
  ] as const) {
    const maker = draft.maker(gate);
    if (maker === undefined) continue;
    const source = maker.inputs[0];
    const op =
      maker.op === 'sigmoid' && source === x
        ? 'silu'
        : maker.op === 'hard-sigmoid' && source === x && isStandard(maker)
          ? 'hardswish'
          : maker.op === 'tanh' && draft.maker(source)?.op === 'softplus' && draft.maker(source)?.inputs[0] === x
            ? 'mish'
            : maker.op === 'sigmoid' && isQuick(draft, source, x)
              ? 'quick-gelu'
              : undefined;
    if (op === undefined) continue;
    node.op = op;
    node.attributes = {};
    draft.setInputs(node, [x]);
    return;
  }
}

function isStandard(node: DraftNode): boolean {
  const { alpha, beta } = node.attributes;
  return (alpha === undefined && beta === undefined) || (isNear(alpha, 1 / 6) && beta === 0.5);
}

function isQuick(draft: Draft, tensor: number | undefined, x: number): boolean {
  const scaled = draft.maker(tensor);
  return scaled?.op === 'mul' && isNear(draft.scalar(other(scaled, x)), 1.702);
}
