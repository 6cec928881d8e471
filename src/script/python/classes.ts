import { callFunction } from '../calls.ts';
import { makeList } from '../expressions.ts';
import { isOpen } from '../lists.ts';
import type { Arguments, ClassDetail, Closure, Machine } from '../machine.ts';
import { type Address, type LibraryName, NOWHERE, primitive, reference, type Value } from '../value.ts';

export const NO_ARGUMENTS: Arguments = { positional: [], keyword: new Map(), open: false };

/** A class of the script, a class of a library, or one that is not known. */
type Ancestor = Address | LibraryName | 'unknown';

const sameAncestor = (a: Ancestor, b: Ancestor): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.name === b.name : a === b;

/** The order in which Python looks through a class and its bases (C3); depth first where no order exists. */
function resolutionOrder(m: Machine, cls: Address, depth = 0): Ancestor[] {
  if (depth > 32) return [cls, 'unknown'];
  const bases = (m.memory.object(cls).detail as ClassDetail).bases.map((base): Ancestor => {
    if (base.kind === 'library') return base;
    if (base.kind === 'builtin') return { kind: 'library', name: base.name, provenance: base.provenance };
    return base.kind === 'reference' && m.memory.object(base.address).kind === 'class' ? base.address : 'unknown';
  });
  const lists = [
    ...bases.map((base) => (typeof base === 'number' ? resolutionOrder(m, base, depth + 1) : [base])),
    [...bases],
  ];
  const order: Ancestor[] = [cls];
  while (lists.some((list) => list.length > 0)) {
    const next =
      lists.find(
        ([head]) =>
          head !== undefined && !lists.some((list) => list.slice(1).some((other) => sameAncestor(other, head))),
      )?.[0] ?? lists.find((list) => list.length > 0)?.[0];
    if (next === undefined) break;
    order.push(next);
    for (const list of lists) if (list[0] !== undefined && sameAncestor(list[0], next)) list.shift();
    if (order.length > 128) break;
  }
  return order;
}

export const classOf = (m: Machine, object: Address): Address | undefined => {
  const found = m.memory.object(object);
  if (found.kind === 'class') return object;
  return found.kind === 'instance' ? (found.detail as { cls: Address }).cls : undefined;
};

/** Name of the library class that a class of the script descends from first. */
export function libraryBase(m: Machine, object: Address): string | undefined {
  const cls = classOf(m, object);
  if (cls === undefined) return undefined;
  const found = resolutionOrder(m, cls).find((ancestor) => typeof ancestor === 'object' && ancestor.name !== 'object');
  return typeof found === 'object' ? found.name : undefined;
}

export function isSubclass(m: Machine, cls: Address, other: Value): boolean | undefined {
  const order = resolutionOrder(m, cls);
  const hit = order.some((ancestor) =>
    other.kind === 'reference'
      ? ancestor === other.address
      : typeof ancestor === 'object' &&
        (other.kind === 'library' || other.kind === 'builtin') &&
        ancestor.name === other.name,
  );
  if (hit || (other.kind === 'builtin' && other.name === 'object')) return true;
  if (other.kind !== 'reference' && order.some((ancestor) => typeof ancestor !== 'number')) return undefined;
  return order.includes('unknown') ? undefined : false;
}

/** What an attribute of a class is, seen through an instance: functions bind it, properties are called. */
function bindAttribute(m: Machine, found: Value, self: Value, cls: Address, site: number): Value {
  if (found.kind !== 'reference') return found;
  const object = m.memory.object(found.address);
  const isInstance = self.kind === 'reference' && m.memory.object(self.address).kind === 'instance';
  if (object.kind === 'function')
    return isInstance ? { kind: 'builtin', name: `method ${found.address}`, self, provenance: site } : found;
  const wrapped = object.detail as { wrapper?: string; inner: Value } | undefined;
  if (object.kind !== 'object' || wrapped?.wrapper === undefined) return found;
  if (wrapped.wrapper === 'staticmethod') {
    return wrapped.inner.kind === 'reference'
      ? { kind: 'builtin', name: `function ${wrapped.inner.address}`, provenance: site }
      : wrapped.inner;
  }
  if (wrapped.wrapper === 'classmethod') {
    return wrapped.inner.kind === 'reference'
      ? { kind: 'builtin', name: `method ${wrapped.inner.address}`, self: reference(cls, site), provenance: site }
      : wrapped.inner;
  }
  return isInstance ? m.call(wrapped.inner, { positional: [self], keyword: new Map(), open: false }, site) : found;
}

