import { testOf } from '../branch.ts';
import { makeList } from '../expressions.ts';
import { fill } from '../fills.ts';
import type { Site } from '../ir.ts';
import { append, blur, elementAt, isWhole, knownItems, lengthOf, mapItems, updateItems } from '../lists.ts';
import type { Arguments, Machine } from '../machine.ts';
import { type Items, items, MISSING, primitive, type Value } from '../value.ts';
import type { BuiltinFunction } from './builtins.ts';
import { anyElement, arrayOf, copyOf, filledArray, fillFromParts, integer, misplace, openArray } from './copies.ts';
import { typeOf, withType } from './typed-arrays.ts';

const UNDEFINED = primitive(undefined);
const isFunction = (m: Machine, value: Value | undefined): value is Value =>
  value?.kind === 'builtin' ||
  value?.kind === 'library' ||
  (value?.kind === 'reference' && m.memory.object(value.address).kind === 'function');

const callback = (m: Machine, fn: Value, args: readonly Value[], site: Site): Value =>
  m.call(fn, { positional: args, keyword: new Map(), open: false }, site);

/** A method that calls a function for each element. */
function each(
  run: (m: Machine, list: readonly Value[], fn: Value, site: Site, args: Arguments, self: Value) => Value,
  whenUnknown: (m: Machine, site: Site, one: Value | undefined, at: Value) => Value,
): BuiltinFunction {
  return (m, self, args, site) => {
    const fn = args.positional[0];
    if (self === undefined || !isFunction(m, fn)) return m.unknown('call', 'a callback that is not known', site);
    const list = knownItems(m, self);
    if (list !== undefined && list.length <= m.budget.passes) return run(m, list, fn, site, args, self);
    const at = m.unknown('loop', 'the index of an element', site);
    let one: Value | undefined;
    m.attempt(() => {
      one = callback(m, fn, [anyElement(m, self, at, site), at], site);
    });
    return whenUnknown(m, site, one, at);
  };
}

const unknownElement = (m: Machine, site: Site): Value =>
  m.unknown('loop', 'a result over elements that are not known', site);

const index = (i: number, site: Site): Value => primitive(i, site);

const map = each(
  (m, list, fn, site) =>
    makeList(
      m,
      'array',
      list.map((value, i) => callback(m, fn, [value, index(i, site)], site)),
      site,
    ),
  filledArray,
);

const filter = each((m, list, fn, site) => {
  const kept: Value[] = [];
  let open = false;
  for (const [i, value] of list.entries()) {
    const test = testOf(m, callback(m, fn, [value, index(i, site)], site), 'js', site);
    if (!('known' in test)) open = true;
    else if (test.known) kept.push(value);
  }
  return makeList(m, 'array', open ? [] : kept, site, open);
}, openArray);

function quantified(wanted: boolean): BuiltinFunction {
  return each((m, list, fn, site) => {
    let known = true;
    for (const [i, value] of list.entries()) {
      const test = testOf(m, callback(m, fn, [value, index(i, site)], site), 'js', site);
      if (!('known' in test)) known = false;
      else if (test.known === wanted) return primitive(wanted, site);
    }
    return known ? primitive(!wanted, site) : m.unknown('branch', 'a test of elements that is not known', site);
  }, unknownElement);
}

function finding(result: (value: Value, i: number, site: Site) => Value, none: Value): BuiltinFunction {
  return each((m, list, fn, site) => {
    for (const [i, value] of list.entries()) {
      const test = testOf(m, callback(m, fn, [value, index(i, site)], site), 'js', site);
      if (!('known' in test))
        return m.unknown('branch', 'the first element that passes a test that is not known', site);
      if (test.known) return result(value, i, site);
    }
    return none;
  }, unknownElement);
}

