import { copyInto, keyOf, keyValue, makeList, openUp } from '../expressions.ts';
import type { Site } from '../ir.ts';
import { isOpen } from '../lists.ts';
import type { Closure, Machine } from '../machine.ts';
import { OPEN } from '../memory.ts';
import { resolveImport } from '../modules.ts';
import { choose, NOWHERE, primitive, reference, type Value } from '../value.ts';
import type { BuiltinFunction } from './builtins.ts';

const UNDEFINED = primitive(undefined);

/** The entries of an object that is known whole. */
function entriesOf(m: Machine, value: Value | undefined, site: Site): [string, Value][] | undefined {
  if (value?.kind !== 'reference' || isOpen(m, value.address)) return undefined;
  const { kind } = m.memory.object(value.address);
  if (kind === 'array') return m.iterate(value, site)?.map((element, i) => [String(i), element]);
  if (kind !== 'object' && kind !== 'instance' && kind !== 'dict') return undefined;
  return m.memory.keys(value.address).map((key) => [key, m.memory.read(value.address, key) ?? UNDEFINED]);
}

function listing(make: (m: Machine, entry: [string, Value], site: Site) => Value): BuiltinFunction {
  return (m, _self, { positional: [object] }, site) => {
    const entries = entriesOf(m, object, site);
    return makeList(
      m,
      'array',
      (entries ?? []).map((entry) => make(m, entry, site)),
      site,
      entries === undefined,
    );
  };
}

const assign: BuiltinFunction = (m, _self, { positional: [target, ...sources] }, site) => {
  if (target?.kind !== 'reference') return m.unknown('call', 'an object that is not known', site);
  for (const source of sources) copyInto(m, target.address, source);
  return target;
};

const fromEntries: BuiltinFunction = (m, _self, { positional: [source] }, site) => {
  const address = m.memory.create('object', site);
  const list = source === undefined ? undefined : m.iterate(source, site);
  if (list === undefined) m.memory.write(address, OPEN, primitive(true));
  for (const entry of list ?? []) {
    const [key, value] = m.iterate(entry, site) ?? [];
    const slot = key === undefined ? undefined : keyOf(m, key);
    if (slot === undefined || value === undefined)
      openUp(m, address, value ?? m.unknown('data', 'an entry that is not known', site), site);
    else m.memory.write(address, slot, value);
  }
  return reference(address, site);
};

/** Deep copies are copies of what is known; what is inside stays shared, which only a later write could tell. */
const clone: BuiltinFunction = (m, _self, { positional: [value] }, site) => copy(m, value ?? UNDEFINED, site, 0);

function copy(m: Machine, value: Value, site: Site, depth: number): Value {
  if (value.kind !== 'reference' || depth > 32) return value;
  const { kind } = m.memory.object(value.address);
  if (kind === 'array')
    return makeList(
      m,
      'array',
      (m.iterate(value, site) ?? []).map((element) => copy(m, element, site, depth + 1)),
      value.provenance,
      m.iterate(value, site) === undefined,
    );
  if (kind !== 'object') return value;
  const address = m.memory.create('object', value.provenance);
  for (const key of m.memory.keys(value.address))
    m.memory.write(address, key, copy(m, m.memory.read(value.address, key) ?? UNDEFINED, site, depth + 1));
  if (isOpen(m, value.address)) m.memory.write(address, OPEN, primitive(true));
  return reference(address, value.provenance);
}

const require: BuiltinFunction = (m, self, { positional: [name] }, site) => {
  const scope = self?.kind === 'reference' ? self.address : undefined;
  const from = scope === undefined ? undefined : m.modules.byScope(scope);
  if (from === undefined || name?.kind !== 'primitive' || typeof name.value !== 'string')
    return m.unknown('import', 'a module whose name is not known', site);
  const target = resolveImport(m, from.module.file, name.value, 0, site);
  if (target === undefined) return m.unknown('import', `${name.value} was not found`, site);
  if (target.kind === 'value') return target.value;
  if (target.loaded.exports.size > 0 || target.loaded.all.length > 0) return reference(target.loaded.object, site);
  return m.modules.commonjs(m, target.loaded) ?? reference(target.loaded.object, site);
};

/** Promises are what they resolve to: order is all that a script's facts could lose by it. */
const resolved: BuiltinFunction = (_m, _self, { positional: [value] }) => value ?? UNDEFINED;
const consequent: BuiltinFunction = (m, self, { positional: [fn] }, site) =>
  fn === undefined || self === undefined
    ? UNDEFINED
    : m.call(fn, { positional: [self], keyword: new Map(), open: false }, site);

const newPromise: BuiltinFunction = (m, _self, { positional: [executor] }, site) => {
  if (executor === undefined) return UNDEFINED;
  const box = m.memory.create('object', site);
  const resolve: Value = { kind: 'builtin', name: 'promise.resolve', self: reference(box, NOWHERE), provenance: site };
  const before = m.escaped.length;
  m.call(
    executor,
    {
      positional: [resolve, { kind: 'builtin', name: 'promise.reject', provenance: site }],
      keyword: new Map(),
      open: false,
    },
    site,
  );
  // It is awaited, so something resolves it: the functions that its executor left with libraries.
  for (const { value, site: at } of m.escaped.slice(before)) {
    if (isSettled(m.memory.read(box, 'value'))) break;
    const given = parametersOf(m, value).map((name) => m.unknown('input', `parameter ${name}`, at));
    m.call(value, { positional: given, keyword: new Map(), open: false }, at);
  }
  return resolution(m.memory.read(box, 'value'), site) ?? m.unknown('call', 'what a promise resolves to', site);
};

const isSettled = (value: Value | undefined): boolean =>
  value !== undefined && !(value.kind === 'choice' && value.options.some((option) => option.value.kind === 'missing'));