/** Looks a member up in some of the ancestors; a library among them answers for what the script does not define. */
function lookupIn(
  m: Machine,
  order: readonly Ancestor[],
  name: string,
  self: Value,
  cls: Address,
  site: number,
): Value | undefined {
  for (const ancestor of order) {
    if (ancestor === 'unknown') return m.unknown('call', `.${name} of a class whose base is not known`, site);
    if (typeof ancestor === 'number') {
      const found = m.memory.read(ancestor, name);
      if (found !== undefined) return bindAttribute(m, found, self, cls, site);
    } else if (ancestor.name !== 'object' && !/^(?:abc\.ABC|typing\.\w+)$/.test(ancestor.name)) {
      const instance = self.kind === 'reference' && m.memory.object(self.address).kind === 'instance';
      const address = instance ? self.address : undefined;
      // What a library does beside when an attribute is set, the attribute is set.
      const access = instance ? /^__(set|get)attr(?:ibute)?__$/.exec(name)?.[1] : undefined;
      if (access !== undefined) return { kind: 'builtin', name: `instance.__${access}attr__`, self, provenance: site };
      return (
        m.library.member?.(m, ancestor.name, address, name, site) ?? {
          kind: 'library',
          name: `${ancestor.name}${instance ? '#' : '.'}${name}`,
          provenance: site,
          ...(address === undefined ? {} : { self: address }),
        }
      );
    }
  }
  return undefined;
}

/** A member of an instance or class of the script; undefined where there is none. */
export function lookupMember(m: Machine, object: Address, name: string, site: number): Value | undefined {
  const cls = classOf(m, object);
  if (cls === undefined) return undefined;
  const self = reference(object, site);
  const isInstance = cls !== object;
  if (isInstance) {
    const own = m.memory.read(object, name);
    if (own !== undefined) return own;
    if (name === '__class__') return reference(cls, site);
    if (name === '__dict__') return { kind: 'builtin', name: 'vars', self, provenance: site };
  } else if (name === '__name__') return primitive((m.memory.object(cls).detail as ClassDetail).name, site);
  const order = resolutionOrder(m, cls);
  const local = lookupIn(
    m,
    order.filter((ancestor) => typeof ancestor === 'number'),
    name,
    self,
    cls,
    site,
  );
  if (local !== undefined) return local;
  if (isInstance && isOpen(m, object)) return m.unknown('data', `.${name} of an object that is not known whole`, site);
  if (isInstance && name !== '__getattr__' && !name.startsWith('__')) {
    const dynamic = lookupIn(
      m,
      order.filter((ancestor) => typeof ancestor === 'number'),
      '__getattr__',
      self,
      cls,
      site,
    );
    if (dynamic !== undefined)
      return m.call(dynamic, { positional: [primitive(name, site)], keyword: new Map(), open: false }, site);
  }
  return lookupIn(
    m,
    order.filter((ancestor) => typeof ancestor !== 'number'),
    name,
    self,
    cls,
    site,
  );
}

/** A method that the script itself defines. */
export function ownMethod(m: Machine, object: Address, name: string, site: number): Value | undefined {
  const cls = classOf(m, object);
  if (cls === undefined || cls === object) return undefined;
  const order = resolutionOrder(m, cls).filter((ancestor) => typeof ancestor === 'number');
  return lookupIn(m, order, name, reference(object, site), cls, site);
}

