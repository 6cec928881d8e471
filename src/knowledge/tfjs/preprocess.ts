import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Provenance, reference, type Value } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { Phase } from '../../spec/vocabulary.ts';
import { callOf, type Frozen, isNothing, numberOf, type TfCall, textOf } from './frozen.ts';
import { defaultFact } from './optimizers.ts';

/** Functions that give pixels from 0 to 255, RGB, height × width × channels. */
const PIXELS = /^tf\.(?:browser\.fromPixels(?:Async)?|fromPixels|node\.decode(?:Image|Jpeg|Png|Bmp))$/;
/** Operators that change neither pixels nor where they are. */
const SAME = new Set(['toFloat', 'expandDims', 'squeeze', 'clone']);
const ARITHMETIC = new Set(['div', 'mul', 'sub', 'add']);
/** Operators that change where pixels are, not what they hold. */
const MOVES = new Set(['slice', 'reverse2d', 'resizeBilinear', 'resizeNearestNeighbor', 'flipLeftRight', 'slice3d']);
const CONSTANTS = /^tf\.(?:scalar|tensor|tensor1d)$/;
const MAX_OPERATORS = 64;

/** What happens to pixels on their way to a network: value × scale + shift by channel, and the resizes. */
interface Chain {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
  readonly at: Provenance;
  readonly contributors: readonly Provenance[];
  readonly pixels: TfCall;
  readonly resizes: readonly TfCall[];
  /** Something else moves pixels: no claim of geometry. */
  readonly moved: boolean;
}

/** The way of pixels to a tensor; undefined where a part of it is not followed. */
function chainOf(m: Machine, tensor: Frozen): Chain | undefined {
  const steps: TfCall[] = [];
  let value: Value | undefined = inner(tensor);
  for (let depth = 0; depth < MAX_OPERATORS; depth++) {
    const call = callOf(m, value);
    if (call === undefined) return undefined;
    if (PIXELS.test(call.name)) return replay(m, call, steps.reverse());
    steps.push(call);
    value = inputOf(call);
  }
  return undefined;
}

/** The one tensor of a list or record of one. */
function inner(tensor: Frozen): Value | undefined {
  const parts = tensor.items ?? (tensor.entries === undefined ? undefined : [...tensor.entries.values()]);
  if (parts === undefined) return tensor.value;
  const [only] = parts;
  return parts.length === 1 && only !== undefined && !tensor.open ? inner(only) : undefined;
}

