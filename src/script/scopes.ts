import type { ClassDefinition, Expression, Site } from './ir.ts';
import type { ClassDetail, Closure, Frame, Machine, ScopeDetail } from './machine.ts';
import { type Address, reference, type Value } from './value.ts';

/** A new scope inside another. */
export function makeScope(
  m: Machine,
  parent: Address | undefined,
  declared: Iterable<string>,
  site: Site,
  more: Omit<ScopeDetail, 'parent' | 'declared'> = {},
): Address {
  const detail: ScopeDetail = { parent, declared: new Set(declared), ...more };
  return m.memory.create('scope', site, detail);
}

const detailOf = (m: Machine, scope: Address): ScopeDetail => m.memory.object(scope).detail as ScopeDetail;

/** The scope that a name is bound in, seen from another; undefined where none declares it. */
function scopeOf(m: Machine, scope: Address, module: Address, name: string): Address | undefined {
  let inner = true;
  for (let at: Address | undefined = scope; at !== undefined; ) {
    const detail = detailOf(m, at);
    const outer = detail.outer?.[name];
    if (outer === 'global') return module;
    if (outer === undefined && detail.declared.has(name) && (inner || !detail.hidden)) return at;
    inner = false;
    at = detail.parent;
  }
  return undefined;
}

/** The value of a name. */
export function lookupName(m: Machine, frame: Frame, name: string, site: Site): Value {
  let scope: Address | undefined = frame.scope;
  let inner = true;
  while (scope !== undefined) {
    const detail: ScopeDetail = detailOf(m, scope);
    const outer = detail.outer?.[name];
    if (outer === 'global') {
      scope = frame.module;
      const value = m.memory.read(scope, name);
      if (value !== undefined) return value;
      break;
    }
    if (outer === undefined && detail.declared.has(name) && (inner || !detail.hidden)) {
      const value = m.memory.read(scope, name);
      if (value !== undefined) return value;
      // Python looks on in the module where a class body or module has not bound the name yet.
      if (m.semantics.language !== 'python' || detail.hidden !== true) {
        return m.semantics.global(m, name, site) ?? m.unknown('call', `${name} has no value yet`, site);
      }
    }
    inner = false;
    scope = detail.parent;
  }
  return m.semantics.global(m, name, site) ?? m.unknown('import', `${name} is not defined in what was read`, site);
}

/** Binds a name: in the innermost scope that declares it, or in the module. */
export function bindName(m: Machine, frame: Frame, name: string, value: Value, declare: boolean): void {
  const scope = declare ? declaringScope(m, frame, name) : scopeOf(m, frame.scope, frame.module, name);
  if (scope !== undefined) {
    m.memory.write(scope, name, value);
    return;
  }
  detailOf(m, frame.module).declared.add(name);
  m.memory.write(frame.module, name, value);
}

function declaringScope(m: Machine, frame: Frame, name: string): Address | undefined {
  return scopeOf(m, frame.scope, frame.module, name);
}

/** A class of the script as a heap object; its methods and static members are slots of it. */
export function makeClass(m: Machine, definition: ClassDefinition, frame: Frame): Value {
  const bases = definition.bases.map((base) => m.evaluate(base, frame));
  const fields: { name: Expression; value?: Expression }[] = [];
  const scope = makeScope(m, frame.scope, [...(definition.locals ?? []), definition.name], definition.site, {
    hidden: definition.body !== undefined,
  });
  const detail: ClassDetail = {
    name: definition.name,
    bases,
    fields,
    scope,
    module: frame.module,
    site: definition.site,
  };
  const address = m.memory.create('class', definition.site, detail);
  const value = reference(address, definition.site);
  m.memory.write(scope, definition.name, value);
  const inner: Frame = { ...frame, scope, self: value, home: address };
  if (definition.body !== undefined) {
    m.execute(definition.body, inner);
    for (const name of definition.locals ?? []) {
      const bound = m.memory.read(scope, name);
      if (bound !== undefined) m.memory.write(address, name, homed(m, bound, address));
    }
  }
  for (const member of definition.members) {
    const key = member.name === undefined ? undefined : m.evaluate(member.name, inner);
    const name = key?.kind === 'primitive' ? String(key.value) : undefined;
    if (member.kind === 'block') m.execute(member.body ?? [], inner);
    else if (member.kind === 'field') {
      if (!member.static && member.name !== undefined)
        fields.push(member.value === undefined ? { name: member.name } : { name: member.name, value: member.value });
      else if (name !== undefined && member.value !== undefined)
        m.memory.write(address, name, m.evaluate(member.value, inner));
    } else if (name !== undefined && member.function !== undefined) {
      const made = homed(
        m,
        m.evaluate({ kind: 'function', definition: member.function, site: member.site }, inner),
        address,
      );
      const prefix = member.kind === 'getter' ? '#get ' : member.kind === 'setter' ? '#set ' : '';
      m.memory.write(address, `${member.static ? '' : METHOD}${prefix}${name}`, made);
    }
  }
  m.semantics.classMade?.(m, address, definition, frame);
  return value;
}

/** Slots of a class that its instances see and it does not: JavaScript's prototype. */
export const METHOD = '#proto ';

/** A method knows the class that it was defined in. */
function homed(m: Machine, value: Value, home: Address): Value {
  if (value.kind !== 'reference') return value;
  const object = m.memory.object(value.address);
  if (object.kind !== 'function') return value;
  const closure = object.detail as Closure;
  if (closure.home !== undefined) return value;
  return reference(m.memory.create('function', object.provenance, { ...closure, home }), value.provenance);
}