/** Makes an instance: `__init__` of the script, of a dataclass, or of a library. */
export function construct(m: Machine, cls: Address, args: Arguments, site: number): Value {
  const address = m.memory.create('instance', site, { cls });
  const self = reference(address, site);
  const init = ownMethod(m, address, '__init__', site);
  if (init !== undefined) {
    m.call(init, args, site);
    return self;
  }
  const fields = dataclassFields(m, cls);
  if (fields !== undefined) {
    fillFields(m, address, fields, args, site);
    const after = ownMethod(m, address, '__post_init__', site);
    if (after !== undefined) m.call(after, NO_ARGUMENTS, site);
    return self;
  }
  const base = libraryBase(m, cls);
  if (resolutionOrder(m, cls).includes('unknown')) m.memory.write(address, '#open', primitive(true));
  if (base !== undefined && !/^(?:abc\.ABC|typing\.\w+)$/.test(base)) {
    m.recorder.add({
      kind: 'event',
      name: base,
      self: address,
      positional: args.positional,
      keyword: args.keyword,
      site,
    });
    m.memory.write(address, '#super', makeList(m, 'tuple', args.positional, site, args.open));
  }
  return self;
}

interface DataField {
  readonly name: string;
  readonly default: Value | undefined;
}

/** Fields of a dataclass, those of its bases first; undefined where it is none. */
function dataclassFields(m: Machine, cls: Address): DataField[] | undefined {
  if (m.memory.read(cls, '#dataclass') === undefined) return undefined;
  const fields = new Map<string, DataField>();
  for (const ancestor of resolutionOrder(m, cls).reverse()) {
    if (typeof ancestor !== 'number' || m.memory.read(ancestor, '#dataclass') === undefined) continue;
    for (const { name } of (m.memory.object(ancestor).detail as ClassDetail).fields) {
      if (name.kind === 'literal')
        fields.set(String(name.value), {
          name: String(name.value),
          default: m.memory.read(ancestor, String(name.value)),
        });
    }
  }
  return [...fields.values()];
}

function fillFields(m: Machine, address: Address, fields: readonly DataField[], args: Arguments, site: number): void {
  for (const [i, field] of fields.entries()) {
    const given = args.positional[i] ?? args.keyword.get(field.name);
    const value =
      given ??
      (args.open ? m.unknown('call', `field ${field.name} may have been spread into the call`, site) : undefined) ??
      (field.default === undefined ? undefined : fieldDefault(m, field.default, site)) ??
      m.unknown('input', `field ${field.name}`, site);
    m.memory.write(address, field.name, value);
  }
}

/** `field(default=…)` and `field(default_factory=…)`. */
function fieldDefault(m: Machine, value: Value, site: number): Value {
  if (value.kind !== 'reference') return value;
  const object = m.memory.object(value.address);
  const call = object.kind === 'call' ? (object.detail as { name: string; arguments: Arguments }) : undefined;
  if (call === undefined || !/(?:^|\.)field$/i.test(call.name)) return value;
  const factory = call.arguments.keyword.get('default_factory');
  if (factory !== undefined) return m.call(factory, NO_ARGUMENTS, site);
  return call.arguments.keyword.get('default') ?? m.unknown('input', 'a field without a default', site);
}

/** Calls what a bound method, or a function taken out of a class, stands for. */
export function callBound(m: Machine, name: string, self: Value | undefined, args: Arguments, site: number): Value {
  const address = Number(name.slice(name.indexOf(' ') + 1));
  const all = self === undefined ? args : { ...args, positional: [self, ...args.positional] };
  const object = m.memory.object(address);
  return object.kind === 'function'
    ? callFunction(m, object.detail as Closure, all, site)
    : m.call(reference(address, NOWHERE), all, site);
}

/** `super().name`: what comes after the method's class in the order of the instance's class. */
export function superMember(m: Machine, home: Address, self: Value, name: string, site: number): Value {
  const cls = self.kind === 'reference' ? classOf(m, self.address) : undefined;
  if (cls === undefined) return m.unknown('call', `super().${name} of an unknown`, site);
  const order = resolutionOrder(m, cls);
  const at = order.indexOf(home);
  if (at < 0) return m.unknown('call', `super().${name} outside of its class`, site);
  const found = lookupIn(m, order.slice(at + 1), name, self, cls, site);
  if (found !== undefined) return found;
  return name.startsWith('__')
    ? { kind: 'builtin', name: `object.${name}`, provenance: site }
    : m.unknown('call', `super().${name} is not known`, site);
}
