import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Provenance, Value } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import type { Phase } from '../../spec/vocabulary.ts';
import { type Normalized, normalizationFacts } from '../images/facts.ts';
import { type PixelArray, pixelArray } from '../images/pixels.ts';
import {
  argumentsOf,
  callOf,
  type Frozen,
  inputOf,
  isNothing,
  numberOf,
  operatorOf,
  type TfCall,
  textOf,
} from './frozen.ts';
import { defaultFact } from './optimizers.ts';

/** Functions that give pixels from 0 to 255, RGB, height × width × channels. */
const PIXELS = /^tf\.(?:browser\.fromPixels(?:Async)?|fromPixels|node\.decode(?:Image|Jpeg|Png|Bmp))$/;
/** Functions that make a tensor of an array of numbers. */
const FROM_ARRAY = /^tf\.tensor(?:[1-6]d)?$/;
/** Operators that change neither pixels nor where they are. */
const SAME = new Set(['toFloat', 'clone', 'squeeze']);
const ARITHMETIC = new Set(['div', 'mul', 'sub', 'add']);
/** Operators that change where pixels are, not what they hold. */
const MOVES = new Set(['slice', 'reverse2d', 'flipLeftRight', 'slice3d', 'slice4d', 'gather', 'pad', 'pad2d', 'pad3d']);
const RESIZES = new Set(['resizeBilinear', 'resizeNearestNeighbor', 'cropAndResize']);
/** Operators that give the same numbers another shape. */
const SHAPES = new Set(['reshape', 'as4D', 'as3D', 'as2D', 'as1D', 'flatten', 'batchFlatten']);
const CONSTANTS = /^tf\.(?:scalar|tensor|tensor1d)$/;
const MAX_OPERATORS = 64;

/** What happens to pixels on their way to a network. */
interface Chain {
  readonly normalized: Normalized;
  readonly layout?: 'nhwc' | 'nchw';
  readonly pixels: TfCall;
  readonly array?: PixelArray;
  readonly resizes: readonly TfCall[];
  /** Something else moves pixels: no claim of geometry. */
  readonly moved: boolean;
}

/** Whether a tensor comes of pixels, whatever is done to them. */
export function holdsPixels(m: Machine, tensor: Frozen): boolean {
  return chainOf(m, tensor) !== undefined;
}

/** The way of pixels to a tensor; undefined where a part of it is not followed. */
function chainOf(m: Machine, tensor: Frozen): Chain | undefined {
  const steps: TfCall[] = [];
  let value: Value | undefined = inner(tensor);
  for (let depth = 0; depth < MAX_OPERATORS; depth++) {
    const call = callOf(m, value);
    if (call === undefined) return undefined;
    if (PIXELS.test(call.name)) return replay(m, call, steps.reverse());
    if (FROM_ARRAY.test(call.name)) {
      const [values] = call.given;
      const array = values === undefined ? undefined : pixelArray(m, values.value, values.fill);
      return array === undefined ? undefined : replay(m, call, steps.reverse(), array);
    }
    if (call.name === 'tf.concat') {
      value = realPart(m, call);
      continue;
    }
    steps.push(call);
    value = inputOf(call);
  }
  return undefined;
}

/** Of a batch that was put together of images and what a network made, the images. */
function realPart(m: Machine, call: TfCall): Value | undefined {
  const axis = call.given[1];
  if (!isNothing(axis) && numberOf(axis) !== 0) return undefined;
  const parts = call.given[0]?.items?.filter(
    ({ value }) => !/^tf\.LayersModel#(?:predict|apply|predictOnBatch)/.test(callOf(m, value)?.name ?? ''),
  );
  return parts?.length === 1 ? parts[0]?.value : undefined;
}

/** The one tensor of a list or record of one. */
function inner(tensor: Frozen): Value | undefined {
  const parts = tensor.items ?? (tensor.entries === undefined ? undefined : [...tensor.entries.values()]);
  if (parts === undefined) return tensor.value;
  const [only] = parts;
  return parts.length === 1 && only !== undefined && !tensor.open ? inner(only) : undefined;
}

