import { keyOf, keyValue, makeList, openUp } from '../expressions.ts';
import { append, blur, isOpen, knownItems, lengthOf, mapItems, updateItems } from '../lists.ts';
import type { Machine } from '../machine.ts';
import { OPEN } from '../memory.ts';
import { type Address, items, mapChoice, type Plain, primitive, reference, type Value } from '../value.ts';
import type { PythonFunction } from './builtins.ts';
import { NO_ARGUMENTS, ownMethod } from './classes.ts';

const NONE = primitive(null);

/** `len`: a number, a quantity with a name, or unknown. */
export function lengthValue(m: Machine, value: Value, site: number): Value {
  if (value.kind === 'primitive' && typeof value.value === 'string')
    return primitive([...value.value].length, m.graph.combine(site, [value.provenance]), false);
  if (value.kind !== 'reference') return m.unknown('data', 'the length of an unknown', site);
  const { kind } = m.memory.object(value.address);
  if (kind === 'list' || kind === 'tuple' || kind === 'array') return lengthOf(m, value.address, site);
  if (kind === 'set') {
    const list = knownItems(m, value);
    const distinct = list?.every(({ kind: of }) => of === 'primitive') ? distinctOf(list) : undefined;
    return distinct === undefined
      ? m.unknown('data', 'the size of a set', site)
      : primitive(distinct.length, site, false);
  }
  if (kind === 'dict') {
    const keys = m.memory.keys(value.address);
    if (isOpen(m, value.address) || keys.some((key) => m.memory.read(value.address, key)?.kind === 'choice'))
      return m.unknown('data', 'the size of a dict that is not known whole', site);
    return primitive(keys.length, site, false);
  }
  if (kind === 'instance') {
    const method = ownMethod(m, value.address, '__len__', site);
    if (method !== undefined) return m.call(method, NO_ARGUMENTS, site);
  }
  return m.lengthOf(value, site);
}

export function distinctOf(list: readonly Value[]): Value[] {
  return list.filter(
    (value, i) =>
      list.findIndex(
        (other) => value.kind === 'primitive' && other.kind === 'primitive' && other.value === value.value,
      ) === i,
  );
}

/** A slice as what it does to a list, tuple or text; undefined where the index is none. */
export function slicePart(m: Machine, index: Plain): ((object: Plain, site: number) => Value) | undefined {
  if (index.kind !== 'reference' || m.memory.object(index.address).detail !== 'slice') return undefined;
  const bounds = (knownItems(m, index) ?? []).map((part) =>
    part.kind === 'primitive' && part.value === null
      ? undefined
      : part.kind === 'primitive'
        ? Number(part.value)
        : Number.NaN,
  );
  return (object, site) => {
    if (bounds.some((bound) => Number.isNaN(bound))) {
      return object.kind === 'reference'
        ? makeList(m, 'list', [], site, true)
        : m.unknown('data', 'a part of a text', site);
    }
    if (object.kind === 'primitive' && typeof object.value === 'string')
      return primitive(sliceOf([...object.value], bounds).join(''), m.graph.combine(site, [object.provenance]));
    const type = object.kind === 'reference' && m.memory.object(object.address).kind === 'tuple' ? 'tuple' : 'list';
    return mapItems(m, object, type, site, (list) => sliceOf(list, bounds));
  };
}

function sliceOf<T>(list: readonly T[], [start, stop, step = 1]: readonly (number | undefined)[]): T[] {
  const size = list.length;
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(Math.max(value < 0 ? value + size : value, low), high);
  const result: T[] = [];
  if (step > 0) {
    const [from, to] = [clamp(start ?? 0, 0, size), clamp(stop ?? size, 0, size)];
    for (let i = from; i < to; i += step) result.push(list[i] as T);
  } else if (step < 0) {
    const from = start === undefined ? size - 1 : clamp(start, -1, size - 1);
    const to = stop === undefined ? -1 : clamp(stop, -1, size - 1);
    for (let i = from; i > to; i += step) result.push(list[i] as T);
  }
  return result;
}

