import type { Draft, DraftNode } from './draft.ts';
import { evaluate } from './evaluate.ts';
import type { Dim, Shape } from './model-graph.ts';
import { sliced, transposed } from './rearrange.ts';
import { outputShapes } from './shapes.ts';

const RANDOM: ReadonlySet<string> = new Set([
  'random-normal',
  'random-uniform',
  'random-normal-like',
  'random-uniform-like',
  'bernoulli',
  'multinomial',
]);

/** Where constant operands go: the attribute by position. */
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  reshape: ['', 'shape'],
  squeeze: ['', 'axes'],
  unsqueeze: ['', 'axes'],
  expand: ['', 'shape'],
  slice: ['', 'starts', 'ends', 'axes', 'steps'],
  pad: ['', 'pads', 'value', 'axes'],
  clip: ['', 'min', 'max'],
  'cast-like': ['', ''],
  split: ['', 'sizes'],
  resize: ['', 'roi', 'scales', 'sizes'],
  dropout: ['', 'rate', 'training'],
  'constant-of-shape': ['shape'],
  tile: ['', 'repeats'],
};

/** Types by their number in ONNX; integers all alike. */
const CAST_TO: Readonly<Record<number, string>> = {
  6: 'int64',
  7: 'int64',
  10: 'float16',
  11: 'float64',
  16: 'bfloat16',
};

const SCALARS: ReadonlySet<string> = new Set(['value', 'min', 'max', 'rate', 'training']);

/**
 * Goes once through the graph: moves constant operands (shapes, axes, bounds) into attributes, infers shapes, and takes out
 * whatever does not depend on the network's input, so that only layers are left. What is on a cycle is not touched.
 */
export function settle(draft: Draft): DraftNode[] {
  const order = draft.order();
  const kept: DraftNode[] = [];
  for (const node of order) {
    constantOperands(draft, node);
    windowDefaults(draft, node);
    const shapes = outputShapes(node, (i) => draft.tensor(node.inputs[i])?.shape);
    for (const [i, output] of node.outputs.entries()) {
      const tensor = draft.tensor(output);
      if (tensor !== undefined) tensor.shape = complete(shapes[i], tensor.shape);
    }
    explicitPads(draft, node);
    if (!foldStatic(draft, node)) kept.push(node);
  }
  return kept;
}

function constantOperands(draft: Draft, node: DraftNode): void {
  const names = node.op.startsWith('reduce-') ? ['', 'axes'] : OPERANDS[node.op];
  if (names === undefined) return;
  for (const [i, name] of names.entries()) {
    const input = node.inputs[i];
    if (name === '' || input === undefined || input < 0) continue;
    const data = draft.tensor(input)?.data;
    const value = SCALARS.has(name) ? draft.scalar(input) : data;
    if (value !== undefined) node.attributes[name] = name === 'training' ? value !== 0 : value;
  }
  const first = names[0] === '' ? node.inputs.slice(0, 1) : [];
  // Only the type of the second operand matters.
  if (node.op === 'cast-like') {
    draft.setInputs(node, first);
    return;
  }
  // Operands that are computed from the input's own shape are no flow of data.
  const rest = node.inputs.slice(first.length).filter((input) => input >= 0);
  if (rest.every((input) => draft.tensor(input)?.role !== 'activation')) draft.setInputs(node, first);
  if (node.op === 'pad') alignPads(draft, node);
}

/** Pads of chosen axes are written out for all. */
function alignPads(draft: Draft, node: DraftNode): void {
  const { axes, pads } = node.attributes;
  const rank = draft.tensor(node.inputs[0])?.shape?.length;
  if (!Array.isArray(axes) || !Array.isArray(pads) || rank === undefined) return;
  const all = Array.from({ length: rank * 2 }, () => 0);
  for (const [i, axis] of axes.entries()) {
    const place = axis < 0 ? axis + rank : axis;
    all[place] = pads[i] ?? 0;
    all[place + rank] = pads[i + axes.length] ?? 0;
  }
  node.attributes.pads = all;
  delete node.attributes.axes;
}

/** Kernels, strides, dilations and pads are written out. */
function windowDefaults(draft: Draft, node: DraftNode): void {
  const isConv = node.op === 'conv' || node.op === 'conv-transpose';
  if (!isConv && node.op !== 'max-pool' && node.op !== 'average-pool') return;
  const weight = isConv ? draft.tensor(node.inputs[1])?.shape : undefined;
  if (node.attributes.kernel === undefined) {
    const kernel = weight?.slice(2);
    if (kernel?.every((dim): dim is number => typeof dim === 'number')) node.attributes.kernel = kernel;
  }
  const rank = Array.isArray(node.attributes.kernel) ? node.attributes.kernel.length : 2;
  node.attributes.strides ??= Array.from({ length: rank }, () => 1);
  node.attributes.dilations ??= Array.from({ length: rank }, () => 1);
  if (node.attributes.autoPad === undefined || node.attributes.autoPad === 'valid') {
    node.attributes.pads ??= Array.from({ length: rank * 2 }, () => 0);
  }
}