function replay(m: Machine, pixels: TfCall, steps: readonly TfCall[], array?: PixelArray): Chain | undefined {
  const start = array === undefined ? pixelsOf(pixels) : arrayStart(pixels, array);
  if (start === undefined) return undefined;
  let { scale, shift, channels, rank, last } = start;
  /** Axis of the channels, from the end; undefined where it is not known any more. */
  let axis: number | undefined = start.layout === 'nchw' ? -3 : -1;
  let { layout } = start;
  let moved = false;
  const contributors: Provenance[] = [...(array?.contributors ?? [])];
  const resizes: TfCall[] = [];
  for (const call of steps) {
    const operator = operatorOf(call.name);
    const [operand] = argumentsOf(call);
    if (operator === 'expandDims') {
      if (![undefined, 0].includes(numberOf(operand))) axis = undefined;
      if (rank !== undefined) rank++;
    } else if (operator === 'squeeze') {
      rank = undefined;
    } else if (operator === 'cast' || operator === 'asType') {
      if (textOf(operand) !== 'float32') return undefined;
    } else if (operator === 'reverse') {
      const at = numberOf(operand);
      const isChannels =
        axis !== undefined && at !== undefined && (at === axis || (rank !== undefined && at === rank + axis));
      if (!isChannels && (at === undefined || rank === undefined)) return undefined;
      if (!isChannels) moved = true;
      else if (channels === undefined) return undefined;
      else [scale, shift, channels] = [turned(scale), turned(shift), turned(channels)];
    } else if (operator === 'transpose') {
      const order = operand?.items?.map(numberOf).join();
      const isFirst = axis === -1 && (order === '2,0,1' || order === '0,3,1,2');
      const isLast = axis === -3 && (order === '1,2,0' || order === '0,2,3,1');
      if (isFirst) [axis, layout] = [-3, 'nchw'];
      else if (isLast) [axis, layout] = [-1, 'nhwc'];
      else return undefined;
    } else if (SHAPES.has(operator)) {
      axis = undefined;
      rank = undefined;
      layout = undefined;
    } else if (SAME.has(operator)) {
      // Nothing that a fact would tell.
    } else if (RESIZES.has(operator)) resizes.push(call);
    else if (MOVES.has(operator)) moved = true;
    else if (ARITHMETIC.has(operator)) {
      const constant = operand === undefined ? undefined : constantOf(m, operand, contributors);
      if (constant === undefined || (constant.length > 1 && axis !== -1)) return undefined;
      const by = (list: readonly number[], change: (one: number, other: number) => number): number[] =>
        Array.from({ length: Math.max(list.length, constant.length) }, (_, i) =>
          change(list[list.length === 1 ? 0 : i] ?? Number.NaN, constant[constant.length === 1 ? 0 : i] ?? Number.NaN),
        );
      if (operator === 'div') [scale, shift] = [by(scale, (x, y) => x / y), by(shift, (x, y) => x / y)];
      else if (operator === 'mul') [scale, shift] = [by(scale, (x, y) => x * y), by(shift, (x, y) => x * y)];
      else shift = by(shift, operator === 'add' ? (x, y) => x + y : (x, y) => x - y);
      last = call.site;
    } else return undefined;
  }
  const numbers = [...scale, ...shift];
  if (numbers.some((one) => !Number.isFinite(one)) || scale.includes(0)) return undefined;
  return {
    normalized: { scale, shift, channels, at: last, contributors },
    ...(layout === undefined ? {} : { layout }),
    pixels,
    ...(array === undefined ? {} : { array }),
    resizes,
    moved,
  };
}

const turned = <T>(list: readonly T[]): readonly T[] => [...list].reverse();

interface Start {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
  readonly channels: readonly (number | undefined)[] | undefined;
  readonly rank: number | undefined;
  readonly layout: 'nhwc' | 'nchw' | undefined;
  readonly last: Provenance;
}

/** What decodes gives red, green, blue unless it is asked for another number of channels. */
function pixelsOf(pixels: TfCall): Start {
  const wanted = pixels.given[1];
  const isColor = isNothing(wanted) || numberOf(wanted) === 3;
  const channels = isColor ? [0, 1, 2] : undefined;
  return { scale: [1], shift: [0], channels, rank: 3, layout: isColor ? 'nhwc' : undefined, last: pixels.site };
}

/** An array in the shape that it is given: where its channels are must be where the shape has them. */
function arrayStart(pixels: TfCall, { planes, arrangement, at }: PixelArray): Start | undefined {
  const scale = planes.map((plane) => plane.scale);
  const shift = planes.map((plane) => plane.shift);
  const [first] = planes;
  const isUniform = planes.every((plane) => plane.scale === first?.scale && plane.shift === first.shift);
  const shape = pixels.given[1]?.items;
  const sides = shape?.map(numberOf);
  const count = planes.length;
  const layout = sides !== undefined && sides.length >= 3 ? layoutOf(sides, count, arrangement) : undefined;
  const channels = planes.map(({ channel }) => channel);
  if (layout === undefined) {
    if (!isUniform || first === undefined) return undefined;
    return { scale: [first.scale], shift: [first.shift], channels: undefined, rank: sides?.length, layout, last: at };
  }
  return {
    scale: isUniform ? scale.slice(0, 1) : scale,
    shift: isUniform ? shift.slice(0, 1) : shift,
    channels: count >= 3 ? channels : undefined,
    rank: sides?.length,
    layout,
    last: at,
  };
}

/** Layout of an image tensor, where its shape has as many channels as the array, in the place where the array has them. */
export function layoutOf(
  sides: readonly (number | undefined)[],
  count: number,
  arrangement: PixelArray['arrangement'],
): 'nhwc' | 'nchw' | undefined {
  if (count === 1) return undefined;
  if (arrangement === 'planar') return sides.at(-3) === count ? 'nchw' : undefined;
  return sides.at(-1) === count ? 'nhwc' : undefined;
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

/** Facts of what a phase does to its images before the network takes them. */
export function preprocessFacts(m: Machine, make: FactMaker, tensor: Frozen, phase: Phase): Map<string, Fact> {
  const chain = chainOf(m, tensor);
  if (chain === undefined) return new Map();
  const facts = normalizationFacts(make, phase, chain.normalized);
  const order = `preprocess.${phase}.normalization.channelOrder`;
  const stated = facts.get(order);
  // What decodes gives red, green, blue without being asked.
  if (chain.array === undefined && stated !== undefined && 'value' in stated && stated.value === 'rgb')
    facts.set(order, defaultFact('rgb', chain.pixels.name, make.place(chain.pixels.site)));
  resizeFacts(make, chain, `preprocess.${phase}`, facts);
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
  if (operatorOf(resize.name) === 'cropAndResize') return;
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