const operatorOf = (name: string): string => name.split(/[#.]/).at(-1) ?? '';
const isMethod = (call: TfCall): boolean => call.self !== undefined;
const inputOf = (call: TfCall): Value | undefined =>
  call.self === undefined ? call.given[0]?.value : reference(call.self, call.site);
/** Arguments behind the tensor. */
const argumentsOf = (call: TfCall): readonly Frozen[] => (isMethod(call) ? call.given : call.given.slice(1));

function replay(m: Machine, pixels: TfCall, steps: readonly TfCall[]): Chain | undefined {
  let scale: readonly number[] = [1];
  let shift: readonly number[] = [0];
  let last = pixels;
  let moved = false;
  const contributors: Provenance[] = [];
  const resizes: TfCall[] = [];
  for (const call of steps) {
    const operator = operatorOf(call.name);
    if (operator === 'expandDims' && ![undefined, 0].includes(numberOf(argumentsOf(call)[0]))) return undefined;
    if (SAME.has(operator)) continue;
    if (operator === 'cast' || operator === 'asType') {
      if (textOf(argumentsOf(call)[0]) !== 'float32') return undefined;
    } else if (MOVES.has(operator)) {
      if (operator === 'resizeBilinear' || operator === 'resizeNearestNeighbor') resizes.push(call);
      else moved = true;
    } else if (ARITHMETIC.has(operator)) {
      const [operand] = argumentsOf(call);
      const constant = operand === undefined ? undefined : constantOf(m, operand, contributors);
      if (constant === undefined) return undefined;
      const by = (list: readonly number[], change: (one: number, other: number) => number): number[] =>
        Array.from({ length: Math.max(list.length, constant.length) }, (_, i) =>
          change(list[list.length === 1 ? 0 : i] ?? Number.NaN, constant[constant.length === 1 ? 0 : i] ?? Number.NaN),
        );
      if (operator === 'div') [scale, shift] = [by(scale, (x, y) => x / y), by(shift, (x, y) => x / y)];
      else if (operator === 'mul') [scale, shift] = [by(scale, (x, y) => x * y), by(shift, (x, y) => x * y)];
      else shift = by(shift, operator === 'add' ? (x, y) => x + y : (x, y) => x - y);
      last = call;
    } else return undefined;
  }
  const numbers = [...scale, ...shift];
  if (numbers.some((one) => !Number.isFinite(one)) || scale.includes(0)) return undefined;
  return { scale, shift, at: last.site, contributors, pixels, resizes, moved };
}

/** A number, or one a channel: written, or as a tensor of constants. */
function constantOf(m: Machine, operand: Frozen, contributors: Provenance[]): readonly number[] | undefined {
  const call = callOf(m, operand.value);
  if (call !== undefined) {
    const [given] = call.given;
    return CONSTANTS.test(call.name) && given !== undefined ? constantOf(m, given, contributors) : undefined;
  }
  const parts = operand.items ?? [operand];
  const numbers = parts.map(numberOf);
  if (numbers.includes(undefined) || (parts.length !== 1 && parts.length !== 3)) return undefined;
  contributors.push(...parts.map(({ value }) => value.provenance));
  return numbers.map((one) => one ?? 0);
}

const round = (value: number): number => Number(value.toPrecision(12));

/** Facts of what a phase does to its images before the network takes them. */
export function preprocessFacts(m: Machine, make: FactMaker, tensor: Frozen, phase: Phase): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const chain = chainOf(m, tensor);
  const base = `preprocess.${phase}`;
  if (chain === undefined) return facts;
  const { scale, shift, contributors } = chain;
  const via = [...new Set(contributors)].slice(0, 6).map((provenance) => make.origin(provenance));
  const origin: TextOrigin = { ...make.place(chain.at), ...(via.length === 0 ? {} : { via }) };
  const state = (path: string, value: Extract<Fact, { value: unknown }>['value']): void => {
    facts.set(`${base}.${path}`, { status: 'stated', value, origin });
  };
  const isRaw = scale.every((one) => one === 1);
  const isNone = isRaw && shift.every((one) => one === 0);
  const channels = Math.max(scale.length, shift.length);
  const each = (of: (a: number, b: number) => number): number | number[] => {
    const list = Array.from({ length: channels }, (_, i) =>
      round(of(scale[scale.length === 1 ? 0 : i] ?? 1, shift[shift.length === 1 ? 0 : i] ?? 0)),
    );
    const [first = 0] = list;
    return list.every((one) => one === first) ? first : list;
  };
  state('normalization.kind', isNone ? 'none' : 'affine');
  if (!isNone) {
    state('normalization.scale', isRaw ? 1 : 1 / 255);
    state('normalization.mean', isRaw ? each((_, b) => 0 - b) : each((a, b) => 0 - b / (255 * a)));
    state('normalization.std', isRaw ? 1 : each((a) => 1 / (255 * a)));
  }
  // What gives pixels gives them as red, green, blue; an operator that turns them round is not followed.
  const wanted = chain.pixels.given[1];
  if (isNothing(wanted) || numberOf(wanted) === 3)
    facts.set(
      `${base}.normalization.channelOrder`,
      defaultFact('rgb', chain.pixels.name, make.place(chain.pixels.site)),
    );
  resizeFacts(make, chain, base, facts);
  return facts;
}

function resizeFacts(make: FactMaker, chain: Chain, base: string, facts: Map<string, Fact>): void {
  const [resize, ...others] = chain.resizes;
  if (resize === undefined || others.length > 0) return;
  const [size, alignCorners, halfPixelCenters] = argumentsOf(resize);
  const origin = make.place(resize.site);
  const state = (path: string, value: string): void => {
    facts.set(`${base}.resize.${path}`, { status: 'stated', value, origin });
  };
  state('interpolation', operatorOf(resize.name) === 'resizeBilinear' ? 'bilinear' : 'nearest');
  state('library', 'tfjs');
  const sides = size?.items?.map(numberOf);
  const [first] = size?.items ?? [];
  if (sides !== undefined && sides.length === 2 && !sides.includes(undefined) && first !== undefined)
    facts.set(`${base}.resize.size`, {
      status: 'stated',
      value: sides.map((side) => side ?? 0),
      origin: make.origin(first.value.provenance),
    });
  if (!chain.moved) state('policy', 'exact');
  const flag = (given: Frozen | undefined): boolean | undefined => {
    if (isNothing(given)) return false;
    return given?.value.kind === 'primitive' && typeof given.value.value === 'boolean' ? given.value.value : undefined;
  };
  const [corners, half] = [flag(alignCorners), flag(halfPixelCenters)];
  const path = `${base}.resize.pixelCenter`;
  if (corners === undefined || half === undefined) facts.set(path, unknown('call', 'a flag that is not known'));
  else if (corners) state('pixelCenter', 'align-corners');
  else if (half) state('pixelCenter', 'half');
  else facts.set(path, defaultFact('legacy', 'tf.image.resizeBilinear(halfPixelCenters)', origin));
  facts.set(`${base}.resize.antialias`, defaultFact(false, 'tf.image.resizeBilinear', origin));
}