const addressOf = (self: Value | undefined): Address | undefined =>
  self?.kind === 'reference' ? self.address : undefined;

/** A list changed in place; what it gives back is None. */
const changing =
  (change: (list: readonly Value[], args: readonly Value[]) => readonly Value[] | undefined): PythonFunction =>
  (m, self, args, site) => {
    const address = addressOf(self);
    if (address !== undefined)
      updateItems(m, address, site, (held) => {
        const changed = held.open ? undefined : change(held.items, args.positional);
        return items(changed ?? [], site, changed === undefined);
      });
    return NONE;
  };

const numberOf = (value: Value | undefined): number | undefined =>
  value?.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;

function entries(m: Machine, dict: Address): (readonly [key: string, value: Value])[] | undefined {
  if (isOpen(m, dict)) return undefined;
  const found: [string, Value][] = [];
  for (const key of m.memory.keys(dict)) {
    const value = m.memory.read(dict, key);
    if (
      value === undefined ||
      (value.kind === 'choice' && value.options.some((option) => option.value.kind === 'missing'))
    )
      return undefined;
    found.push([key, value]);
  }
  return found;
}

/** Writes what a mapping, a list of pairs and keywords hold into a dict. */
export function fillDict(
  m: Machine,
  dict: Address,
  sources: readonly Value[],
  keyword: ReadonlyMap<string, Value>,
  site: number,
): void {
  for (const source of sources) {
    const list =
      source.kind === 'reference' && m.memory.object(source.address).kind === 'dict'
        ? entries(m, source.address)
        : undefined;
    if (list !== undefined) for (const [key, value] of list) m.memory.write(dict, key, value);
    else {
      const pairs =
        source.kind === 'reference' && m.memory.object(source.address).kind === 'dict'
          ? undefined
          : m.iterate(source, site);
      for (const pair of pairs ?? []) {
        const [key, value] = m.iterate(pair, site) ?? [];
        const slot = key === undefined ? undefined : keyOf(m, key);
        if (slot !== undefined && value !== undefined) m.memory.write(dict, slot, value);
        else openUp(m, dict, pair, site);
      }
      if (pairs === undefined) openUp(m, dict, source, site);
    }
  }
  for (const [key, value] of keyword) m.memory.write(dict, key, value);
}

const pairs: PythonFunction = (m, self, _args, site) => {
  const address = addressOf(self);
  const list = address === undefined ? undefined : entries(m, address);
  return makeList(
    m,
    'list',
    (list ?? []).map(([key, value]) => makeList(m, 'tuple', [keyValue(key, site), value], site)),
    site,
    list === undefined,
  );
};

const lookup =
  (remove: boolean): PythonFunction =>
  (m, self, args, site) => {
    const [key, given] = args.positional;
    const address = addressOf(self);
    const slot = key === undefined ? undefined : keyOf(m, key);
    const fallback = given ?? (remove ? m.unknown('data', 'an entry that is not there', site) : NONE);
    if (address === undefined || slot === undefined)
      return m.unknown('data', 'an entry under a key that is not known', site);
    const held = m.memory.read(address, slot);
    if (remove) m.memory.delete(address, slot);
    if (held === undefined)
      return isOpen(m, address) ? m.unknown('data', 'an entry of a dict that is not known whole', site) : fallback;
    return mapChoice(held, (plain) => (plain.kind === 'missing' ? fallback : plain));
  };

const copied: PythonFunction = (m, self, _args, site) => {
  const address = addressOf(self);
  const dict = m.memory.create('dict', site);
  if (address !== undefined) {
    for (const key of m.memory.keys(address)) m.memory.write(dict, key, m.memory.read(address, key) ?? NONE);
    if (isOpen(m, address)) m.memory.write(dict, OPEN, primitive(true));
  }
  return reference(dict, site);
};

