import { ELEMENT, type ElementDetail, type Fill, fillOf } from '../../script/fills.ts';
import { knownItems } from '../../script/lists.ts';
import type { Machine } from '../../script/machine.ts';
import type { Provenance, Value } from '../../script/value.ts';
import { type Polynomial, polynomialOf, renamed } from './indices.ts';
import { callDetail, type PixelSource, pixelRead } from './sources.ts';

/** One channel of what a network gets: channel of the source × scale + shift. */
export interface Plane {
  /** Number of the channel in a pixel of the source; undefined where bytes are no pixels of a known kind. */
  readonly channel: number | undefined;
  readonly scale: number;
  readonly shift: number;
}

/** An array that a script filled from pixels. */
export interface PixelArray {
  readonly source: PixelSource;
  readonly planes: readonly Plane[];
  /** `interleaved`: channels of a pixel next to each other; `planar`: one channel after the other; `same`: as in the source. */
  readonly arrangement: 'interleaved' | 'planar' | 'same';
  /** Where the last operation on them stands, and the numbers that went into it. */
  readonly at: Provenance;
  readonly contributors: readonly Provenance[];
}

/** What one written value is: a byte of a source, or an element of another array, × scale + shift. */
interface Affine {
  readonly scale: number;
  readonly shift: number;
  readonly from:
    | { readonly source: PixelSource; readonly index: Value | undefined }
    | { readonly element: ElementDetail };
  readonly at: Provenance;
  readonly contributors: readonly Provenance[];
}

const MAX_DEPTH = 32;

/** What the elements of an array are, where all of them come from pixels in a way that is followed. */
export function pixelArray(m: Machine, value: Value, fill?: Fill): PixelArray | undefined {
  const known = knownItems(m, value);
  const held =
    fill ??
    (known !== undefined
      ? { pairs: known.map((item, i) => ({ index: numberValue(i), value: item })), open: false }
      : value.kind === 'reference'
        ? fillOf(m, value.address)
        : undefined);
  return held === undefined ? undefined : arrayOfFill(m, held, 0);
}

const numberValue = (value: number): Value => ({ kind: 'primitive', value, float: true, provenance: 0 });

function arrayOfFill(m: Machine, { pairs, open }: Fill, depth: number): PixelArray | undefined {
  if (open || pairs.length === 0 || depth > MAX_DEPTH) return undefined;
  const affines = pairs.map(({ value }) => affineOf(m, value, 0));
  const known = affines.filter((one) => one !== undefined);
  if (known.length !== pairs.length) return undefined;
  const indices = pairs.map(({ index }) => (index.kind === 'missing' ? undefined : polynomialOf(m, index)));
  if (pairs.some(({ index }, i) => index.kind !== 'missing' && indices[i] === undefined)) return undefined;
  return known.some(({ from }) => 'element' in from) ? ofArrays(m, known, indices, depth) : ofSource(m, known, indices);
}

/** A value as scale × one byte + shift. */
function affineOf(m: Machine, value: Value, depth: number): Affine | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value.kind === 'choice') {
    const ways = value.options.map((option) => affineOf(m, option.value, depth + 1));
    const [first] = ways;
    return ways.every((way) => way !== undefined && first !== undefined && alike(way, first)) ? first : undefined;
  }
  const read = pixelRead(m, value);
  if (read !== undefined) return { scale: 1, shift: 0, from: read, at: read.source.site, contributors: [] };
  const call = callDetail(m, value);
  if (call === undefined) return undefined;
  if (call.name === ELEMENT)
    return { scale: 1, shift: 0, from: { element: call as ElementDetail }, at: call.site, contributors: [] };
  const [left, right] = call.arguments.positional;
  const operator = call.name.replace(/^operator\./, '');
  if (operator === 'plus' && left !== undefined) return affineOf(m, left, depth + 1);
  if (left === undefined || right === undefined) return undefined;
  const constant = numberOf(right) ?? numberOf(left);
  const inner = affineOf(m, numberOf(right) === undefined ? right : left, depth + 1);
  if (constant === undefined || inner === undefined) return undefined;
  const isRight = numberOf(right) !== undefined;
  const next = step(operator, inner, constant, isRight);
  if (next === undefined) return undefined;
  const written = isRight ? right : left;
  return { ...inner, ...next, at: call.site, contributors: [...inner.contributors, written.provenance] };
}

