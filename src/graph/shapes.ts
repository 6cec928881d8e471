import type { DraftNode } from './draft.ts';
import type { Dim, Shape } from './model-graph.ts';

/** Operations that give what they get, element by element. */
export const ELEMENTWISE: ReadonlySet<string> = new Set([
  'identity',
  'relu',
  'leaky-relu',
  'prelu',
  'elu',
  'selu',
  'celu',
  'gelu',
  'gelu-tanh',
  'quick-gelu',
  'silu',
  'mish',
  'hardswish',
  'hard-sigmoid',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'thresholded-relu',
  'clip',
  'relu6',
  'erf',
  'exp',
  'log',
  'sqrt',
  'neg',
  'abs',
  'floor',
  'ceil',
  'round',
  'reciprocal',
  'sin',
  'cos',
  'sign',
  'not',
  'cast',
  'cast-like',
  'dropout',
  'softmax',
  'log-softmax',
  'batch-norm',
  'instance-norm',
  'layer-norm',
  'rms-norm',
  'group-norm',
  'local-response-norm',
  'lp-normalization',
  'quantize-linear',
  'dequantize-linear',
  'shrink',
  'cum-sum',
  'bernoulli',
  'random-normal-like',
  'random-uniform-like',
]);

const BROADCAST: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'mod',
  'max',
  'min',
  'sum',
  'mean',
  'equal',
  'less',
  'greater',
  'and',
  'or',
  'where',
]);

export type ShapeOf = (input: number) => Shape | undefined;

/** Shapes of a node's outputs, in order, as far as they follow; constant operands are in the attributes already. */
export function outputShapes(node: DraftNode, shape: ShapeOf): readonly (Shape | undefined)[] {
  const x = shape(0);
  const { attributes } = node;
  if (ELEMENTWISE.has(node.op)) return [x];
  if (BROADCAST.has(node.op)) return [broadcast(node.inputs.map((_, i) => shape(i)))];
  switch (node.op) {
    case 'conv':
      return [convolved(node, x, shape(1))];
    case 'conv-transpose':
      return [
        x === undefined
          ? undefined
          : [x[0] ?? '', channels(shape(1), 1, Number(attributes.groups ?? 1)), ...x.slice(2).map(() => '')],
      ];
    case 'max-pool':
    case 'average-pool':
      return [x === undefined ? undefined : [x[0] ?? '', x[1] ?? '', ...spatial(node, x)]];
    case 'global-average-pool':
    case 'global-max-pool':
      return [x === undefined ? undefined : [...x.slice(0, 2), ...x.slice(2).map(() => 1)]];
    case 'gemm': {
      const w = shape(1);
      return [[x?.[attributes.transA === true ? 1 : 0] ?? '', w?.[attributes.transB === true ? 0 : 1] ?? '']];
    }
    case 'mat-mul':
      return [multiplied(x, shape(1))];
    case 'linear':
      return [x === undefined ? undefined : [...x.slice(0, -1), attributes.out as number]];
    case 'transpose': {
      const perm = list(attributes.perm) ?? x?.map((_, i) => x.length - 1 - i);
      return [x === undefined || perm === undefined ? undefined : perm.map((axis) => x[axis] ?? '')];
    }
    case 'reshape':
      return [reshaped(x, list(attributes.shape), attributes.allowZero === true)];
    case 'flatten':
      return [x === undefined ? undefined : flattened(x, Number(attributes.axis))];
    case 'concat':
      return [
        concatenated(
          node.inputs.map((_, i) => shape(i)),
          Number(attributes.axis),
        ),
      ];
    case 'split':
      return divided(node, x);
    case 'squeeze': {
      const axes = list(attributes.axes);
      if (x === undefined) return [undefined];
      if (axes === undefined) return [x.includes('') ? undefined : x.filter((dim) => dim !== 1)];
      const dropped = new Set(axes.map((axis) => (axis < 0 ? axis + x.length : axis)));
      return [x.filter((_, i) => !dropped.has(i))];
    }
    case 'unsqueeze': {
      const axes = list(attributes.axes);
      if (x === undefined || axes === undefined) return [undefined];
      const rank = x.length + axes.length;
      if (rank > 64) return [undefined];
      const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
      const rest = [...x];
      return [Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (rest.shift() ?? '')))];
    }
    case 'gather': {
      const indices = shape(1);
      const axis = at(x, Number(attributes.axis));
      return [
        x === undefined || indices === undefined ? undefined : [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)],
      ];
    }
    case 'slice':
      return [sliced(node, x)];
    case 'pad':
      return [padded(x, list(attributes.pads))];
    case 'expand': {
      const target = list(attributes.shape);
      return [target === undefined ? undefined : broadcast([x, target.map(known)])];
    }
    case 'constant-of-shape':
      return [list(attributes.shape)?.map(known)];
    case 'shape':
      return [[x?.length ?? '']];
    case 'resize':
      return [x === undefined ? undefined : resized(x, list(attributes.scales), list(attributes.sizes))];
    default:
      if (node.op.startsWith('reduce-')) return [reduced(x, list(attributes.axes), attributes.keep === true)];
      return node.outputs.map(() => undefined);
  }
}

