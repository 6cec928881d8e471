import { callFunction } from '../calls.ts';
import { keyOf, makeList, openUp, unknownFrom } from '../expressions.ts';
import { fill } from '../fills.ts';
import { blur, elementAt, isOpen, isWhole, knownItems, lengthOf, updateItems } from '../lists.ts';
import type { ClassDetail, Closure, Frame, Machine } from '../machine.ts';
import { ITEMS } from '../memory.ts';
import { METHOD } from '../scopes.ts';
import type { Semantics } from '../semantics.ts';
import { type Address, items, NOWHERE, type Plain, primitive, reference, type Value } from '../value.ts';
import { callBuiltin, hasMethod } from './builtins.ts';
import { fillFromParts } from './copies.ts';
import { globalValue } from './globals.ts';
import { storedIn } from './typed-arrays.ts';

const UNDEFINED = primitive(undefined);

/** JavaScript and TypeScript. */
export const javascript: Semantics = {
  language: 'javascript',
  nothing: UNDEFINED,
  catches: () => true,
  global: globalValue,
  selfOf: (_m, _closure, _scope, self) => self,
  text: (value) => (value.kind === 'primitive' ? String(value.value) : undefined),

  truthy(m, value) {
    switch (value.kind) {
      case 'primitive':
        return Boolean(value.value);
      case 'reference':
        // What a library gave back may be anything.
        return m.memory.object(value.address).kind === 'call' ? undefined : true;
      case 'builtin':
        return true;
      case 'missing':
        return false;
      default:
        return undefined;
    }
  },

  binary(m, operator, left, right, site) {
    const provenance = m.graph.combine(site, [left.provenance, right.provenance]);
    if (operator === 'in.js' && right.kind === 'reference') {
      const key = keyOf(m, left);
      if (key === undefined) return undefined;
      if (m.memory.read(right.address, key) !== undefined) return primitive(true, provenance);
      return isOpen(m, right.address) ? undefined : primitive(false, provenance);
    }
    if (operator === 'instanceof' && left.kind === 'reference' && right.kind === 'reference')
      return instanceOf(m, left.address, right.address, provenance);
    const sides = [left, right];
    // Two different objects, or an object and a primitive, are never equal.
    if (
      sides.every(({ kind }) => kind === 'reference' || kind === 'primitive') &&
      /^(?:eq|ne)\.strict$/.test(operator)
    ) {
      return primitive(operator === 'ne.strict', provenance);
    }
    return undefined;
  },

  unary(m, operator, operand, site) {
    if (operator !== 'typeof') return operator === 'void' ? UNDEFINED : undefined;
    const provenance = m.graph.combine(site, [operand.provenance]);
    if (operand.kind === 'builtin') return primitive('function', provenance);
    if (operand.kind === 'symbol') return primitive('number', provenance);
    if (operand.kind !== 'reference') return undefined;
    const { kind } = m.memory.object(operand.address);
    return kind === 'call'
      ? undefined
      : primitive(kind === 'function' || kind === 'class' ? 'function' : 'object', provenance);
  },

  member(m, object, name, site) {
    if (object.kind === 'primitive' && typeof object.value === 'string') {
      if (name === 'length') return primitive(object.value.length, m.graph.combine(site, [object.provenance]));
      return { kind: 'builtin', name: `string.${name}`, self: object, provenance: site };
    }
    if (object.kind === 'primitive' && typeof object.value === 'number')
      return { kind: 'builtin', name: `number.${name}`, self: object, provenance: site };
    if (object.kind === 'builtin') return builtinMember(m, object, name, site);
    if (object.kind !== 'reference')
      return unknownFrom(
        m,
        [object],
        `.${name} of ${object.kind === 'primitive' ? String(object.value) : 'an unknown'}`,
        site,
      );
    const slot = m.memory.read(object.address, name);
    if (slot !== undefined) return slot;
    const getter = m.memory.read(object.address, `#get ${name}`);
    if (getter !== undefined)
      return m.call(getter, { positional: [], keyword: new Map(), open: false }, site, { self: object });
    const { kind } = m.memory.object(object.address);
    if (kind === 'array' || kind === 'set') {
      if (name === 'length' || name === 'size') return lengthOf(m, object.address, site);
      return { kind: 'builtin', name: `array.${name}`, self: object, provenance: site };
    }
    if (kind === 'dict') {
      if (name === 'size')
        return isOpen(m, object.address)
          ? m.unknown('data', 'the size of a map', site)
          : primitive(m.memory.keys(object.address).length, site);
      return { kind: 'builtin', name: `map.${name}`, self: object, provenance: site };
    }
    if (kind === 'function' || kind === 'class') {
      if (hasMethod(`function.${name}`))
        return { kind: 'builtin', name: `function.${name}`, self: object, provenance: site };
      if (name === 'name') return primitive(functionName(m, object.address), site);
    }
    if (hasMethod(`object.${name}`)) return { kind: 'builtin', name: `object.${name}`, self: object, provenance: site };
    return isOpen(m, object.address)
      ? m.unknown('data', `.${name} of an object that is not known whole`, site)
      : primitive(undefined, site);
  },

  setMember(m, object, name, value, site) {
    if (object.kind !== 'reference') return;
    const setter =
      findOnClass(m, object.address, `${METHOD}#set ${name}`) ?? m.memory.read(object.address, `#set ${name}`);
    if (setter !== undefined) {
      m.call(setter, { positional: [value], keyword: new Map(), open: false }, site, { self: object });
      return;
    }
    const { kind } = m.memory.object(object.address);
    if ((kind === 'array' || kind === 'set') && name === 'length') {
      updateItems(m, object.address, site, (held) =>
        value.kind === 'primitive' && typeof value.value === 'number'
          ? items(held.items.slice(0, value.value), site, held.open)
          : items([], site, true),
      );
      return;
    }
    m.memory.write(object.address, name, value);
  },

  index(m, object, index, site) {
    if (
      object.kind === 'primitive' &&
      typeof object.value === 'string' &&
      index.kind === 'primitive' &&
      typeof index.value === 'number'
    ) {
      return primitive(object.value[index.value], m.graph.combine(site, [object.provenance]));
    }
    if (object.kind === 'reference') {
      const { kind } = m.memory.object(object.address);
      if (
        (kind === 'array' || kind === 'set') &&
        !(index.kind === 'primitive' && typeof index.value === 'string' && !/^\d+$/.test(index.value))
      ) {
        const numeric =
          index.kind === 'primitive' && typeof index.value === 'string'
            ? primitive(Number(index.value), index.provenance)
            : index;
        return elementAt(m, object.address, numeric, site, false) ?? primitive(undefined, site);
      }
      const key = keyOf(m, index);
      if (key !== undefined) return m.member(object, key, site);
      if (kind !== 'call') return anyOf(m, object.address, index, site);
    }
    if (index.kind === 'primitive' && typeof index.value === 'string') return m.member(object, index.value, site);
    if (object.kind === 'reference' || object.kind === 'library') return m.libraryIndex(object, index, site);
    return unknownFrom(m, [object, index], 'an element of an unknown', site);
  },

  setIndex(m, object, index, written, site) {
    if (object.kind !== 'reference') return;
    const { kind } = m.memory.object(object.address);
    const value = kind === 'array' ? storedIn(m, object.address, written, site) : written;
    const numeric =
      index.kind === 'primitive' && (typeof index.value === 'number' || /^\d+$/.test(String(index.value)))
        ? Number(index.value)
        : undefined;
    if (kind === 'array') {
      if (numeric === undefined) blur(m, object.address, site, { index, value });
      else {
        if (!isWhole(m, object.address)) fill(m, object.address, [{ index, value }], site);
        updateItems(m, object.address, site, (held) => {
          // Far beyond the end: an array that is filled by index, not followed element by element.
          if (held.open || numeric > held.items.length + 4096) {
            if (!held.open) fill(m, object.address, [{ index, value }], site);
            return items([], site, true);
          }
          const list = [...held.items];
          while (list.length < numeric) list.push(UNDEFINED);
          list[numeric] = value;
          return items(list, site);
        });
      }
      return;
    }
    const key = keyOf(m, index);
    if (key === undefined) openUp(m, object.address, value, site);
    else m.setMember(object, key, value, site);
  },

  deleteIndex(m, object, index) {
    if (object.kind !== 'reference') return;
    const key = keyOf(m, index);
    if (key !== undefined) m.memory.delete(object.address, key);
  },

  iterate(m, value, site) {
    if (value.kind === 'primitive' && typeof value.value === 'string')
      return [...value.value].map((character) => primitive(character, value.provenance));
    if (value.kind !== 'reference') return undefined;
    if (m.memory.object(value.address).kind === 'dict') {
      if (isOpen(m, value.address)) return undefined;
      return m.memory
        .keys(value.address)
        .map((key) =>
          makeList(
            m,
            'array',
            [
              m.memory.read(value.address, `#key ${key}`) ?? primitive(key),
              m.memory.read(value.address, key) ?? UNDEFINED,
            ],
            site,
          ),
        );
    }
    return knownItems(m, value);
  },

  builtin: callBuiltin,
  joinParts: fillFromParts,

  bind(m, closure, args, scope, _self, site) {
    const { parameters } = closure.definition;
    const frame: Frame = {
      scope,
      module: closure.module,
      regions: [],
      ...(_self === undefined ? {} : { self: _self }),
      ...(closure.home === undefined ? {} : { home: closure.home }),
    };
    if (closure.definition.locals.includes('arguments'))
      m.memory.write(scope, 'arguments', makeList(m, 'array', args.positional, site, args.open));
    for (const [i, parameter] of parameters.entries()) {
      if (parameter.kind === 'rest') {
        m.assign(parameter.target, makeList(m, 'array', args.positional.slice(i), site, args.open), frame, true);
        continue;
      }
      const given = args.positional[i];
      const missing = given === undefined;
      const value = given ?? (args.open ? m.unknown('call', 'an argument that was spread', site) : UNDEFINED);
      if (parameter.default === undefined) m.assign(parameter.target, value, frame, true);
      else if (missing && !args.open) m.assign(parameter.target, m.evaluate(parameter.default, frame), frame, true);
      else
        m.assign(
          { kind: 'default-pattern', target: parameter.target, default: parameter.default, site: parameter.site },
          value,
          frame,
          true,
        );
    }
  },

  lookup(m, object, name, site) {
    const own = m.memory.read(object, name);
    if (own !== undefined) return own;
    const self = reference(object, NOWHERE);
    const found = m.memory.object(object);
    if (found.kind === 'class') {
      if (name === 'name') return primitive((found.detail as ClassDetail).name, site);
      if (name === 'prototype') return m.unknown('call', 'a prototype', site);
      return inherited(
        m,
        object,
        (cls) => m.memory.read(cls, name),
        (base) => ({ kind: 'library', name: `${base}.${name}`, provenance: site }),
      );
    }
    const { cls } = found.detail as { cls: Address };
    if (name === 'constructor') return reference(cls, site);
    const getter = findOnClass(m, object, `${METHOD}#get ${name}`);
    if (getter !== undefined)
      return m.call(getter, { positional: [], keyword: new Map(), open: false }, site, { self });
    const method = inherited(
      m,
      cls,
      (at) => m.memory.read(at, `${METHOD}${name}`),
      (base) =>
        m.library.member?.(m, base, object, name, site) ?? {
          kind: 'library',
          name: `${base}#${name}`,
          self: object,
          provenance: site,
        },
    );
    if (method !== undefined) return method;
    return isOpen(m, object) ? m.unknown('data', `.${name} of an object that is not known whole`, site) : undefined;
  },

  construct(m, cls, args, site) {
    const address = m.memory.create('instance', site, { cls });
    const self = reference(address, site);
    construct(m, cls, self, args, site);
    return self;
  },

  superCall(m, frame, args, site) {
    const base = frame.home === undefined ? undefined : (m.memory.object(frame.home).detail as ClassDetail).bases[0];
    if (frame.self === undefined || frame.home === undefined) return UNDEFINED;
    if (base?.kind === 'reference' && m.memory.object(base.address).kind === 'class')
      construct(m, base.address, frame.self, args, site);
    else if (base !== undefined && base.kind === 'library' && frame.self.kind === 'reference') {
      m.recorder.add({
        kind: 'event',
        name: base.name,
        self: frame.self.address,
        positional: args.positional,
        keyword: args.keyword,
        site,
      });
      m.memory.write(frame.self.address, '#super', makeList(m, 'array', args.positional, site, args.open));
    }
    initializeFields(m, frame.home, frame.self);
    return UNDEFINED;
  },

  superMember(m, home, self, name, site) {
    const base = (m.memory.object(home).detail as ClassDetail).bases[0];
    if (base?.kind === 'library') {
      return {
        kind: 'library',
        name: `${base.name}#${name}`,
        provenance: site,
        ...(self.kind === 'reference' ? { self: self.address } : {}),
      };
    }
    const found =
      base?.kind === 'reference'
        ? inherited(
            m,
            base.address,
            (at) => m.memory.read(at, `${METHOD}${name}`) ?? m.memory.read(at, name),
            (library) => ({
              kind: 'library',
              name: `${library}#${name}`,
              provenance: site,
              ...(self.kind === 'reference' ? { self: self.address } : {}),
            }),
          )
        : undefined;
    return found ?? m.unknown('call', `super.${name} is not known`, site);
  },

  callInstance(m, instance, args, site) {
    const base = libraryBase(m, instance);
    const known = base === undefined ? undefined : m.library.callInstance?.(m, instance, base, args, site);
    return known ?? m.unknown('call', 'an object is no function', site);
  },

  startModule(m, scope) {
    const exports = m.memory.create('object', NOWHERE);
    const module = m.memory.create('object', NOWHERE);
    m.memory.write(module, 'exports', reference(exports, NOWHERE));
    m.modules.declareNames(m, scope, ['module', 'exports', 'require']);
    m.memory.write(scope, 'module', reference(module, NOWHERE));
    m.memory.write(scope, 'exports', reference(exports, NOWHERE));
    m.memory.write(scope, 'require', {
      kind: 'builtin',
      name: 'require',
      self: reference(scope, NOWHERE),
      provenance: NOWHERE,
    });
  },
};