/** Whether two values are made in the same way of bytes of the same kind. */
function alike(a: Affine, b: Affine): boolean {
  if (a.scale !== b.scale || a.shift !== b.shift) return false;
  return 'source' in a.from && 'source' in b.from
    ? a.from.source.library === 'bytes' && b.from.source.library === 'bytes'
    : false;
}

function step(
  operator: string,
  { scale, shift }: Affine,
  constant: number,
  isRight: boolean,
): { scale: number; shift: number } | undefined {
  switch (operator) {
    case 'div.js':
      return isRight && constant !== 0 ? { scale: scale / constant, shift: shift / constant } : undefined;
    case 'mul':
      return { scale: scale * constant, shift: shift * constant };
    case 'add.js':
      return { scale, shift: shift + constant };
    case 'sub':
      return isRight ? { scale, shift: shift - constant } : { scale: -scale, shift: constant - shift };
    default:
      return undefined;
  }
}

const numberOf = (value: Value): number | undefined =>
  value.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;

const uniform = (list: readonly Affine[]): boolean =>
  list.every(({ scale, shift }) => scale === list[0]?.scale && shift === list[0]?.shift);

type Indices = readonly (Polynomial | undefined)[];

/** An array that is filled straight from a source. */
function ofSource(m: Machine, affines: readonly Affine[], targets: Indices): PixelArray | undefined {
  const reads = affines.flatMap(({ from }) => ('source' in from ? [from] : []));
  const [first] = reads;
  const [one] = affines;
  if (first === undefined || one === undefined) return undefined;
  const { source } = first;
  if (reads.some((read) => read.source.library !== source.library)) return undefined;
  const shared = {
    source,
    at: affines.at(-1)?.at ?? one.at,
    contributors: [...new Set(affines.flatMap(({ contributors }) => contributors))],
  };
  const froms = reads.map(({ index }) => (index === undefined ? undefined : polynomialOf(m, index)));
  const { stride } = source;
  if (source.library === 'bytes')
    return uniform(affines)
      ? { ...shared, planes: [{ channel: undefined, scale: one.scale, shift: one.shift }], arrangement: 'same' }
      : undefined;
  const inUse = stride ?? strideOf(froms);
  const channels = froms.map((from) =>
    from === undefined || inUse === undefined ? undefined : remainder(from, inUse),
  );
  if (channels.every((channel) => channel === undefined)) {
    // Each element is a byte at its own place: the array is laid out as the source is.
    const isCopy = targets.every((to, i) => to === undefined || sameForm(to, froms[i]));
    if (affines.length !== 1 || !isCopy || inUse === undefined) return undefined;
    const planes = Array.from({ length: inUse }, (_, channel) => ({ channel, scale: one.scale, shift: one.shift }));
    return { ...shared, planes, arrangement: 'same' };
  }
  const planes = affines.map(({ scale, shift }, i): Plane => ({ channel: channels[i], scale, shift }));
  if (planes.some(({ channel }) => channel === undefined)) return undefined;
  return arranged(shared, planes, targets, froms);
}

/** A source whose file decides the channels: the steps in which it is read tell. */
function strideOf(froms: Indices): number | undefined {
  for (const stride of [4, 3]) {
    const remainders = froms.map((from) => (from === undefined ? undefined : remainder(from, stride)));
    if (remainders.every((one) => one !== undefined) && new Set(remainders).size >= 3) return stride;
  }
  return undefined;
}

function arranged(
  shared: Pick<PixelArray, 'source' | 'at' | 'contributors'>,
  planes: readonly Plane[],
  targets: Indices,
  froms: Indices,
): PixelArray | undefined {
  const count = planes.length;
  if (new Set(planes.map(({ channel }) => channel)).size !== count) return sameChannel(shared, planes);
  if (count === 1) return { ...shared, planes, arrangement: 'planar' };
  if (targets.every((to) => to === undefined)) {
    // Pushed: in one loop one after the other for each pixel, in loops of their own one channel after the other.
    const [form, ...others] = froms.map((from) => (from === undefined ? '' : variablesOf(from)));
    const distinct = new Set([form, ...others]).size;
    if (distinct === 1) return { ...shared, planes, arrangement: 'interleaved' };
    return distinct === count ? { ...shared, planes, arrangement: 'planar' } : undefined;
  }
  const known = renamed(targets);
  if (known === undefined) return undefined;
  const places = known.map((to) => remainder(to, count));
  if (places.every((place) => place !== undefined) && new Set(places).size === count)
    return {
      ...shared,
      planes: inOrder(
        planes,
        places.map((place) => place ?? 0),
      ),
      arrangement: 'interleaved',
    };
  const order = planeOrder(known);
  return order === undefined ? undefined : { ...shared, planes: inOrder(planes, order), arrangement: 'planar' };
}

