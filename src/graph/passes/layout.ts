import type { Draft, DraftNode } from '../draft.ts';
import { ELEMENTWISE } from '../shapes.ts';

const PER_CHANNEL: ReadonlySet<string> = new Set([
  'batch-norm',
  'instance-norm',
  'group-norm',
  'layer-norm',
  'rms-norm',
  'local-response-norm',
  'softmax',
  'log-softmax',
  'prelu',
  'cum-sum',
]);

/** What takes two tensors element by element, before and after `nameMerges`. */
const OPERATORS: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'shift', 'scale']);

/** Moves transposes towards the outputs until they meet and cancel: what converters between layouts wrap around every layer. */
export function cancelTransposes(draft: Draft): void {
  for (const node of draft.order()) {
    if (node.dead === true) continue;
    if (node.op === 'transpose' && !abovePad(draft, node)) compose(draft, node);
    else if (ELEMENTWISE.has(node.op) && !PER_CHANNEL.has(node.op)) below(draft, node);
    else if (OPERATORS.has(node.op)) belowBoth(draft, node);
    else if (node.op === 'concat') belowConcat(draft, node);
    else if (node.op === 'reduce-mean' || node.op === 'reduce-max') reduceBelow(draft, node);
  }
  // Where all that read a transpose read its source now, it must not count among those.
  for (const node of draft.order().reverse()) {
    const [output = -1] = node.outputs;
    if (node.op === 'transpose' && draft.users(output).length === 0 && !draft.outputs.includes(output))
      node.dead = true;
  }
}

function permOf(node: DraftNode | undefined): readonly number[] | undefined {
  return node?.op === 'transpose' && Array.isArray(node.attributes.perm) ? node.attributes.perm : undefined;
}

function compose(draft: Draft, node: DraftNode): void {
  const before = draft.maker(node.inputs[0]);
  const [first, second] = [permOf(before), permOf(node)];
  const source = before?.inputs[0];
  if (first === undefined || second === undefined || source === undefined) return;
  const perm = second.map((axis) => first[axis] ?? axis);
  if (perm.every((axis, i) => axis === i)) draft.bypass(node, source);
  else {
    node.attributes.perm = perm;
    draft.setInputs(node, [source]);
  }
}

/** T(pad(x)) is pad(T(x)) with the pads of other axes: the transpose may then meet its inverse. */
function abovePad(draft: Draft, node: DraftNode): boolean {
  const pad = draft.maker(node.inputs[0]);
  const perm = permOf(node);
  const source = pad?.inputs[0];
  const pads = pad?.attributes.pads;
  if (pad?.op !== 'pad' || perm === undefined || source === undefined || !Array.isArray(pads)) return false;
  if (draft.soleUser(pad.outputs[0]) !== node || pads.length !== 2 * perm.length) return false;
  const shape = draft.tensor(source)?.shape;
  const inner = draft.addTensor({
    name: '',
    role: 'activation',
    shape: shape === undefined ? undefined : perm.map((axis) => shape[axis] ?? ''),
  });
  const transpose = draft.addNode({
    op: 'transpose',
    inputs: [source],
    outputs: [inner],
    attributes: { perm },
    name: '',
  });
  const moved = [...perm.map((axis) => pads[axis] ?? 0), ...perm.map((axis) => pads[axis + perm.length] ?? 0)];
  node.op = 'pad';
  node.attributes = { ...pad.attributes, pads: moved };
  draft.setInputs(node, [inner]);
  compose(draft, transpose);
  return true;
}

/** f(T(x)) is T(f(x)). */
function below(draft: Draft, node: DraftNode): void {
  const transpose = draft.maker(node.inputs[0]);
  const perm = permOf(transpose);
  const source = transpose?.inputs[0];
  if (perm === undefined || source === undefined || !opensPair(draft, node, perm)) return;
  draft.setInputs(node, [source, ...node.inputs.slice(1)]);
  transposeAfter(draft, node, perm);
}

function belowBoth(draft: Draft, node: DraftNode): void {
  const data = node.inputs.filter((input) => !draft.isConstant(input));
  const perms = data.map((input) => permOf(draft.maker(input)));
  const [perm] = perms;
  if (perm === undefined || perms.some((other) => other?.join() !== perm.join())) return;
  const fits = node.inputs.every((input) => !draft.isConstant(input) || alongOneAxis(draft, input, perm.length));
  if (!fits || !opensPair(draft, node, perm)) return;
  draft.setInputs(
    node,
    node.inputs.map((input) =>
      draft.isConstant(input) ? moveConstant(draft, input, perm) : (draft.maker(input)?.inputs[0] ?? input),
    ),
  );
  transposeAfter(draft, node, perm);
}