const reduce: BuiltinFunction = (m, self, args, site) => {
  const [fn, initial] = args.positional;
  const list = self === undefined ? undefined : knownItems(m, self);
  if (!isFunction(m, fn) || list === undefined) {
    if (isFunction(m, fn)) m.attempt(() => callback(m, fn, [unknownElement(m, site), unknownElement(m, site)], site));
    return unknownElement(m, site);
  }
  let result = initial ?? list[0] ?? UNDEFINED;
  for (const [i, value] of list.entries()) {
    if (initial === undefined && i === 0) continue;
    result = callback(m, fn, [result, value, index(i, site)], site);
  }
  return result;
};

/** Changes the array in place. */
function mutating(
  change: (held: Items, args: readonly Value[], site: Site) => Items,
  result: (m: Machine, self: Value, site: Site) => Value,
): BuiltinFunction {
  return (m, self, args, site) => {
    if (self?.kind !== 'reference') return m.unknown('call', 'a method of an unknown', site);
    const given = result(m, self, site);
    updateItems(m, self.address, site, (held) => change(held, args.positional, site));
    return given;
  };
}

const newLength = (m: Machine, self: Value, site: Site): Value =>
  self.kind === 'reference' ? lengthOf(m, self.address, site) : UNDEFINED;
const first = (m: Machine, self: Value, site: Site): Value =>
  self.kind === 'reference' ? (elementAt(m, self.address, primitive(0), site, false) ?? UNDEFINED) : UNDEFINED;
const last = (m: Machine, self: Value, site: Site): Value =>
  self.kind === 'reference' ? (elementAt(m, self.address, primitive(-1), site, true) ?? UNDEFINED) : UNDEFINED;

const slice: BuiltinFunction = (m, self, args, site) => {
  const [start, end] = [integer(args.positional[0], 0), integer(args.positional[1], Number.POSITIVE_INFINITY)];
  if (self === undefined) return openArray(m, site);
  if (start === undefined || end === undefined || knownItems(m, self) === undefined) {
    const copy = copyOf(m, self, site);
    // Where its elements were does not count any more.
    if (copy.kind === 'reference' && start !== 0) misplace(m, copy.address, site);
    return copy;
  }
  return mapItems(m, self, 'array', site, (list) =>
    list.slice(start, end === Number.POSITIVE_INFINITY ? undefined : end),
  );
};

const splice: BuiltinFunction = (m, self, args, site) => {
  const [start, count] = [integer(args.positional[0], 0), integer(args.positional[1], Number.POSITIVE_INFINITY)];
  const list = self === undefined ? undefined : knownItems(m, self);
  if (self?.kind !== 'reference') return openArray(m, site);
  if (list === undefined || start === undefined || count === undefined) {
    blur(m, self.address, site);
    return openArray(m, site);
  }
  const copy = [...list];
  const removed = copy.splice(start, Math.min(count, copy.length), ...args.positional.slice(2));
  updateItems(m, self.address, site, () => items(copy, site));
  return makeList(m, 'array', removed, site);
};

const concat: BuiltinFunction = (m, self, args, site) => {
  const all: Value[] = [];
  let open = false;
  const parts = [...(self === undefined ? [] : [self]), ...args.positional];
  for (const part of parts) {
    const list = knownItems(m, part);
    if (list !== undefined) all.push(...list);
    else if (part.kind === 'primitive') all.push(part);
    else open = true;
  }
  const joined = makeList(m, 'array', open ? [] : all, site, open);
  if (open && joined.kind === 'reference') fillFromParts(m, joined.address, parts, site);
  return joined;
};

const join: BuiltinFunction = (m, self, args, site) => {
  const list = self === undefined ? undefined : knownItems(m, self);
  const texts = list?.map((value) => (value.kind === 'primitive' ? m.semantics.text(value) : undefined));
  const separator = args.positional[0]?.kind === 'primitive' ? String(args.positional[0].value) : ',';
  if (list === undefined || texts === undefined || texts.includes(undefined))
    return m.unknown('data', 'a text of elements that are not known', site);
  return primitive(
    texts.join(separator),
    m.graph.combine(
      site,
      list.map(({ provenance }) => provenance),
    ),
  );
};

