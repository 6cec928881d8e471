import type { Draft, DraftNode } from '../draft.ts';

/**
 * Names what only looks like a merge. An operation with one constant operand is a `scale` or `shift` of the other; a product
 * with a random mask is stochastic depth, and leaves the graph as an attribute of the sum that follows.
 */
export function nameMerges(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.dead === true || !['add', 'sub', 'mul', 'div'].includes(node.op)) continue;
    const random = node.inputs.find((input) => draft.tensor(input)?.role === 'random');
    if (random !== undefined) {
      const data = node.inputs.find((input) => input !== random);
      if (data !== undefined && !draft.isConstant(data)) draft.bypass(node, data);
      continue;
    }
    if (node.inputs.length !== 2) continue;
    const [a, b] = node.inputs;
    if (a === undefined || b === undefined || draft.isConstant(a) === draft.isConstant(b)) continue;
    const [x, operand] = draft.isConstant(b) ? [a, b] : [b, a];
    if (operand === a && (node.op === 'sub' || node.op === 'div')) continue;
    node.attributes = { by: node.op };
    node.op = node.op === 'mul' || node.op === 'div' ? 'scale' : 'shift';
    draft.setInputs(node, [x, operand]);
  }
}

/**
 * Growing lists become chains: where concat(a, b) exists, concat(a, b, c) reads it instead, so that dense blocks look alike
 * however they were written.
 */
export function chainConcats(draft: Draft): void {
  const known = new Map<string, number>();
  for (const node of draft.order()) {
    if (node.op !== 'concat') continue;
    const axis = node.attributes.axis;
    const output = node.outputs[0];
    if (output === undefined) continue;
    const whole = `${String(axis)}:${node.inputs.join()}`;
    if (node.inputs.length > 2) {
      const prefix = known.get(`${String(axis)}:${node.inputs.slice(0, -1).join()}`);
      const last = node.inputs.at(-1);
      if (prefix !== undefined && last !== undefined) draft.setInputs(node, [prefix, last]);
    }
    known.set(whole, output);
  }
}

/** Softmax(q·kᵀ·scale + mask)·v becomes one node; what shapes q, k and v stays in front of it. */
export function formAttention(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.op !== 'softmax') continue;
    const weighted = matmulAfter(draft, node);
    const scores = matmulBefore(draft, node);
    if (weighted === undefined || scores === undefined) continue;
    const [q, k] = scores.inputs;
    const v = weighted.inputs[1];
    if (q === undefined || k === undefined || v === undefined) continue;
    const shape = draft.tensor(scores.outputs[0])?.shape;
    const heads = shape !== undefined && shape.length >= 4 ? shape.at(-3) : undefined;
    weighted.op = 'attention';
    weighted.attributes = typeof heads === 'number' ? { heads } : {};
    draft.setInputs(weighted, [q, k, v]);
  }
}

const THROUGH: ReadonlySet<string> = new Set([
  'shift',
  'scale',
  'reshape',
  'transpose',
  'add',
  'where',
  'cast',
  'dropout',
  'clip',
  'max',
]);

function matmulBefore(draft: Draft, softmax: DraftNode): DraftNode | undefined {
  let node = draft.maker(softmax.inputs[0]);
  for (let steps = 0; node !== undefined && steps < 12; steps++) {
    if (node.op === 'mat-mul') return node;
    if (!THROUGH.has(node.op)) return undefined;
    const above = node.inputs.map((input) => draft.maker(input)).filter((maker) => maker !== undefined);
    node = above.find((maker) => maker.op === 'mat-mul') ?? above[0];
  }
  return undefined;
}

function matmulAfter(draft: Draft, softmax: DraftNode): DraftNode | undefined {
  let output = softmax.outputs[0];
  for (let steps = 0; steps < 4; steps++) {
    const user = draft.soleUser(output);
    if (user === undefined) return undefined;
    if (user.op === 'mat-mul') return user.inputs[0] === output ? user : undefined;
    if (!THROUGH.has(user.op)) return undefined;
    output = user.outputs[0];
  }
  return undefined;
}