/** Whether a constant is one number, or a vector along one axis, whose elements stay in their order however axes change places. */
function alongOneAxis(draft: Draft, input: number, rank: number): boolean {
  if (draft.scalar(input) !== undefined) return true;
  const shape = draft.tensor(input)?.shape;
  return shape !== undefined && shape.length <= rank && shape.filter((dim) => dim !== 1).length <= 1;
}

/** The constant that stands in the place of one that is added behind the transpose. */
function moveConstant(draft: Draft, input: number, perm: readonly number[]): number {
  const old = draft.tensor(input);
  const shape = old?.shape;
  if (old === undefined || shape === undefined || shape.filter((dim) => dim !== 1).length === 0) return input;
  const full = [...perm.slice(shape.length).map(() => 1), ...shape];
  const inverse = perm.map((_, i) => perm.indexOf(i));
  const { weights: _, ...rest } = old;
  return draft.addTensor({ ...rest, shape: inverse.map((axis) => full[axis] ?? 1), from: input });
}

function belowConcat(draft: Draft, node: DraftNode): void {
  const perms = node.inputs.map((input) => permOf(draft.maker(input)));
  const [perm] = perms;
  const axis = Number(node.attributes.axis);
  if (perm === undefined || perms.some((other) => other?.join() !== perm.join())) return;
  const moved = perm[axis < 0 ? axis + perm.length : axis];
  if (moved === undefined || !opensPair(draft, node, perm)) return;
  draft.setInputs(
    node,
    node.inputs.map((input) => draft.maker(input)?.inputs[0] ?? input),
  );
  node.attributes.axis = moved;
  transposeAfter(draft, node, perm);
}

/** A mean over axes of a transposed tensor is a mean over other axes. */
function reduceBelow(draft: Draft, node: DraftNode): void {
  const transpose = draft.maker(node.inputs[0]);
  const perm = permOf(transpose);
  const source = transpose?.inputs[0];
  const { axes, keep } = node.attributes;
  if (perm === undefined || source === undefined || !Array.isArray(axes) || axes.length !== 2) return;
  const places = axes.map((axis) => perm[axis < 0 ? axis + perm.length : axis] ?? -1).sort((a, b) => a - b);
  // Only batch and channels are left, whose order the transpose keeps.
  if (keep === true || perm.length !== 4 || places[0] !== 2 || places[1] !== 3 || perm[0] !== 0) return;
  node.attributes.axes = places;
  draft.setInputs(node, [source]);
}

/** Moving a transpose pays only where it meets its inverse, or where all that follow move on; layouts of one family do. */
function opensPair(draft: Draft, node: DraftNode, perm: readonly number[]): boolean {
  const seen = new Set<DraftNode>();
  let frontier = draft.users(node.outputs[0]);
  for (let depth = 0; depth < 12 && frontier.length > 0; depth++) {
    const next: DraftNode[] = [];
    for (const user of frontier) {
      if (seen.has(user)) continue;
      seen.add(user);
      const other = permOf(user);
      if (other !== undefined && other.length === perm.length) {
        if (other.map((axis) => perm[axis]).every((axis, i) => axis === i)) return true;
        return false;
      }
      const passes =
        (ELEMENTWISE.has(user.op) && !PER_CHANNEL.has(user.op)) ||
        OPERATORS.has(user.op) ||
        ['concat', 'pad', 'reduce-mean'].includes(user.op);
      if (user.op === 'reduce-mean' && perm.length === 4) return true;
      if (!passes) return false;
      next.push(...draft.users(user.outputs[0]));
    }
    frontier = next;
  }
  return false;
}

function transposeAfter(draft: Draft, node: DraftNode, perm: readonly number[]): void {
  const output = node.outputs[0];
  const old = draft.tensor(output);
  if (output === undefined || old === undefined) return;
  const inverse = perm.map((_, i) => perm.indexOf(i));
  const shape = old.shape === undefined ? undefined : inverse.map((axis) => old.shape?.[axis] ?? '');
  const order = old.stored?.perm;
  const perms = order === undefined ? inverse : inverse.map((axis) => order[axis] ?? axis);
  const stored = { name: old.stored?.name ?? old.name, perm: perms };
  const inner = draft.addTensor({ ...old, name: `${old.name} before transpose`, shape, stored });
  node.outputs = [inner, ...node.outputs.slice(1)];
  draft.addNode({ ...node, outputs: [inner, ...node.outputs.slice(1)] });
  node.dead = true;
  draft.addNode({ op: 'transpose', inputs: [inner], outputs: [output], attributes: { perm }, name: '' });
}