/** Several writes of one channel in the same way: a gray image that is written out in parts. */
function sameChannel(
  shared: Pick<PixelArray, 'source' | 'at' | 'contributors'>,
  planes: readonly Plane[],
): PixelArray | undefined {
  const [first] = planes;
  const isSame = planes.every(
    ({ channel, scale, shift }) => channel === first?.channel && scale === first?.scale && shift === first?.shift,
  );
  return first !== undefined && isSame ? { ...shared, planes: [first], arrangement: 'planar' } : undefined;
}

const inOrder = (planes: readonly Plane[], places: readonly number[]): Plane[] =>
  planes
    .map((plane, i) => ({ plane, place: places[i] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ plane }) => plane);

/** Places of planes that lie one behind the other: 0, n, 2n, … beyond the same index. */
function planeOrder(targets: readonly Polynomial[]): number[] | undefined {
  const [first] = targets;
  if (first === undefined) return undefined;
  const offsets = targets.map((to) => difference(to, first));
  const sizes = offsets.filter((offset) => offset.size > 0);
  for (const unit of sizes) {
    const multiples = offsets.map((offset) => multipleOf(offset, unit));
    if (multiples.some((one) => one === undefined)) continue;
    const least = Math.min(...multiples.map((one) => one ?? 0));
    const places = multiples.map((one) => (one ?? 0) - least);
    if ([...places].sort((a, b) => a - b).every((place, i) => place === i)) return places;
  }
  return undefined;
}

const difference = (a: Polynomial, b: Polynomial): Polynomial => {
  const result = new Map(a);
  for (const [name, coefficient] of b) result.set(name, (result.get(name) ?? 0) - coefficient);
  return new Map([...result].filter(([, coefficient]) => coefficient !== 0));
};

function multipleOf(offset: Polynomial, unit: Polynomial): number | undefined {
  if (offset.size === 0) return 0;
  let factor: number | undefined;
  for (const [name, coefficient] of unit) {
    const of = offset.get(name);
    if (of === undefined) return undefined;
    factor ??= of / coefficient;
    if (of !== factor * coefficient) return undefined;
  }
  return offset.size === unit.size ? factor : undefined;
}

/** What is left of an index in steps; undefined where it is not the same for every pixel. */
function remainder(index: Polynomial, step: number): number | undefined {
  for (const [name, coefficient] of index) if (name !== '' && coefficient % step !== 0) return undefined;
  const constant = index.get('') ?? 0;
  return Number.isInteger(constant) && constant >= 0 ? constant % step : undefined;
}

const variablesOf = (index: Polynomial): string =>
  [...index.keys()]
    .filter((name) => name !== '')
    .sort()
    .join();

const sameForm = (a: Polynomial, b: Polynomial | undefined): boolean => b !== undefined && difference(a, b).size === 0;

/** An array that is filled from elements of other arrays: of one at the same places, or of several one after the other. */
function ofArrays(m: Machine, affines: readonly Affine[], targets: Indices, depth: number): PixelArray | undefined {
  const parts = affines.map(({ from, scale, shift, at, contributors }, i): PixelArray | undefined => {
    if (!('element' in from)) return undefined;
    const inner = arrayOfFill(m, from.element.fill, depth + 1);
    const [index] = from.element.arguments.positional;
    const to = targets[i];
    const own = index === undefined ? undefined : polynomialOf(m, index);
    if (inner === undefined || (to !== undefined && !sameForm(to, own))) return undefined;
    return {
      ...inner,
      planes: inner.planes.map((plane) => ({
        ...plane,
        scale: plane.scale * scale,
        shift: plane.shift * scale + shift,
      })),
      at: contributors.length === 0 ? inner.at : at,
      contributors: [...inner.contributors, ...contributors],
    };
  });
  const [only] = parts;
  if (only === undefined || parts.includes(undefined)) return undefined;
  if (parts.length === 1) return only;
  // Joined of several: only where they were put one after the other, and each holds one channel.
  if (targets.some((to) => to !== undefined)) return undefined;
  const known = parts.filter((part) => part !== undefined);
  if (known.some(({ planes }) => planes.length !== 1)) return undefined;
  return {
    ...only,
    planes: known.flatMap(({ planes }) => planes),
    arrangement: 'planar',
    contributors: [...new Set(known.flatMap(({ contributors }) => contributors))],
  };
}
