import { makeList } from '../expressions.ts';
import { FILLED, fillOf, spoil, startEmpty } from '../fills.ts';
import type { Site } from '../ir.ts';
import { blur, knownItems, updateItems } from '../lists.ts';
import type { CallDetail, Machine } from '../machine.ts';
import { type Address, items, primitive, type Value } from '../value.ts';
import type { BuiltinFunction } from './builtins.ts';
import { arrayOf, copyOf, misplace, openArray } from './copies.ts';

/** Names of typed arrays: contents are followed only as zeros of a known length, or as a list. */
export const TYPED_ARRAY = /^(?:Float(?:16|32|64)|(?:Big)?(?:Int|Uint)(?:8|16|32|64)|Uint8Clamped)Array$/;
/** `new Float32Array(…)` and its like: of a length, of the elements of something, or a view of a buffer. */
export const typedArray =
  (type: string): BuiltinFunction =>
  (m, _self, args, site) => {
    const [only] = args.positional;
    const given = only?.kind === 'reference' ? typeOf(m, only.address) : undefined;
    if (given === BUFFER && only?.kind === 'reference') return view(m, only, type, site);
    return withType(m, typedOf(m, type, args.positional, site), type, site);
  };

/** `Float32Array.from(…)`: as of arrays, with the type. */
export const typedFrom =
  (type: string, make: BuiltinFunction): BuiltinFunction =>
  (m, self, args, site) =>
    withType(m, make(m, self, args, site), type, site);

function typedOf(m: Machine, type: string, [only, ...others]: readonly Value[], site: Site): Value {
  const list = only === undefined ? [] : m.iterate(only, site);
  if (list !== undefined) return makeList(m, 'array', list, site);
  if (only?.kind === 'reference' || only?.kind === 'library') {
    if (isBuffer(m, only) && !/^Uint8/.test(type)) return openArray(m, site);
    const copy = copyOf(m, only, site);
    if (copy.kind === 'reference' && others.length > 0) misplace(m, copy.address, site);
    return copy;
  }
  const made = only?.kind === 'primitive' ? arrayOf(m, only, () => primitive(0, site), site) : openArray(m, site);
  // A length that is not known, or an object that is not: only an array by length begins with nothing but zeros.
  if (made.kind === 'reference' && knownItems(m, made) === undefined && isLength(only))
    startEmpty(m, made.address, site);
  return made;
}

/** Whether a library gave bytes for an array to look at, which are no elements of their own. */
function isBuffer(m: Machine, value: Value): boolean {
  const object = value.kind === 'reference' ? m.memory.object(value.address) : undefined;
  const name =
    value.kind === 'library' ? value.name : object?.kind === 'call' ? (object.detail as CallDetail).name : '';
  return /buffer$/i.test(name);
}

/** What is computed with numbers is a length. */
const isLength = (value: Value | undefined): boolean =>
  value?.kind === 'choice'
    ? value.options.every((option) => isLength(option.value))
    : value?.kind === 'unknown'
      ? value.terms !== undefined
      : value?.kind === 'primitive' && typeof value.value === 'number';

/** Type of a typed array. */
const TYPE = '#type';
const BUFFER = 'ArrayBuffer';

export function typeOf(m: Machine, address: Address): string | undefined {
  const held = m.memory.read(address, TYPE);
  return held?.kind === 'primitive' ? String(held.value) : undefined;
}

const WHOLE = /^(?:Big)?(?:Int|Uint)\d/;

/** What an array of whole numbers holds of what is written into it: computed numbers are rounded, in a way that is not followed. */
export function storedIn(m: Machine, address: Address, value: Value, site: Site): Value {
  const type = m.memory.read(address, TYPE) === undefined ? undefined : typeOf(m, address);
  return type !== undefined && WHOLE.test(type) && isComputed(m, value)
    ? m.unknown('call', `rounded to ${type}`, site)
    : value;
}

function isComputed(m: Machine, value: Value): boolean {
  if (value.kind === 'choice') return value.options.some((option) => isComputed(m, option.value));
  const object = value.kind === 'reference' ? m.memory.object(value.address) : undefined;
  const name = object?.kind === 'call' ? (object.detail as CallDetail).name : '';
  return name.startsWith('operator.') && name !== 'operator.index';
}

/** Gives an array its type, and what is in it the form that the type can hold. */
export function withType(m: Machine, made: Value, type: string, site: Site): Value {
  if (made.kind !== 'reference') return made;
  m.memory.write(made.address, TYPE, primitive(type));
  if (!WHOLE.test(type)) return made;
  const known = knownItems(m, made);
  if (known?.some((value) => isComputed(m, value)))
    updateItems(m, made.address, site, () =>
      items(
        known.map((value) => storedIn(m, made.address, value, site)),
        site,
      ),
    );
  const held = m.memory.read(made.address, FILLED) === undefined ? undefined : fillOf(m, made.address);
  if (held?.pairs.some(({ value }) => isComputed(m, value))) spoil(m, made.address, site);
  return made;
}

/** Views of one type share what is in a buffer; views of several types make it unknown. */
function view(m: Machine, buffer: Value & { kind: 'reference' }, type: string, site: Site): Value {
  const present = m.memory.read(buffer.address, '#view');
  if (present === undefined) m.memory.write(buffer.address, '#view', primitive(type));
  else if (present.kind !== 'primitive' || present.value !== type) blur(m, buffer.address, site);
  return buffer;
}

/** `array.set(source, offset)`: the elements of the source from the offset on. */
function setFrom(m: Machine, address: Address, source: Value | undefined, offset: Value, site: Site): void {
  const copy = source === undefined || source.kind === 'choice' ? undefined : copyOf(m, source, site);
  const list = source === undefined ? undefined : knownItems(m, source);
  const held = copy?.kind === 'reference' ? fillOf(m, copy.address) : undefined;
  const written =
    list === undefined
      ? held?.open === false
        ? held.pairs
        : undefined
      : list.length <= 64
        ? list.map((value, i): { index: Value; value: Value } => ({ index: primitive(i), value }))
        : undefined;
  if (written === undefined) {
    blur(m, address, site);
    return;
  }
  for (const { index: at, value } of written)
    blur(m, address, site, {
      index: at.kind === 'missing' ? at : m.binary('add.js', at, offset, site),
      value,
    });
}

export const TYPED_ARRAY_FUNCTIONS: Readonly<Record<string, BuiltinFunction>> = {
  ArrayBuffer: (m, _self, { positional: [length] }, site) => {
    const made = arrayOf(m, length, () => primitive(0, site), site);
    if (made.kind !== 'reference') return made;
    if (knownItems(m, made) === undefined) startEmpty(m, made.address, site);
    m.memory.write(made.address, TYPE, primitive(BUFFER));
    return made;
  },
  'array.set': (m, self, { positional: [source, offset] }, site) => {
    if (self?.kind === 'reference') setFrom(m, self.address, source, offset ?? primitive(0, site), site);
    return primitive(undefined);
  },
};
