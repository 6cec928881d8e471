import type { AttributeValue, Shape } from '../graph/model-graph.ts';
import { knownItems } from '../script/lists.ts';
import type { Arguments, Machine } from '../script/machine.ts';
import { primitive, type Value } from '../script/value.ts';
import type { GraphBuilder } from './builder.ts';
import { averagePool, maxPool } from './layers.ts';
import type { Tensors } from './tensors.ts';
import { Given, NotFollowed, numberOf } from './values.ts';

export interface Place {
  readonly path: string;
  readonly site: number;
}

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Operations that keep the shape, by the names that functions and methods share. */
const UNARY: Readonly<Record<string, string>> = {
  relu: 'relu',
  relu6: 'relu6',
  silu: 'silu',
  mish: 'mish',
  selu: 'selu',
  hardswish: 'hardswish',
  hardsigmoid: 'hard-sigmoid',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  exp: 'exp',
  sqrt: 'sqrt',
  abs: 'abs',
};

const BINARY: Readonly<Record<string, string>> = { add: 'add', sub: 'sub', mul: 'mul', div: 'div', true_divide: 'div' };

/** Operators of the language on tensors. */
export const OPERATORS: Readonly<Record<string, string>> = {
  'add.py': 'add',
  sub: 'sub',
  mul: 'mul',
  'div.true': 'div',
};

const SAME = new Set(['contiguous', 'clone', 'float', 'to', 'cuda', 'cpu', 'type_as', 'requires_grad_']);

/** What functions and methods of tensors do in the graph. */
export class Operations {
  readonly #m: Machine;
  readonly #builder: GraphBuilder;
  readonly #tensors: Tensors;
  /** The graph's tensor of a value that is a parameter of the module. */
  readonly #parameter: (value: Value) => number | undefined;

  constructor(m: Machine, builder: GraphBuilder, tensors: Tensors, parameter: (value: Value) => number | undefined) {
    this.#m = m;
    this.#builder = builder;
    this.#tensors = tensors;
    this.#parameter = parameter;
  }

  /** `f(x, …)` or `x.f(…)`, with x the first positional argument in both. */
  call(name: string, args: Arguments, place: Place): Value {
    const { site } = place;
    const [x] = args.positional;
    if (x === undefined) throw new NotFollowed(`${name} without a tensor in front`, site);
    const isInPlace = /[a-z]_$/.test(name) || isTrue(args.keyword.get('inplace'));
    const base = name.replace(/_$/, '');
    if (SAME.has(name)) return this.#same(name, x, site);
    if (base === 'size' || base === 'dim') return this.#size(base, args, place);
    const made = this.#made(base, args, place);
    if (typeof made !== 'number') return made;
    if (!isInPlace) return this.#tensors.make(made, site);
    this.#tensors.overwrite(x, made, site);
    return x;
  }

  /** An operator, as a new tensor. */
  binary(op: string, left: Value, right: Value, place: Place): number {
    const operands = [left, right].map((value) => this.operand(value, place.site));
    return this.#builder.node(op, operands, {}, place);
  }

  operand(value: Value, site: number): number {
    const number = numberOf(value);
    if (number !== undefined) return this.#builder.constant(number);
    return this.#parameter(value) ?? this.#tensors.index(value, site);
  }