export const CONTAINER_METHODS: Readonly<Record<string, PythonFunction>> = {
  'list.append': (m, self, args, site) => {
    const address = addressOf(self);
    if (address !== undefined) append(m, address, args.positional, site);
    return NONE;
  },
  'list.extend': (m, self, args, site) => {
    const address = addressOf(self);
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    if (address !== undefined && list !== undefined) append(m, address, list, site);
    else if (address !== undefined) blur(m, address, site);
    return NONE;
  },
  'list.insert': changing((list, [at, value]) => {
    const position = numberOf(at);
    if (position === undefined || value === undefined) return undefined;
    const copy = [...list];
    copy.splice(position, 0, value);
    return copy;
  }),
  'list.reverse': changing((list) => [...list].reverse()),
  'list.clear': changing(() => []),
  'list.sort': changing((list) => (list.length < 2 ? list : undefined)),
  'list.remove': changing(() => undefined),
  'list.copy': (m, self, _args, site) => mapItems(m, self ?? NONE, 'list', site, (list) => list),
  'list.pop': (m, self, args, site) => {
    const address = addressOf(self);
    const list = self === undefined ? undefined : knownItems(m, self);
    const at = args.positional[0] === undefined ? -1 : numberOf(args.positional[0]);
    const taken = at === undefined ? undefined : list?.at(at);
    if (address === undefined || list === undefined || at === undefined || taken === undefined) {
      if (address !== undefined) blur(m, address, site);
      return m.unknown('data', 'an element of a list that is not known', site);
    }
    const copy = [...list];
    copy.splice(at, 1);
    updateItems(m, address, site, () => items(copy, site));
    return taken;
  },
  'list.index': (m, self, args, site) => position(m, self, args.positional[0], site),
  'tuple.index': (m, self, args, site) => position(m, self, args.positional[0], site),
  'list.count': (m, _self, _args, site) => m.unknown('call', 'list.count is not followed', site),
  'set.add': (m, self, args, site) => {
    const address = addressOf(self);
    if (address !== undefined) append(m, address, args.positional, site);
    return NONE;
  },
  'dict.get': lookup(false),
  'dict.pop': lookup(true),
  'dict.setdefault': (m, self, args, site) => {
    const value = lookup(false)(m, self, args, site);
    const slot = args.positional[0] === undefined ? undefined : keyOf(m, args.positional[0]);
    const address = addressOf(self);
    if (address !== undefined && slot !== undefined) m.memory.write(address, slot, value);
    return value;
  },
  'dict.items': pairs,
  'dict.keys': (m, self, _args, site) => {
    const list = self === undefined ? undefined : m.iterate(self, site);
    return makeList(m, 'list', list ?? [], site, list === undefined);
  },
  'dict.values': (m, self, _args, site) => {
    const address = addressOf(self);
    const list = address === undefined ? undefined : entries(m, address);
    return makeList(
      m,
      'list',
      (list ?? []).map(([, value]) => value),
      site,
      list === undefined,
    );
  },
  'dict.update': (m, self, args, site) => {
    const address = addressOf(self);
    if (address !== undefined) fillDict(m, address, args.positional, args.keyword, site);
    return NONE;
  },
  'dict.copy': copied,
  'dict.clear': (m, self) => {
    const address = addressOf(self);
    if (address !== undefined) for (const key of m.memory.keys(address)) m.memory.delete(address, key);
    return NONE;
  },
};

function position(m: Machine, self: Value | undefined, wanted: Value | undefined, site: number): Value {
  const list = self === undefined ? undefined : knownItems(m, self);
  for (const [i, value] of (list ?? []).entries()) {
    const equal = wanted === undefined ? undefined : m.binary('eq.value', value, wanted, site);
    if (equal?.kind !== 'primitive') break;
    if (equal.value === true) return primitive(i, site, false);
  }
  return m.unknown('data', 'the place of a value in a list', site);
}