/** Runs the constructor of a class, or of the nearest base that has one, and sets the fields. */
function construct(
  m: Machine,
  cls: Address,
  self: Value,
  args: Parameters<Semantics['construct']>[2],
  site: number,
): void {
  const detail = m.memory.object(cls).detail as ClassDetail;
  const own = m.memory.read(cls, `${METHOD}constructor`);
  const derived = detail.bases.length > 0;
  if (!derived) initializeFields(m, cls, self);
  if (own?.kind === 'reference') {
    callFunction(m, m.memory.object(own.address).detail as Closure, args, site, { self });
    return;
  }
  const [base] = detail.bases;
  if (base?.kind === 'reference' && m.memory.object(base.address).kind === 'class')
    construct(m, base.address, self, args, site);
  else if (base?.kind === 'library' && self.kind === 'reference') {
    m.recorder.add({
      kind: 'event',
      name: base.name,
      self: self.address,
      positional: args.positional,
      keyword: args.keyword,
      site,
    });
    m.memory.write(self.address, '#super', makeList(m, 'array', args.positional, site, args.open));
  } else if (base !== undefined && self.kind === 'reference') m.memory.write(self.address, '#open', primitive(true));
  if (derived) initializeFields(m, cls, self);
}

function initializeFields(m: Machine, cls: Address, self: Value): void {
  const detail = m.memory.object(cls).detail as ClassDetail;
  const frame: Frame = { scope: detail.scope, module: detail.module, self, home: cls, regions: [] };
  for (const { name, value } of detail.fields) {
    const key = keyOf(m, m.evaluate(name, frame));
    if (key !== undefined && self.kind === 'reference')
      m.memory.write(self.address, key, value === undefined ? UNDEFINED : m.evaluate(value, frame));
  }
}

