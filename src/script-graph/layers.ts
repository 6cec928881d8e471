import type { AttributeValue } from '../graph/model-graph.ts';
import type { CallDetail, Machine } from '../script/machine.ts';
import { Given, NotFollowed } from './values.ts';

export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What a layer of `torch.nn` is: its parameters, and what calling it does. */
export interface LayerKind {
  readonly parameters: readonly Weight[];
  readonly buffers: readonly Weight[];
  /** The operation; undefined for layers whose call is not followed. */
  readonly op?: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Inputs behind the first, in order: names of parameters and buffers, or a number that fills a vector. */
  readonly operands: readonly (string | { readonly fill: number; readonly size: number })[];
  /** It changes its input. */
  readonly inPlace: boolean;
  readonly rank?: number;
}

const LAYER = /^torch\.nn\.(?:modules\.\w+\.)?([A-Z]\w*)$/;

/** The class of a layer of `torch.nn`, by its qualified name. */
export const layerName = (name: string): string | undefined => LAYER.exec(name)?.[1];

type Attributes = Record<string, AttributeValue>;

const plain = (op: string, attributes: Attributes = {}, inPlace = false): LayerKind => ({
  op,
  attributes,
  parameters: [],
  buffers: [],
  operands: [],
  inPlace,
});

/** Activations without settings, by class, and the position of `inplace` where they have one. */
const ACTIVATIONS: Readonly<Record<string, readonly [op: string, inplace?: number]>> = {
  ReLU: ['relu', 0],
  ReLU6: ['relu6', 0],
  SiLU: ['silu', 0],
  Mish: ['mish', 0],
  SELU: ['selu', 0],
  Hardswish: ['hardswish', 0],
  Hardsigmoid: ['hard-sigmoid', 0],
  Sigmoid: ['sigmoid'],
  Tanh: ['tanh'],
};

/**
 * Reads a layer from the call that made it; undefined where it is none that is known.
 * @throws {NotFollowed} where an argument is not known, or changes more than is known.
 */
export function layerKind(m: Machine, { name, arguments: args, site }: CallDetail): LayerKind | undefined {
  const cls = layerName(name);
  if (cls === undefined) return undefined;
  const given = new Given(m, args, cls, site);
  const kind = read(cls, given, site);
  if (kind !== undefined) given.close();
  return kind;
}

function read(cls: string, given: Given, site: number): LayerKind | undefined {
  const activation = ACTIVATIONS[cls];
  if (activation !== undefined) {
    const [op, place] = activation;
    return plain(op, {}, place !== undefined && given.boolean([place, 'inplace'], false));
  }
  const [, family = '', digits = ''] = /^([A-Za-z]+?)([123])d$/.exec(cls) ?? [];
  const rank = Number(digits);
  switch (rank > 0 ? family : cls) {
    case 'Conv':
      return convolution(given, rank, site);
    case 'Linear':
      return linear(given);
    case 'BatchNorm':
      return batchNorm(given, rank);
    case 'MaxPool':
      return { ...plain('max-pool', maxPool(given, rank)), rank };
    case 'AvgPool':
      return { ...plain('average-pool', averagePool(given, rank)), rank };
    case 'AdaptiveAvgPool':
      return { ...plain('adaptive-average-pool', { size: given.each([0, 'output_size'], rank) }), rank };
    case 'AdaptiveMaxPool':
      return { ...plain('adaptive-max-pool', { size: given.each([0, 'output_size'], rank) }), rank };
    case 'Dropout':
      return dropout(given, rank > 0);
    case 'Flatten':
      return plain('flatten', { start: given.number([0, 'start_dim'], 1), end: given.number([1, 'end_dim'], -1) });
    case 'Identity':
      return plain('identity');
    case 'LeakyReLU':
      return plain(
        'leaky-relu',
        { alpha: given.number([0, 'negative_slope'], 0.01) },
        given.boolean([1, 'inplace'], false),
      );
    case 'ELU':
      return plain('elu', { alpha: given.number([0, 'alpha'], 1) }, given.boolean([1, 'inplace'], false));
    case 'GELU':
      return plain(given.text([0, 'approximate'], 'none') === 'tanh' ? 'gelu-tanh' : 'gelu');
    case 'Softmax':
    case 'LogSoftmax':
      return plain(cls === 'Softmax' ? 'softmax' : 'log-softmax', { axis: given.number([0, 'dim']) });
    case 'GroupNorm':
      return groupNorm(given);
    default:
      return undefined;
  }
}

function convolution(given: Given, rank: number, site: number): LayerKind {
  const [into, out] = [given.count([0, 'in_channels']), given.count([1, 'out_channels'])];
  const kernel = given.each([2, 'kernel_size'], rank);
  const ones = kernel.map(() => 1);
  const strides = given.each([3, 'stride'], rank, ones);
  const dilations = given.each([5, 'dilation'], rank, ones);
  const groups = given.count([6, 'groups'], 1);
  const bias = given.boolean([7, 'bias'], true);
  if (given.text([8, 'padding_mode'], 'zeros') !== 'zeros')
    throw new NotFollowed('a convolution that pads with other than zeros', site);
  const padding = given.value([4, 'padding']);
  const named = padding?.kind === 'primitive' && typeof padding.value === 'string' ? padding.value : undefined;
  if (into % groups !== 0 || out % groups !== 0)
    throw new NotFollowed(`a convolution of ${into} to ${out} channels in ${groups} groups`, site);
  return {
    op: 'conv',
    attributes: { kernel, strides, dilations, groups, pads: pads(given, named, rank, kernel, dilations) },
    parameters: [
      { name: 'weight', shape: [out, into / groups, ...kernel] },
      ...(bias ? [{ name: 'bias', shape: [out] }] : []),
    ],
    buffers: [],
    operands: bias ? ['weight', 'bias'] : ['weight'],
    inPlace: false,
    rank,
  };
}