/** What a promise resolves to, on the ways on which something was seen to resolve it. */
function resolution(value: Value | undefined, site: Site): Value | undefined {
  if (value === undefined || isSettled(value) || value.kind !== 'choice') return value;
  const known = value.options.filter((option) => option.value.kind !== 'missing');
  return known.length === 0 ? undefined : choose(known, site);
}

function parametersOf(m: Machine, fn: Value): readonly string[] {
  const object = fn.kind === 'reference' ? m.memory.object(fn.address) : undefined;
  if (object?.kind !== 'function') return [];
  return (object.detail as Closure).definition.parameters
    .filter((parameter) => parameter.kind === 'positional' && parameter.default === undefined)
    .map(({ name }) => name ?? 'of a callback');
}

const mapMethod =
  (run: (m: Machine, self: number, args: readonly Value[], site: Site) => Value): BuiltinFunction =>
  (m, self, args, site) =>
    self?.kind === 'reference'
      ? run(m, self.address, args.positional, site)
      : m.unknown('call', 'a map that is not known', site);

function mapSet(m: Machine, self: number, [key, value = UNDEFINED]: readonly Value[], site: Site): Value {
  const slot = key === undefined ? undefined : keyOf(m, key);
  if (slot === undefined) openUp(m, self, value, site);
  else {
    m.memory.write(self, slot, value);
    if (key !== undefined) m.memory.write(self, `#key ${slot}`, key);
  }
  return reference(self, site);
}

export const OBJECT_FUNCTIONS: Readonly<Record<string, BuiltinFunction>> = {
  'Object.keys': listing((_m, [key], site) => keyValue(key, site)),
  'Object.values': listing((_m, [, value]) => value),
  'Object.entries': listing((m, [key, value], site) => makeList(m, 'array', [keyValue(key, site), value], site)),
  'Object.assign': assign,
  'Object.fromEntries': fromEntries,
  'Object.freeze': resolved,
  'Object.seal': resolved,
  structuredClone: clone,
  'object.hasOwnProperty': (m, self, { positional: [key] }, site) => {
    const slot = key === undefined ? undefined : keyOf(m, key);
    if (self?.kind !== 'reference' || slot === undefined) return m.unknown('data', 'whether an object has a key', site);
    if (m.memory.read(self.address, slot) !== undefined) return primitive(true, site);
    return isOpen(m, self.address) ? m.unknown('data', 'whether an object has a key', site) : primitive(false, site);
  },
  'function.bind': (_m, self) => self ?? UNDEFINED,
  'function.call': (m, self, { positional: [receiver = UNDEFINED, ...rest] }, site) =>
    self === undefined
      ? UNDEFINED
      : m.call(self, { positional: rest, keyword: new Map(), open: false }, site, { self: receiver }),
  'function.apply': (m, self, { positional: [receiver = UNDEFINED, list] }, site) => {
    const values = list === undefined ? [] : m.iterate(list, site);
    return self === undefined
      ? UNDEFINED
      : m.call(self, { positional: values ?? [], keyword: new Map(), open: values === undefined }, site, {
          self: receiver,
        });
  },
  'object.then': consequent,
  'object.catch': (_m, self) => self ?? UNDEFINED,
  'object.finally': (_m, self) => self ?? UNDEFINED,
  'Promise.resolve': resolved,
  'Promise.all': resolved,
  Promise: newPromise,
  'promise.resolve': (m, self, { positional: [value = UNDEFINED] }) => {
    if (self?.kind === 'reference') m.memory.write(self.address, 'value', value);
    return UNDEFINED;
  },
  'promise.reject': () => UNDEFINED,
  Map: (m, _self, { positional: [source] }, site) => {
    const address = m.memory.create('dict', site);
    const list =
      source === undefined || (source.kind === 'primitive' && source.value === undefined)
        ? []
        : m.iterate(source, site);
    if (list === undefined) m.memory.write(address, OPEN, primitive(true));
    for (const entry of list ?? []) mapSet(m, address, m.iterate(entry, site) ?? [], site);
    return reference(address, site);
  },
  'map.set': mapMethod(mapSet),
  'map.get': mapMethod((m, self, [key], site) => {
    const slot = key === undefined ? undefined : keyOf(m, key);
    const value = slot === undefined ? undefined : m.memory.read(self, slot);
    return (
      value ??
      (slot !== undefined && !isOpen(m, self)
        ? UNDEFINED
        : m.unknown('data', 'an entry of a map that is not known', site))
    );
  }),
  'map.has': mapMethod((m, self, [key], site) => {
    const slot = key === undefined ? undefined : keyOf(m, key);
    if (slot !== undefined && m.memory.read(self, slot) !== undefined) return primitive(true, site);
    return slot === undefined || isOpen(m, self)
      ? m.unknown('data', 'whether a map has a key', site)
      : primitive(false, site);
  }),
  'map.values': mapMethod((m, self, _args, site) =>
    makeList(
      m,
      'array',
      m.memory.keys(self).map((key) => m.memory.read(self, key) ?? UNDEFINED),
      site,
      isOpen(m, self),
    ),
  ),
  'map.entries': mapMethod((m, self, _args, site) =>
    makeList(m, 'array', [...(m.iterate(reference(self, site), site) ?? [])], site, isOpen(m, self)),
  ),
  'map.keys': mapMethod((m, self, _args, site) =>
    makeList(
      m,
      'array',
      m.memory.keys(self).map((key) => m.memory.read(self, `#key ${key}`) ?? primitive(key)),
      site,
      isOpen(m, self),
    ),
  ),
  'console.log': () => UNDEFINED,
  'console.error': () => UNDEFINED,
  'console.warn': () => UNDEFINED,
  'console.info': () => UNDEFINED,
  require,
};