/** Looks through a class and its bases; a library base answers for what the script does not define. */
function inherited(
  m: Machine,
  cls: Address,
  find: (cls: Address) => Value | undefined,
  library: (base: string) => Value,
): Value | undefined {
  for (let at: Address | undefined = cls, steps = 0; at !== undefined && steps < 64; steps++) {
    const found = find(at);
    if (found !== undefined) return found;
    const base: Value | undefined = (m.memory.object(at).detail as ClassDetail).bases[0];
    if (base?.kind === 'library') return library(base.name);
    if (base !== undefined && base.kind !== 'reference')
      return m.unknown('call', 'a member of a class whose base is not known', NOWHERE);
    at = base?.kind === 'reference' && m.memory.object(base.address).kind === 'class' ? base.address : undefined;
  }
  return undefined;
}

function findOnClass(m: Machine, object: Address, slot: string): Value | undefined {
  const found = m.memory.object(object);
  if (found.kind !== 'instance') return undefined;
  let result: Value | undefined;
  for (
    let at: Address | undefined = (found.detail as { cls: Address }).cls, steps = 0;
    at !== undefined && steps < 64;
    steps++
  ) {
    result = m.memory.read(at, slot);
    if (result !== undefined) return result;
    const base: Value | undefined = (m.memory.object(at).detail as ClassDetail).bases[0];
    at = base?.kind === 'reference' && m.memory.object(base.address).kind === 'class' ? base.address : undefined;
  }
  return undefined;
}