function list(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function known(dim: number): Dim {
  return Number.isNaN(dim) ? '' : dim;
}

function at(x: Shape | undefined, axis: number): number {
  return axis < 0 && x !== undefined ? axis + x.length : axis;
}

function broadcast(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  let result: Dim[] = [];
  for (const shape of shapes) {
    if (shape === undefined) return undefined;
    const rank = Math.max(result.length, shape.length);
    result = Array.from({ length: rank }, (_, i) => {
      const a = result[i - rank + result.length] ?? 1;
      const b = shape[i - rank + shape.length] ?? 1;
      return a === 1 ? b : b === 1 || a === b ? a : typeof a === 'number' ? a : typeof b === 'number' ? b : '';
    });
  }
  return result;
}

function channels(weight: Shape | undefined, index: number, groups: number): Dim {
  const size = weight?.[index];
  return typeof size === 'number' ? size * groups : '';
}

function convolved(node: DraftNode, x: Shape | undefined, weight: Shape | undefined): Shape | undefined {
  const rank = x?.length ?? weight?.length;
  if (rank === undefined) return undefined;
  const spots = x === undefined ? Array.from({ length: rank - 2 }, () => '') : spatial(node, x);
  return [x?.[0] ?? '', weight?.[0] ?? '', ...spots];
}

function spatial(node: DraftNode, x: Shape): Dim[] {
  const kernel = list(node.attributes.kernel) ?? [];
  const strides = list(node.attributes.strides) ?? [];
  const dilations = list(node.attributes.dilations) ?? [];
  const pads = list(node.attributes.pads) ?? [];
  const { autoPad } = node.attributes;
  return x.slice(2).map((size, i) => {
    if (typeof size !== 'number') return '';
    const stride = strides[i] ?? 1;
    if (autoPad === 'same' || autoPad === 'same-lower') return Math.ceil(size / stride);
    const reach = ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1) + 1;
    const room = size + (pads[i] ?? 0) + (pads[i + x.length - 2] ?? 0) - reach;
    const steps = node.attributes.ceil === true ? Math.ceil(room / stride) : Math.floor(room / stride);
    return room < 0 || stride < 1 ? '' : steps + 1;
  });
}

function multiplied(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0) return undefined;
  if (b.length === 1) return a.slice(0, -1);
  if (a.length === 1) return [...b.slice(0, -2), b.at(-1) ?? ''];
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  return batch === undefined ? undefined : [...batch, a.at(-2) ?? '', b.at(-1) ?? ''];
}

function product(dims: readonly Dim[]): Dim {
  let all = 1;
  for (const dim of dims) {
    if (typeof dim !== 'number') return '';
    all *= dim;
  }
  return all;
}