function searching(result: (found: number, site: Site) => Value): BuiltinFunction {
  return (m, self, args, site) => {
    const list = self === undefined ? undefined : knownItems(m, self);
    const wanted = args.positional[0] ?? UNDEFINED;
    if (list === undefined) return m.unknown('data', 'a search in elements that are not known', site);
    for (const [i, value] of list.entries()) {
      const test = testOf(m, m.binary('eq.strict', value, wanted, site), 'js', site);
      if (!('known' in test)) return m.unknown('branch', 'a search for a value that is not known', site);
      if (test.known) return result(i, site);
    }
    return result(-1, site);
  };
}

const sort: BuiltinFunction = (m, self, args, site) => {
  if (self?.kind !== 'reference') return openArray(m, site);
  const list = knownItems(m, self);
  const texts = list?.map((value) => (value.kind === 'primitive' ? String(value.value) : undefined));
  if (list === undefined || texts === undefined || texts.includes(undefined) || args.positional.length > 0)
    blur(m, self.address, site);
  else {
    const order = list
      .map((_, i) => i)
      .sort((x, y) => ((texts[x] ?? '') < (texts[y] ?? '') ? -1 : (texts[x] ?? '') > (texts[y] ?? '') ? 1 : x - y));
    updateItems(m, self.address, site, () =>
      items(
        order.map((i) => list[i] ?? UNDEFINED),
        site,
      ),
    );
  }
  return self;
};

const from: BuiltinFunction = (m, _self, args, site) => {
  const [source, fn] = args.positional;
  if (source === undefined) return openArray(m, site);
  let list = m.iterate(source, site);
  if (list === undefined && source.kind === 'reference' && m.memory.object(source.address).kind === 'object') {
    const length = integer(m.memory.read(source.address, 'length'), 0);
    if (length !== undefined && length <= m.budget.passes) list = Array.from({ length }, () => UNDEFINED);
  }
  if (list === undefined) {
    if (source.kind === 'reference' && m.memory.object(source.address).kind === 'object') {
      if (isFunction(m, fn)) m.attempt(() => callback(m, fn, [unknownElement(m, site), unknownElement(m, site)], site));
      return openArray(m, site);
    }
    return isFunction(m, fn) ? map(m, source, { ...args, positional: [fn] }, site) : copyOf(m, source, site);
  }
  return makeList(
    m,
    'array',
    isFunction(m, fn) ? list.map((value, i) => callback(m, fn, [value, index(i, site)], site)) : list,
    site,
  );
};

const construct: BuiltinFunction = (m, self, args, site) => {
  const [only] = args.positional;
  if (args.positional.length !== 1 || (only?.kind === 'primitive' && typeof only.value !== 'number'))
    return makeList(m, 'array', args.positional, site);
  return arrayOf(m, only, () => UNDEFINED, site) ?? self ?? UNDEFINED;
};

const unshift = mutating((held, args, site) => items([...args, ...held.items], site, held.open), newLength);
const reverse = mutating(
  (held, _args, site) => items([...held.items].reverse(), site, held.open),
  (_m, self) => self,
);
const fillWith = mutating(
  (held, [value], site) =>
    items(
      held.items.map(() => value ?? UNDEFINED),
      site,
      held.open,
    ),
  (_m, self) => self,
);

const flat: BuiltinFunction = (m, self, _args, site) => {
  const list = self === undefined ? undefined : knownItems(m, self);
  const parts = list?.map((value) => knownItems(m, value) ?? (value.kind === 'primitive' ? [value] : undefined));
  return parts === undefined || parts.includes(undefined)
    ? openArray(m, site)
    : makeList(
        m,
        'array',
        parts.flatMap((part) => part ?? []),
        site,
      );
};

const identity: BuiltinFunction = (_m, self) => self ?? UNDEFINED;