  /** Pools to a size that does not depend on the input's. */
  adaptive(op: string, x: number, size: readonly number[], place: Place): number {
    if (size.every((one) => one === 1))
      return this.#builder.node(
        op === 'adaptive-average-pool' ? 'global-average-pool' : 'global-max-pool',
        [x],
        {},
        place,
      );
    const shape = this.#builder.shape(x);
    const spatial = shape?.slice(-size.length);
    if (spatial?.every((dim, i) => dim === size[i])) return x;
    const made = shape === undefined ? undefined : [...shape.slice(0, -size.length), ...size];
    return this.#builder.node(op, [x], { size }, place, made);
  }

  flatten(x: number, start: number, end: number, place: Place): number {
    const rank = this.#builder.shape(x)?.length;
    const last = end < 0 && rank !== undefined ? end + rank : end;
    if (start !== 1 || (end !== -1 && (rank === undefined || last !== rank - 1)))
      throw new NotFollowed('flattening of some axes only', place.site);
    const made = this.#builder.node('flatten', [x], { axis: 1 }, place);
    this.#tensors.share(x, made);
    return made;
  }

  #same(name: string, x: Value, site: number): Value {
    const tensor = this.#tensors.index(x, site);
    return name === 'clone'
      ? this.#tensors.make(this.#builder.node('identity', [tensor], {}, { path: '', site }), site)
      : x;
  }

  #size(name: string, args: Arguments, { site }: Place): Value {
    const tensor = this.#tensors.index(args.positional[0], site);
    if (name === 'dim') {
      const rank = this.#builder.shape(tensor)?.length;
      if (rank === undefined) throw new NotFollowed('the number of axes of a tensor is not known', site);
      return primitive(rank, site, false);
    }
    const axis = args.positional[1] ?? args.keyword.get('dim');
    if (axis === undefined) return this.#tensors.sizeList(tensor, site);
    const plain = numberOf(axis);
    if (plain === undefined) throw new NotFollowed('a size of an axis that is not known', site);
    return this.#tensors.size(tensor, plain, site);
  }

  #made(name: string, args: Arguments, place: Place): number | Value {
    const { site } = place;
    if (name === 'cat' || name === 'concat' || name === 'concatenate') return this.#concat(args, place);
    const x = (): number => this.operand(args.positional[0] ?? primitive(null), site);
    const given = new Given(this.#m, args, name, site);
    given.value([0, 'input']);
    const node = (op: string, attributes: Attributes = {}, shape?: Shape): number => {
      given.close();
      return this.#builder.node(op, [x()], attributes, place, shape);
    };
    if (UNARY[name] !== undefined) {
      given.value([1, 'inplace']);
      if (isTrue(args.positional[1])) throw new NotFollowed(`${name} in place, by position`, site);
      return node(UNARY[name]);
    }
    if (BINARY[name] !== undefined) {
      const other = given.value([1, 'other']);
      given.close();
      if (other === undefined) throw new NotFollowed(`${name} of one tensor`, site);
      return this.binary(BINARY[name], args.positional[0] ?? other, other, place);
    }
    const pool = /^(max|avg)_pool([123])d$/.exec(name);
    if (pool !== null) return this.#pool(pool[1] === 'max', Number(pool[2]), args, given, place);
    const adaptive = /^adaptive_(max|avg)_pool([123])d$/.exec(name);
    if (adaptive !== null) {
      const size = given.each([1, 'output_size'], Number(adaptive[2]));
      given.close();
      return this.adaptive(adaptive[1] === 'max' ? 'adaptive-max-pool' : 'adaptive-average-pool', x(), size, place);
    }
    switch (name) {
      case 'leaky_relu':
        return node('leaky-relu', { alpha: given.number([1, 'negative_slope'], 0.01) });
      case 'elu':
        return node('elu', { alpha: given.number([1, 'alpha'], 1) });
      case 'gelu':
        return node(given.text([1, 'approximate'], 'none') === 'tanh' ? 'gelu-tanh' : 'gelu');
      case 'softmax':
      case 'log_softmax':
        return node(name === 'softmax' ? 'softmax' : 'log-softmax', { axis: given.number([1, 'dim']) });
      case 'dropout':
      case 'dropout2d': {
        const rate = given.number([1, 'p'], 0.5);
        if (!given.boolean([2, 'training'], true)) {
          given.close();
          return args.positional[0] ?? primitive(null);
        }
        return node('dropout', { rate, training: true });
      }
      case 'flatten': {
        const [start, end] = [given.number([1, 'start_dim'], 0), given.number([2, 'end_dim'], -1)];
        given.close();
        return this.flatten(x(), start, end, place);
      }
      case 'view':
      case 'reshape':
        return this.#reshape(args, place);
      case 'mean': {
        const axes = this.#axes(given, site);
        return node('reduce-mean', { axes, keep: given.boolean([2, 'keepdim'], false) });
      }
      case 'squeeze':
      case 'unsqueeze': {
        const made = node(name, { axes: [given.number([1, 'dim'])] });
        this.#tensors.share(x(), made);
        return made;
      }
      case 'pad':
        return this.#pad(args, given, place);
      default:
        throw new NotFollowed(`${name} is not followed`, site);
    }
  }

  #axes(given: Given, site: number): readonly number[] {
    const value = given.value([1, 'dim']);
    const axes = value === undefined ? undefined : (knownItems(this.#m, value) ?? [value]).map(numberOf);
    if (axes === undefined || !axes.every((axis) => axis !== undefined))
      throw new NotFollowed('the axes of a mean are not known', site);
    return axes.flatMap((axis) => axis ?? []);
  }

  #concat(args: Arguments, place: Place): number {
    const given = new Given(this.#m, args, 'cat', place.site);
    const list = given.value([0, 'tensors']);
    const parts = list === undefined ? undefined : this.#m.iterate(list, place.site);
    const axis = given.number([1, 'dim'], 0);
    given.close();
    if (parts === undefined) throw new NotFollowed('the tensors of a concatenation are not known', place.site);
    return this.#builder.node(
      'concat',
      parts.map((part) => this.operand(part, place.site)),
      { axis },
      place,
    );
  }

  #pool(isMax: boolean, rank: number, args: Arguments, given: Given, place: Place): number {
    const tensor = this.#tensors.index(args.positional[0], place.site);
    if (!isMax && this.#coversAll(tensor, args, rank))
      return this.#builder.node('global-average-pool', [tensor], {}, place);
    const attributes = isMax ? maxPool(given, rank, 1) : averagePool(given, rank, 1);
    given.close();
    return this.#builder.node(isMax ? 'max-pool' : 'average-pool', [tensor], attributes, place);
  }

  /** `avg_pool2d(x, x.size()[2:])` */
  #coversAll(tensor: number, args: Arguments, rank: number): boolean {
    const kernel = args.keyword.get('kernel_size') ?? args.positional[1];
    const sizes = kernel === undefined ? undefined : knownItems(this.#m, kernel);
    if (
      sizes?.length !== rank ||
      args.positional.length > 2 ||
      args.keyword.size > (args.positional.length > 1 ? 0 : 1)
    )
      return false;
    return sizes.every((size, i) => {
      const from = this.#tensors.sizeOf(size);
      return from?.tensor === tensor && from.axis === i + 2;
    });
  }

  #reshape(args: Arguments, place: Place): number {
    const { site } = place;
    const tensor = this.#tensors.index(args.positional[0], site);
    const rest = args.positional.slice(1);
    const [only] = rest;
    const sizes = (rest.length === 1 && only !== undefined ? knownItems(this.#m, only) : undefined) ?? rest;
    if (args.open || args.keyword.size > 0 || sizes.length === 0)
      throw new NotFollowed('the shape of a view is not known', site);
    const shape = this.#builder.shape(tensor);
    const target = sizes.map((size, i) => {
      const number = numberOf(size);
      if (number !== undefined) return number;
      const from = this.#tensors.sizeOf(size);
      // In the graph 0 stands for the size that the axis has; the first axis is the batch in all that is followed.
      if (from !== undefined && from.axis === i && (from.tensor === tensor || (i === 0 && shape?.[0] === from.dim)))
        return 0;
      throw new NotFollowed('a size of a view is not known', site);
    });
    if (target.length === 2 && target[0] === 0 && target[1] === -1 && shape !== undefined && shape.length > 1)
      return this.flatten(tensor, 1, -1, place);
    const made = this.#builder.node('reshape', [tensor], { shape: target }, place);
    this.#tensors.share(tensor, made);
    return made;
  }

  #pad(args: Arguments, given: Given, place: Place): number {
    const { site } = place;
    const value = given.value([1, 'pad']);
    const list = value === undefined ? undefined : knownItems(this.#m, value)?.map(numberOf);
    const tensor = this.#tensors.index(args.positional[0], site);
    const rank = this.#builder.shape(tensor)?.length;
    if (list === undefined || !list.every((part) => part !== undefined) || rank === undefined || list.length % 2 !== 0)
      throw new NotFollowed('the amounts of a pad are not known', site);
    const mode = given.text([2, 'mode'], 'constant');
    const fill = given.lacks([3, 'value']) ? 0 : given.number([3, 'value'], 0);
    given.close();
    const pads = Array.from({ length: rank * 2 }, () => 0);
    // Pairs count from the last axis.
    for (let pair = 0; pair < list.length / 2; pair++) {
      pads[rank - 1 - pair] = list[pair * 2] ?? 0;
      pads[rank * 2 - 1 - pair] = list[pair * 2 + 1] ?? 0;
    }
    if (mode !== 'constant') throw new NotFollowed('a pad with other than a constant', site);
    return this.#builder.node('pad', [tensor], { pads, mode, value: fill }, place);
  }
}

const isTrue = (value: Value | undefined): boolean => value?.kind === 'primitive' && value.value === true;