/** Pads of `same` padding, which depend on the size of the input; at stride 1 they do not. */
function explicitPads(draft: Draft, node: DraftNode): void {
  const { autoPad, kernel, strides, dilations } = node.attributes;
  if (autoPad !== 'same' && autoPad !== 'same-lower') return;
  if (!Array.isArray(kernel) || !Array.isArray(strides) || !Array.isArray(dilations)) return;
  const x = draft.tensor(node.inputs[0])?.shape;
  const [before, after]: [number[], number[]] = [[], []];
  for (const [i, k] of kernel.entries()) {
    const stride = strides[i] ?? 1;
    const reach = (k - 1) * (dilations[i] ?? 1) + 1;
    const size = x?.[i + 2];
    if (stride !== 1 && typeof size !== 'number') return;
    const total =
      stride === 1 || typeof size !== 'number'
        ? reach - 1
        : Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
    const less = Math.floor(total / 2);
    before.push(autoPad === 'same' ? less : total - less);
    after.push(autoPad === 'same' ? total - less : less);
  }
  node.attributes.pads = [...before, ...after];
}

/** Takes a node out whose output does not depend on the input; true where it was one. */
function foldStatic(draft: Draft, node: DraftNode): boolean {
  const inputs = node.inputs.filter((input) => input >= 0);
  const roles = inputs.map((input) => draft.tensor(input)?.role);
  const isShape = node.op === 'shape' || node.op === 'size';
  const isRandom = RANDOM.has(node.op) && !(node.op === 'bernoulli' && roles.includes('activation'));
  if (!isShape && !isRandom && roles.some((role) => role === 'activation' || role === 'input')) return false;
  const shape = draft.tensor(node.inputs[0])?.shape;
  const random = isRandom || (!isShape && roles.includes('random'));
  const parameter = inputs.find((input) => draft.tensor(input)?.role === 'parameter');
  for (const output of node.outputs) {
    const tensor = draft.tensor(output);
    if (tensor === undefined) continue;
    tensor.role = random ? 'random' : isShape ? 'constant' : parameter === undefined ? 'constant' : 'parameter';
    if (random) continue;
    if (isShape) {
      tensor.data = node.op === 'shape' ? shapeData(shape, node) : undefined;
      tensor.dtype = 'int64';
      continue;
    }
    const integer = inputs.every((input) => /^u?int/.test(draft.tensor(input)?.dtype ?? ''));
    tensor.data = elementsOf(draft, node, integer);
    tensor.fill = fillOf(draft, node);
    if (node.op === 'cast') tensor.dtype = CAST_TO[Number(node.attributes.to)] ?? 'float32';
    else tensor.dtype ??= draft.tensor(node.inputs[0])?.dtype;
    if (node.op === 'constant-of-shape') {
      // A kernel of equal elements is how weights are left out of a file, unless it is small or of integers.
      const size = product(tensor.shape);
      if (tensor.dtype === undefined || !/^u?int|bool/.test(tensor.dtype)) {
        tensor.dtype = 'float32';
        if (size !== undefined && size > 1) tensor.role = 'parameter';
      }
    } else if (tensor.role === 'parameter' && parameter !== undefined) tensor.from = parameter;
  }
  node.dead = true;
  return true;
}

function shapeData(shape: Shape | undefined, node: DraftNode): readonly number[] | undefined {
  if (shape === undefined) return undefined;
  const all = shape.map((dim) => (typeof dim === 'number' ? dim : Number.NaN));
  return all.slice(
    Number(node.attributes.start ?? 0),
    typeof node.attributes.end === 'number' ? node.attributes.end : all.length,
  );
}

function elementsOf(draft: Draft, node: DraftNode, integer: boolean): readonly number[] | undefined {
  const output = draft.tensor(node.outputs[0]);
  if (node.op === 'constant-of-shape' || node.op === 'expand') {
    const size = product(output?.shape);
    const value = node.op === 'expand' ? draft.scalar(node.inputs[0]) : Number(node.attributes.value ?? 0);
    return size === undefined || size > 64 || value === undefined
      ? undefined
      : Array.from({ length: size }, () => value);
  }
  const source = draft.tensor(node.inputs[0]);
  const first = source?.data;
  const numbers = (name: string): readonly number[] | undefined => {
    const value = node.attributes[name];
    return Array.isArray(value) ? value : undefined;
  };
  if (first !== undefined && node.op === 'slice') {
    const [starts, ends, axes, steps] = ['starts', 'ends', 'axes', 'steps'].map(numbers);
    return sliced(first, source?.shape, { starts, ends, axes, steps });
  }
  if (first !== undefined && node.op === 'transpose') return transposed(first, source?.shape, numbers('perm'));
  return evaluate(
    node,
    node.inputs.map((input) => draft.tensor(input)?.data),
    integer,
  );
}

function fillOf(draft: Draft, node: DraftNode): number | undefined {
  if (node.op === 'constant-of-shape') return Number(node.attributes.value ?? 0);
  const same = [
    'identity',
    'expand',
    'reshape',
    'transpose',
    'squeeze',
    'unsqueeze',
    'cast',
    'cast-like',
    'slice',
    'gather',
  ];
  return same.includes(node.op) ? draft.scalar(node.inputs[0]) : undefined;
}

function product(shape: Shape | undefined): number | undefined {
  return shape?.every((dim): dim is number => typeof dim === 'number')
    ? shape.reduce((all, dim) => all * dim, 1)
    : undefined;
}

/** What was inferred, completed by what the file declares. */
function complete(inferred: Shape | undefined, declared: Shape | undefined): Shape | undefined {
  if (inferred === undefined) return declared;
  if (declared === undefined || declared.length !== inferred.length) return inferred;
  return inferred.map((dim, i): Dim => (dim === '' ? (declared[i] ?? '') : dim));
}