export const ARRAY_METHODS: Readonly<Record<string, BuiltinFunction>> = {
  'array.map': (m, self, args, site) => {
    const type = self?.kind === 'reference' ? typeOf(m, self.address) : undefined;
    const made = map(m, self, args, site);
    return type === undefined ? made : withType(m, made, type, site);
  },
  'array.forEach': (m, self, args, site) => {
    map(m, self, args, site);
    return UNDEFINED;
  },
  'array.flatMap': (m, self, args, site) => flat(m, map(m, self, args, site), args, site),
  'array.filter': filter,
  'array.reduce': reduce,
  'array.some': quantified(true),
  'array.every': quantified(false),
  'array.find': finding((value) => value, UNDEFINED),
  'array.findIndex': finding((_value, i, site) => index(i, site), primitive(-1)),
  'array.push': (m, self, args, site) => {
    if (self?.kind !== 'reference') return UNDEFINED;
    append(m, self.address, args.positional, site);
    return newLength(m, self, site);
  },
  'array.pop': mutating((held, _args, site) => items(held.items.slice(0, -1), site, held.open), last),
  'array.shift': mutating((held, _args, site) => items(held.items.slice(1), site, held.open), first),
  'array.unshift': (m, self, args, site) => {
    if (self?.kind === 'reference' && !isWhole(m, self.address)) blur(m, self.address, site);
    return unshift(m, self, args, site);
  },
  'array.reverse': (m, self, args, site) => {
    if (self?.kind === 'reference' && !isWhole(m, self.address)) misplace(m, self.address, site);
    return reverse(m, self, args, site);
  },
  'array.fill': (m, self, args, site) => {
    const [value = UNDEFINED] = args.positional;
    if (self?.kind === 'reference' && !isWhole(m, self.address))
      fill(m, self.address, [{ index: MISSING, value }], site);
    return fillWith(m, self, args, site);
  },
  'array.slice': slice,
  'array.subarray': slice,
  'array.splice': splice,
  'array.concat': concat,
  'array.join': join,
  'array.sort': sort,
  'array.flat': flat,
  'array.includes': searching((found, site) => primitive(found >= 0, site)),
  'array.indexOf': searching((found, site) => primitive(found, site)),
  'array.at': (m, self, args, site) =>
    self?.kind === 'reference' && args.positional[0] !== undefined && args.positional[0].kind !== 'choice'
      ? (elementAt(m, self.address, args.positional[0], site, true) ?? UNDEFINED)
      : unknownElement(m, site),
  'array.entries': (m, self, _args, site) =>
    self === undefined
      ? openArray(m, site)
      : mapItems(m, self, 'array', site, (list) =>
          list.map((value, i) => makeList(m, 'array', [index(i, site), value], site)),
        ),
  'array.keys': (m, self, _args, site) =>
    self === undefined
      ? openArray(m, site)
      : mapItems(m, self, 'array', site, (list) => list.map((_, i) => index(i, site))),
  'array.values': identity,
  'array.add': (m, self, args, site) => {
    if (self?.kind === 'reference') append(m, self.address, args.positional, site);
    return self ?? UNDEFINED;
  },
  'array.has': searching((found, site) => primitive(found >= 0, site)),
  Array: construct,
  'Array.from': from,
  'Array.of': (m, _self, args, site) => makeList(m, 'array', args.positional, site),
  'Array.isArray': (m, _self, { positional: [value] }, site) =>
    value?.kind === 'reference' && m.memory.object(value.address).kind !== 'call'
      ? primitive(m.memory.object(value.address).kind === 'array', site)
      : value?.kind === 'primitive'
        ? primitive(false, site)
        : m.unknown('call', 'whether an unknown is an array', site),
  Set: (m, _self, { positional: [source] }, site) => {
    const list = source === undefined ? [] : m.iterate(source, site);
    const distinct = list?.filter(
      (value, i) =>
        value.kind !== 'primitive' ||
        list.findIndex((other) => other.kind === 'primitive' && Object.is(other.value, value.value)) === i,
    );
    return makeList(m, 'set', distinct ?? [], site, distinct === undefined);
  },
};