/** Begins, then ends. */
function pads(
  given: Given,
  named: string | undefined,
  rank: number,
  kernel: readonly number[],
  dilations: readonly number[],
): number[] {
  const none = kernel.map(() => 0);
  if (named === undefined) {
    const sides = given.each([4, 'padding'], rank, none);
    return [...sides, ...sides];
  }
  if (named === 'valid') return [...none, ...none];
  const total = kernel.map((size, i) => (size - 1) * (dilations[i] ?? 1));
  const begins = total.map((all) => Math.floor(all / 2));
  return [...begins, ...total.map((all, i) => all - (begins[i] ?? 0))];
}

function linear(given: Given): LayerKind {
  const [into, out] = [given.count([0, 'in_features']), given.count([1, 'out_features'])];
  const bias = given.boolean([2, 'bias'], true);
  return {
    op: 'linear',
    attributes: { in: into, out, transposed: true },
    parameters: [{ name: 'weight', shape: [out, into] }, ...(bias ? [{ name: 'bias', shape: [out] }] : [])],
    buffers: [],
    operands: bias ? ['weight', 'bias'] : ['weight'],
    inPlace: false,
  };
}

function batchNorm(given: Given, rank: number): LayerKind {
  const size = given.count([0, 'num_features']);
  const epsilon = given.number([1, 'eps'], 1e-5);
  // None asks for a plain average of all batches.
  const isAverage = given.value([2, 'momentum']) !== undefined && given.lacks([2, 'momentum']);
  const momentum = isAverage ? {} : { momentum: given.number([2, 'momentum'], 0.1) };
  const affine = given.boolean([3, 'affine'], true);
  const tracked = given.boolean([4, 'track_running_stats'], true);
  const vector = (name: string) => ({ name, shape: [size] });
  return {
    op: 'batch-norm',
    attributes: { epsilon, ...momentum, training: true },
    parameters: affine ? [vector('weight'), vector('bias')] : [],
    buffers: tracked ? [vector('running_mean'), vector('running_var')] : [],
    operands: [
      ...(affine ? ['weight', 'bias'] : [1, 0].map((fill) => ({ fill, size }))),
      ...(tracked ? ['running_mean', 'running_var'] : [0, 1].map((fill) => ({ fill, size }))),
    ],
    inPlace: false,
    ...(rank > 1 ? { rank } : {}),
  };
}

function groupNorm(given: Given): LayerKind {
  const groups = given.count([0, 'num_groups']);
  const size = given.count([1, 'num_channels']);
  const epsilon = given.number([2, 'eps'], 1e-5);
  const affine = given.boolean([3, 'affine'], true);
  const vector = (name: string) => ({ name, shape: [size] });
  return {
    op: 'group-norm',
    attributes: { epsilon, groups },
    parameters: affine ? [vector('weight'), vector('bias')] : [],
    buffers: [],
    operands: affine ? ['weight', 'bias'] : [1, 0].map((fill) => ({ fill, size })),
    inPlace: false,
  };
}

/** Settings of a maximum pool; the same for layer and function, whose arguments start at `first`. */
export function maxPool(given: Given, rank: number, first = 0): Attributes {
  const kernel = given.each([first, 'kernel_size'], rank);
  const strides = given.each([first + 1, 'stride'], rank, kernel);
  const none = kernel.map(() => 0);
  const sides = given.each([first + 2, 'padding'], rank, none);
  const dilations = given.each(
    [first + 3, 'dilation'],
    rank,
    kernel.map(() => 1),
  );
  // A layer is asked for indices before it rounds up, a function after.
  const ceil = given.boolean([first === 0 ? 5 : first + 4, 'ceil_mode'], false);
  return { kernel, strides, dilations, pads: [...sides, ...sides], ceil };
}

/** Settings of an average pool. */
export function averagePool(given: Given, rank: number, first = 0): Attributes {
  const kernel = given.each([first, 'kernel_size'], rank);
  const strides = given.each([first + 1, 'stride'], rank, kernel);
  const none = kernel.map(() => 0);
  const sides = given.each([first + 2, 'padding'], rank, none);
  const ceil = given.boolean([first + 3, 'ceil_mode'], false);
  return {
    kernel,
    strides,
    pads: [...sides, ...sides],
    ceil,
    countPadding: given.boolean([first + 4, 'count_include_pad'], true),
  };
}

function dropout(given: Given, channels: boolean): LayerKind {
  const rate = given.number([0, 'p'], 0.5);
  const inPlace = given.boolean([1, 'inplace'], false);
  return plain('dropout', { rate, training: true, ...(channels ? { channels } : {}) }, inPlace);
}
