import type { Draft, DraftNode } from '../draft.ts';
import type { Shape } from '../model-graph.ts';

/** Takes out what changes nothing: identities, casts, dropout, reshapes to the same shape, pairs that undo each other. */
export function dropIdentities(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.outputs.slice(1).some((output) => draft.users(output).length > 0)) continue;
    if (isIdentity(draft, node)) draft.bypass(node);
    else if (node.op === 'add' || node.op === 'mul' || node.op === 'div' || node.op === 'sub') dropNeutral(draft, node);
    else if (node.op === 'quantize-linear') dropQuantization(draft, node);
    else if (node.op === 'dequantize-linear' && draft.maker(node.inputs[0])?.op !== 'quantize-linear')
      draft.bypass(node);
  }
}

function isIdentity(draft: Draft, node: DraftNode): boolean {
  const { op, attributes } = node;
  if (node.inputs[0] === undefined || node.inputs[0] < 0) return false;
  if (op === 'identity' || op === 'dropout' || op === 'cast' || op === 'cast-like' || op === 'stop-gradient')
    return true;
  if ((op === 'concat' || op === 'sum' || op === 'max' || op === 'min' || op === 'mean') && node.inputs.length === 1)
    return true;
  if (op === 'transpose') return Array.isArray(attributes.perm) && attributes.perm.every((axis, i) => axis === i);
  if (op === 'pad') return Array.isArray(attributes.pads) && attributes.pads.every((pad) => pad === 0);
  if (op === 'average-pool' || op === 'max-pool') {
    const all = [attributes.kernel, attributes.strides].flat();
    const pads = attributes.pads;
    return all.length > 0 && all.every((size) => size === 1) && Array.isArray(pads) && pads.every((pad) => pad === 0);
  }
  if (op === 'reshape' || op === 'expand' || op === 'slice' || op === 'flatten' || op === 'resize') {
    return sameShape(draft.tensor(node.inputs[0])?.shape, draft.tensor(node.outputs[0])?.shape) && forward(node);
  }
  if (op === 'squeeze' || op === 'unsqueeze') {
    return Array.isArray(attributes.axes) && attributes.axes.length === 0;
  }
  return false;
}

/** A slice that runs backwards keeps its shape all the same. */
function forward(node: DraftNode): boolean {
  const { steps, mode } = node.attributes;
  if (node.op === 'slice') return !Array.isArray(steps) || steps.every((step) => step === 1);
  return node.op !== 'resize' || mode !== undefined;
}

function sameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((dim, i) => dim !== '' && dim === b[i]);
}

/** x + 0, x − 0, x·1 and x/1. */
function dropNeutral(draft: Draft, node: DraftNode): void {
  const neutral = node.op === 'add' || node.op === 'sub' ? 0 : 1;
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || node.inputs.length !== 2) return;
  const output = draft.tensor(node.outputs[0])?.shape;
  const keeps = (x: number, other: number): boolean => {
    const rank = draft.tensor(other)?.shape?.length ?? 9;
    const shape = draft.tensor(x)?.shape;
    return draft.scalar(other) === neutral && (rank <= 1 || sameShape(shape, output)) && !draft.isConstant(x);
  };
  // A parameter that happens to hold ones or zeros is still a parameter.
  const fixed = (other: number): boolean => (draft.tensor(other)?.data?.length ?? 9) === 1;
  if (keeps(a, b) && fixed(b)) draft.bypass(node, a);
  else if ((node.op === 'add' || node.op === 'mul') && keeps(b, a) && fixed(a)) draft.bypass(node, b);
}

/** A pair of quantize and dequantize only rounds. */
function dropQuantization(draft: Draft, node: DraftNode): void {
  const input = node.inputs[0];
  if (input === undefined) return;
  for (const user of draft.users(node.outputs[0])) {
    if (user.op === 'dequantize-linear') draft.bypass(user, input);
  }
}

/** Sums become additions, and pairs of squeeze and unsqueeze, or of reshapes, one reshape. */
export function unifyNames(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.op === 'sum') node.op = 'add';
    const before = draft.maker(node.inputs[0]);
    const reshapes = ['reshape', 'flatten', 'squeeze', 'unsqueeze'];
    if (!reshapes.includes(node.op)) continue;
    if (before !== undefined && reshapes.includes(before.op) && draft.soleUser(before.outputs[0]) === node) {
      const source = before.inputs[0];
      if (source === undefined) continue;
      if (sameShape(draft.tensor(source)?.shape, draft.tensor(node.outputs[0])?.shape)) {
        draft.bypass(node, source);
        continue;
      }
      draft.setInputs(node, [source]);
      before.dead = true;
    }
    const shape = draft.tensor(node.outputs[0])?.shape;
    node.op = 'reshape';
    node.attributes = shape === undefined ? {} : { shape: shape.map((dim) => (typeof dim === 'number' ? dim : -1)) };
  }
}