/** The library class that an instance of a class of the script descends from. */
function libraryBase(m: Machine, instance: Address): string | undefined {
  const found = m.memory.object(instance);
  if (found.kind !== 'instance') return undefined;
  let at: Address | undefined = (found.detail as { cls: Address }).cls;
  for (let steps = 0; at !== undefined && steps < 64; steps++) {
    const base: Value | undefined = (m.memory.object(at).detail as ClassDetail).bases[0];
    if (base?.kind === 'library') return base.name;
    at = base?.kind === 'reference' && m.memory.object(base.address).kind === 'class' ? base.address : undefined;
  }
  return undefined;
}

function instanceOf(m: Machine, object: Address, cls: Address, provenance: number): Value | undefined {
  const found = m.memory.object(object);
  if (m.memory.object(cls).kind !== 'class') return undefined;
  if (found.kind !== 'instance') return found.kind === 'call' ? undefined : primitive(false, provenance);
  for (
    let at: Address | undefined = (found.detail as { cls: Address }).cls, steps = 0;
    at !== undefined && steps < 64;
    steps++
  ) {
    if (at === cls) return primitive(true, provenance);
    const base: Value | undefined = (m.memory.object(at).detail as ClassDetail).bases[0];
    if (base !== undefined && base.kind !== 'reference')
      return base.kind === 'library' ? primitive(false, provenance) : undefined;
    at = base?.address;
  }
  return primitive(false, provenance);
}

function functionName(m: Machine, address: Address): string {
  const { kind, detail } = m.memory.object(address);
  return kind === 'class' ? (detail as ClassDetail).name : (detail as Closure).definition.name;
}

function builtinMember(m: Machine, object: Plain & { kind: 'builtin' }, name: string, site: number): Value {
  const full = `${object.name}.${name}`;
  return globalValue(m, full, site) ?? { kind: 'builtin', name: full, provenance: site };
}

/** A read under a key that is not known: any of the values, or something else. */
function anyOf(m: Machine, address: Address, index: Plain, site: number): Value {
  return m.memory.read(address, ITEMS) === undefined && m.memory.keys(address).length === 0
    ? m.unknown('data', 'an entry under a key that is not known', site)
    : unknownFrom(m, [index], 'an entry under a key that is not known', site);
}