function reshaped(x: Shape | undefined, target: readonly number[] | undefined, allowZero: boolean): Shape | undefined {
  if (target === undefined) return undefined;
  const result: Dim[] = target.map((dim, i) =>
    dim === 0 && !allowZero ? (x?.[i] ?? '') : dim === -1 ? '' : known(dim),
  );
  const free = target.flatMap((dim, i) => (dim === -1 ? [i] : []));
  const place = free[0];
  if (place === undefined || x === undefined || free.length > 1) return result;
  const rest = result.filter((_, i) => i !== place);
  // Sizes that stand on both sides cancel, so that a symbolic batch does not hide the rest.
  const left = [...x];
  const right: Dim[] = [];
  for (const dim of rest) {
    const same = left.indexOf(dim);
    if (same >= 0 && dim !== '') left.splice(same, 1);
    else right.push(dim);
  }
  const [all, part] = [product(left), product(right)];
  if (typeof all === 'number' && typeof part === 'number' && part > 0) result[place] = all / part;
  else if (right.length === 0 && left.length === 1) result[place] = left[0] ?? '';
  return result;
}

function flattened(x: Shape, axis: number): Shape {
  const place = axis < 0 ? axis + x.length : axis;
  const [head, tail] = [x.slice(0, place), x.slice(place)];
  return [head.length === 1 ? (head[0] ?? '') : product(head), tail.length === 1 ? (tail[0] ?? '') : product(tail)];
}

function concatenated(shapes: readonly (Shape | undefined)[], axis: number): Shape | undefined {
  const first = shapes.find((shape) => shape !== undefined);
  if (first === undefined) return undefined;
  const place = at(first, axis);
  let total: Dim = 0;
  for (const shape of shapes) {
    const size: Dim | undefined = shape?.[place];
    total = typeof size === 'number' && typeof total === 'number' ? total + size : '';
  }
  return first.map((dim, i) => (i === place ? total : dim));
}

function divided(node: DraftNode, x: Shape | undefined): (Shape | undefined)[] {
  if (x === undefined) return node.outputs.map(() => undefined);
  const axis = at(x, Number(node.attributes.axis));
  const sizes = list(node.attributes.sizes);
  const whole = x[axis];
  const part = typeof whole === 'number' ? Math.ceil(whole / node.outputs.length) : '';
  return node.outputs.map((_, i) => x.map((dim, j) => (j === axis ? (sizes?.[i] ?? part) : dim)));
}

function sliced(node: DraftNode, x: Shape | undefined): Shape | undefined {
  const [starts, ends] = [list(node.attributes.starts), list(node.attributes.ends)];
  if (x === undefined) return undefined;
  if (starts === undefined || ends === undefined) return x.map(() => '');
  const axes = list(node.attributes.axes) ?? starts.map((_, i) => i);
  const steps = list(node.attributes.steps) ?? starts.map(() => 1);
  const result = [...x];
  for (const [i, axis] of axes.entries()) {
    const place = at(x, axis);
    const size = x[place];
    const [start, end, step] = [starts[i], ends[i], steps[i] ?? 1];
    if (
      typeof size !== 'number' ||
      start === undefined ||
      end === undefined ||
      Number.isNaN(start + end) ||
      step === 0
    ) {
      result[place] = '';
      continue;
    }
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const [from, to] = [start, end].map((bound) => Math.min(high, Math.max(low, bound < 0 ? bound + size : bound)));
    result[place] = Math.max(0, Math.ceil(((to ?? 0) - (from ?? 0)) / step));
  }
  return result;
}

function padded(x: Shape | undefined, pads: readonly number[] | undefined): Shape | undefined {
  if (x === undefined) return undefined;
  return x.map((dim, i) => {
    const [before, after] = [pads?.[i], pads?.[i + x.length]];
    return typeof dim === 'number' && before !== undefined && after !== undefined ? dim + before + after : '';
  });
}

function resized(x: Shape, scales: readonly number[] | undefined, sizes: readonly number[] | undefined): Shape {
  return x.map((dim, i) => {
    const [size, scale] = [sizes?.[i], scales?.[i]];
    if (size !== undefined) return known(size);
    return typeof dim === 'number' && scale !== undefined ? Math.floor(dim * scale) : '';
  });
}

function reduced(x: Shape | undefined, axes: readonly number[] | undefined, keep: boolean): Shape | undefined {
  if (x === undefined) return undefined;
  const dropped = new Set(axes === undefined || axes.length === 0 ? x.keys() : axes.map((axis) => at(x, axis)));
  return keep ? x.map((dim, i) => (dropped.has(i) ? 1 : dim)) : x.filter((_, i) => !dropped.has(i));
}
