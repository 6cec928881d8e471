import { isLibrary, keyOf, keyValue, makeList, openUp, unknownFrom } from '../expressions.ts';
import { append, blur, elementAt, isOpen, knownItems, updateItems } from '../lists.ts';
import type { CallDetail, ClassDetail, Closure, Frame, Machine } from '../machine.ts';
import { ITEMS, OPEN } from '../memory.ts';
import type { Semantics } from '../semantics.ts';
import {
  type Address,
  items,
  mapChoice,
  NOWHERE,
  type Plain,
  type Primitive,
  primitive,
  reference,
  type Value,
} from '../value.ts';
import { bindArguments } from './arguments.ts';
import { callPythonBuiltin, EXCEPTIONS, globalBuiltin, isFollowed } from './builtins.ts';
import { construct, isSubclass, libraryBase, lookupMember, NO_ARGUMENTS, ownMethod, superMember } from './classes.ts';
import { lengthValue, slicePart } from './containers.ts';
import { percentFormat } from './format.ts';

const NONE = primitive(null);
const SEQUENCES = new Set(['list', 'tuple', 'set', 'array']);

const kindOf = (m: Machine, value: Plain): string =>
  value.kind === 'reference' ? m.memory.object(value.address).kind : value.kind;

/** Leaves a mark where a slot of what a library object holds is written, such as `subset.dataset.transform`. */
function writtenThrough(m: Machine, object: Plain, slot: string, value: Value, site: number): void {
  if (object.kind !== 'library' || object.self === undefined) return;
  m.recorder.add({
    kind: 'event',
    name: 'write',
    self: object.self,
    positional: [value],
    keyword: new Map(),
    slot: `${object.name.slice(object.name.lastIndexOf('#') + 1)}${slot}`,
    site,
  });
}

/** Python 3, and Python 2 as far as it reads alike. */
export function pythonSemantics(options: { readonly main: string; readonly runsMain: boolean }): Semantics {
  return {
    language: 'python',
    nothing: NONE,
    text: (value) => (value.kind === 'primitive' && typeof value.value === 'string' ? value.value : undefined),
    global: (_m, name, site) => globalBuiltin(name, site),

    startModule(m, scope, file) {
      m.modules.declareNames(m, scope, ['__name__', '__file__', 'globals', 'exec']);
      const stem = file.replace(/\.py$/, '').replaceAll('/', '.');
      const isMain = file === options.main && options.runsMain;
      m.memory.write(scope, '__name__', primitive(isMain ? '__main__' : stem, NOWHERE));
      m.memory.write(scope, '__file__', primitive(file, NOWHERE));
      const self = reference(scope, NOWHERE);
      m.memory.write(scope, 'globals', { kind: 'builtin', name: 'globals', self, provenance: NOWHERE });
      m.memory.write(scope, 'exec', { kind: 'builtin', name: 'exec', self, provenance: NOWHERE });
    },

    submodule(m, file, name) {
      const loaded = m.modules.byFile(file);
      if (loaded === undefined) return undefined;
      if (name === '__dict__')
        return { kind: 'builtin', name: 'module', self: reference(loaded.object, NOWHERE), provenance: NOWHERE };
      if (!/(?:^|\/)__init__\.py$/.test(file)) return undefined;
      const found = m.loader.load(file, name, 1);
      if (found === undefined || !('module' in found)) return undefined;
      // A submodule is an attribute of its package only once something has imported it.
      const present = m.modules.byFile(found.module.file);
      return present === undefined ? undefined : reference(present.object, NOWHERE);
    },

    starImport(m, module, library, site) {
      const star = m.memory.read(module, '#star');
      const list = star?.kind === 'items' ? star.items : [];
      m.memory.write(module, '#star', items([...list, { kind: 'library', name: library, provenance: site }], site));
    },

    importError: (m, _module, site) =>
      reference(m.memory.create('object', site, { exception: 'ModuleNotFoundError' }), site),

    catches(m, types, thrown, frame) {
      if (types.length === 0) return true;
      return types.some((type) => {
        const wanted = m.evaluate(type, frame);
        const list = knownItems(m, wanted) ?? [wanted];
        return list.some((one) => catchesOne(m, one, thrown));
      });
    },

    enter(m, context, site) {
      if (context.kind !== 'reference') return context;
      const { kind } = m.memory.object(context.address);
      if (kind === 'instance') {
        const method = ownMethod(m, context.address, '__enter__', site);
        return method === undefined ? context : m.call(method, NO_ARGUMENTS, site);
      }
      // What a function decorated as a context manager yields.
      if (kind === 'list')
        return knownItems(m, context)?.[0] ?? m.unknown('call', 'what a context manager gives', site);
      return context;
    },

    selfOf(m, closure, scope) {
      const first = closure.definition.parameters[0]?.name;
      return closure.home === undefined || first === undefined ? undefined : m.memory.read(scope, first);
    },

    truthy(m, value) {
      switch (value.kind) {
        case 'primitive':
          return Boolean(value.value) || Number.isNaN(value.value);
        case 'builtin':
          return value.name === 'vars' || value.name === 'module' ? undefined : true;
        case 'reference': {
          const { kind } = m.memory.object(value.address);
          if (kind === 'function' || kind === 'class' || kind === 'module') return true;
          if (kind === 'instance') return instanceTruth(m, value.address);
          if (kind === 'call') return undefined;
          if (kind === 'object') return isOpen(m, value.address) ? undefined : true;
          const length = lengthValue(m, value, NOWHERE);
          return length.kind === 'primitive' ? length.value !== 0 : undefined;
        }
        default:
          return undefined;
      }
    },

    binary(m, operator, left, right, site) {
      const provenance = m.graph.combine(site, [left.provenance, right.provenance]);
      if (operator === 'in.py' || operator === 'not.in.py') {
        const found = contains(m, left, right, site);
        return found === undefined ? undefined : primitive(found === (operator === 'in.py'), provenance);
      }
      if (operator === 'mod.floor' && left.kind === 'primitive' && typeof left.value === 'string') {
        const values = kindOf(m, right) === 'tuple' ? knownItems(m, right) : [right];
        const plain = values?.filter((value): value is Primitive => value.kind === 'primitive');
        const text =
          plain !== undefined && plain.length === values?.length ? percentFormat(left.value, plain) : undefined;
        return text === undefined
          ? unknownFrom(m, [left, right], 'a text with an unknown part', site)
          : primitive(text, provenance);
      }
      const [a, b] = [sequence(m, left), sequence(m, right)];
      const type = kindOf(m, left);
      if (operator === 'add.py' && a !== undefined && b !== undefined && type === kindOf(m, right))
        return makeList(m, type === 'tuple' ? 'tuple' : 'list', [...a, ...b], site);
      if (operator === 'add.py' && SEQUENCES.has(type) && SEQUENCES.has(kindOf(m, right)))
        return makeList(m, 'list', [], site, true);
      if (operator === 'mul') {
        const [list, times] = a === undefined ? [b, left] : [a, right];
        if (list !== undefined && times.kind === 'primitive' && typeof times.value === 'number') {
          const count = Math.max(0, times.value);
          const open = list.length * count > m.budget.passes;
          const all = open ? [] : Array.from({ length: count }, () => list).flat();
          return makeList(m, kindOf(m, a === undefined ? right : left) === 'tuple' ? 'tuple' : 'list', all, site, open);
        }
      }
      if (/^(?:eq|ne)\.value$/.test(operator)) {
        const equal = equalValues(m, left, right, 0);
        return equal === undefined ? undefined : primitive(equal === (operator === 'eq.value'), provenance);
      }
      if (operator === 'is' || operator === 'is.not') {
        const known = identity(m, left, right);
        return known === undefined ? undefined : primitive(known === (operator === 'is'), provenance);
      }
      if (left.kind === 'reference' && kindOf(m, left) === 'instance') {
        const method = ownMethod(m, left.address, DUNDER[operator] ?? '', site);
        if (method !== undefined) return m.call(method, { ...NO_ARGUMENTS, positional: [right] }, site);
      }
      return undefined;
    },

    unary: () => undefined,

    member(m, object, name, site) {
      if (object.kind === 'primitive') {
        const type = typeof object.value === 'string' ? 'str' : typeof object.value === 'number' ? 'number' : undefined;
        return type === undefined
          ? m.unknown('call', `.${name} of ${object.value === null ? 'None' : String(object.value)}`, site)
          : { kind: 'builtin', name: `${type}.${name}`, self: object, provenance: site };
      }
      if (object.kind === 'builtin') {
        if (/^(?:method|function) /.test(object.name)) return m.unknown('call', `.${name} of a method`, site);
        return {
          kind: 'builtin',
          name: `${object.name}.${name}`,
          ...(object.self === undefined ? {} : { self: object.self }),
          provenance: site,
        };
      }
      if (object.kind !== 'reference') return unknownFrom(m, [object], `.${name} of an unknown`, site);
      const { kind, detail } = m.memory.object(object.address);
      // Some libraries give dicts whose keys are attributes too.
      const attribute = (detail as { attributes?: boolean } | undefined)?.attributes === true;
      const held = attribute ? m.memory.read(object.address, name) : undefined;
      if (held !== undefined) return held;
      if (kind === 'list' || kind === 'tuple' || kind === 'set' || kind === 'dict')
        return { kind: 'builtin', name: `${kind}.${name}`, self: object, provenance: site };
      const slot = m.memory.read(object.address, name);
      if (slot !== undefined) return slot;
      if (kind === 'function' && name === '__name__') return primitive((detail as Closure).definition.name, site);
      if (kind === 'object' && (detail as { wrapper?: string } | undefined)?.wrapper === 'property')
        return { kind: 'builtin', name: `property.${name}`, self: object, provenance: site };
      if (kind === 'object' && isFollowed(`namespace.${name}`))
        return { kind: 'builtin', name: `namespace.${name}`, self: object, provenance: site };
      return m.unknown('data', `.${name} is not there`, site);
    },

    setMember(m, object, name, value, site) {
      writtenThrough(m, object, `.${name}`, value, site);
      if (object.kind !== 'reference') return;
      const { kind, detail } = m.memory.object(object.address);
      if (kind === 'instance') {
        const setter = m.memory.read((detail as { cls: Address }).cls, `#set ${name}`);
        if (setter !== undefined) {
          m.call(setter, { positional: [object, value], keyword: new Map(), open: false }, site);
          return;
        }
      }
      if (kind === 'module') {
        const loaded = m.modules.loaded.find((one) => one.object === object.address);
        if (loaded === undefined) return;
        m.modules.declareNames(m, loaded.scope, [name]);
        m.memory.write(loaded.scope, name, value);
        return;
      }
      m.memory.write(object.address, name, value);
      if (kind === 'instance' && libraryBase(m, object.address) !== undefined)
        m.library.write?.(m, object.address, name, value, site);
    },

    index(m, object, index, site) {
      if (object.kind === 'reference') {
        const found = m.memory.object(object.address);
        if (SEQUENCES.has(found.kind)) {
          const slice = slicePart(m, index);
          if (slice !== undefined) return slice(object, site);
          return (
            elementAt(m, object.address, index, site, true) ?? m.unknown('data', 'an element beyond the end', site)
          );
        }
        if (found.kind === 'dict') return entryOf(m, object.address, index, site);
        if (found.kind === 'instance') {
          const method = ownMethod(m, object.address, '__getitem__', site);
          if (method !== undefined) return m.call(method, { ...NO_ARGUMENTS, positional: [index] }, site);
          return libraryBase(m, object.address) === undefined
            ? m.unknown('call', 'an element of an object', site)
            : m.libraryIndex(object, index, site);
        }
        if (found.kind === 'class') return enumMember(m, object.address, index, site);
        if (found.kind === 'call') {
          const detail = found.detail as CallDetail;
          const inner = elementPart(m, detail, index, site);
          if (inner !== undefined) return inner;
          return m.libraryIndex(object, index, site);
        }
        return m.unknown('data', 'an element of an object', site);
      }
      if (object.kind === 'builtin') {
        if ((object.name === 'module' || object.name === 'vars') && object.self !== undefined)
          return index.kind === 'primitive' && typeof index.value === 'string'
            ? m.member(object.self, index.value, site)
            : unknownFrom(m, [index], 'an entry under a key that is not known', site);
        return object;
      }
      if (object.kind === 'primitive' && typeof object.value === 'string') {
        const slice = slicePart(m, index);
        if (slice !== undefined) return slice(object, site);
        if (index.kind === 'primitive' && typeof index.value === 'number') {
          const character = object.value.at(index.value);
          if (character !== undefined) return primitive(character, m.graph.combine(site, [object.provenance]));
        }
      }
      if (object.kind === 'library') {
        // `models.__dict__['resnet50']` and `vars(models)['resnet50']`
        if (/\.__dict__$/.test(object.name) && index.kind === 'primitive' && typeof index.value === 'string')
          return m.member({ ...object, name: object.name.replace(/\.__dict__$/, '') }, index.value, site);
        return m.libraryIndex(object, index, site);
      }
      return unknownFrom(m, [object, index], 'an element of an unknown', site);
    },

    setIndex(m, object, index, value, site) {
      if (
        object.kind === 'builtin' &&
        (object.name === 'module' || object.name === 'vars') &&
        object.self !== undefined
      ) {
        if (index.kind === 'primitive' && typeof index.value === 'string')
          m.setMember(object.self, index.value, value, site);
        else m.memory.havoc([object.self], 'was written under a name that is not known', site);
        return;
      }
      writtenThrough(m, object, '[]', value, site);
      if (object.kind !== 'reference') return;
      const { kind } = m.memory.object(object.address);
      if (kind === 'list' || kind === 'array') {
        const at = index.kind === 'primitive' && typeof index.value === 'number' ? index.value : undefined;
        if (at === undefined) blur(m, object.address, site);
        else
          updateItems(m, object.address, site, (held) => {
            const list = [...held.items];
            const position = at < 0 ? list.length + at : at;
            if (held.open || position < 0 || position >= list.length) return items([], site, true);
            list[position] = value;
            return items(list, site);
          });
        return;
      }
      if (kind === 'instance') {
        const method = ownMethod(m, object.address, '__setitem__', site);
        if (method !== undefined) m.call(method, { ...NO_ARGUMENTS, positional: [index, value] }, site);
        return;
      }
      const key = keyOf(m, index);
      if (key === undefined) openUp(m, object.address, value, site);
      else if (kind === 'call') m.setMember(object, `[${key}]`, value, site);
      else m.memory.write(object.address, key, value);
    },

    deleteIndex(m, object, index, site) {
      if (object.kind !== 'reference') return;
      const key = keyOf(m, index);
      const { kind } = m.memory.object(object.address);
      if (kind === 'dict' && key !== undefined) m.memory.delete(object.address, key);
      else if (kind === 'list') blur(m, object.address, site);
      else if (kind === 'dict') m.memory.havoc([object], 'lost an entry that is not known', site);
    },

    iterate(m, value, site) {
      if (value.kind === 'primitive' && typeof value.value === 'string')
        return [...value.value].map((character) => primitive(character, value.provenance));
      if (value.kind !== 'reference') return undefined;
      const { kind } = m.memory.object(value.address);
      if (kind === 'dict') {
        if (isOpen(m, value.address)) return undefined;
        const keys = m.memory.keys(value.address);
        const certain = keys.every((key) => !mayBeMissing(m.memory.read(value.address, key)));
        return certain ? keys.map((key) => keyValue(key, site)) : undefined;
      }
      if (kind === 'instance') {
        const method = ownMethod(m, value.address, '__iter__', site);
        if (method === undefined) return undefined;
        const iterator = m.call(method, NO_ARGUMENTS, site);
        return iterator.kind === 'reference' && iterator.address === value.address
          ? undefined
          : m.iterate(iterator, site);
      }
      return SEQUENCES.has(kind) ? knownItems(m, value) : undefined;
    },

    builtin: callPythonBuiltin,
    bind: bindArguments,
    lookup: (m, object, name, site) => lookupMember(m, object, name, site),
    construct,
    superCall: (m, _frame, _args, site) => m.unknown('call', 'super() by itself', site),
    superMember,

    callInstance(m, instance, args, site) {
      const method = ownMethod(m, instance, '__call__', site);
      if (method !== undefined) return m.call(method, args, site);
      const base = libraryBase(m, instance);
      if (base === undefined) return m.unknown('call', 'an object is no function', site);
      const known = m.library.callInstance?.(m, instance, base, args, site);
      if (known !== undefined) return known;
      return m.call({ kind: 'library', name: `${base}#()`, self: instance, provenance: site }, args, site);
    },

    updateInPlace(m, operator, target, value, site) {
      if (operator !== 'add.py' || target.kind !== 'reference' || m.memory.object(target.address).kind !== 'list')
        return m.library.updateInPlace?.(m, operator, target, value, site) ?? false;
      const list = m.iterate(value, site);
      if (list === undefined) blur(m, target.address, site);
      else append(m, target.address, list, site);
      return true;
    },

    decorate(m, decorator, value, frame, site) {
      const made = m.evaluate(decorator, frame);
      if (made.kind === 'builtin' && /^(?:property|staticmethod|classmethod)$/.test(made.name))
        return reference(m.memory.create('object', site, { wrapper: made.name, inner: homed(m, value, frame) }), site);
      if (made.kind === 'builtin' && made.name === 'property.setter') {
        const name =
          value.kind === 'reference' ? (m.memory.object(value.address).detail as Closure).definition.name : '';
        if (frame.home !== undefined) m.memory.write(frame.home, `#set ${name}`, homed(m, value, frame));
        return made.self;
      }
      const name = made.kind === 'library' ? made.name : nameOfCall(m, made);
      if (
        name !== undefined &&
        /(?:^|\.)dataclass(?:es\.dataclass)?(?:#\(\))?$/.test(name) &&
        value.kind === 'reference'
      ) {
        m.memory.write(value.address, '#dataclass', primitive(true));
        return value;
      }
      const meant = m.library.decorate?.(m, made, value, site);
      if (meant !== undefined) return meant;
      // What a library's decorator does to a function is taken to leave what it computes as it is.
      if (name !== undefined) return value;
      return m.call(made, { ...NO_ARGUMENTS, positional: [value] }, site);
    },

    classMade(m, cls, definition) {
      if (m.memory.read(cls, '#dataclass') === undefined) {
        // Decorators run later; enums are known by their base.
        const bases = (m.memory.object(cls).detail as ClassDetail).bases;
        if (bases.some((base) => base.kind === 'library' && /^enum\.(?:Int|Str)?(?:Enum|Flag)$/.test(base.name)))
          makeEnum(m, cls, definition.locals ?? []);
      }
    },
  };
}

const DUNDER: Readonly<Record<string, string>> = {
  'add.py': '__add__',
  sub: '__sub__',
  mul: '__mul__',
  'div.true': '__truediv__',
  'eq.value': '__eq__',
  'in.py': '__contains__',
};

function homed(m: Machine, value: Value, frame: Frame): Value {
  if (value.kind !== 'reference' || frame.home === undefined) return value;
  const object = m.memory.object(value.address);
  if (object.kind !== 'function') return value;
  const detail = object.detail as Closure;
  return reference(m.memory.create('function', object.provenance, { ...detail, home: frame.home }), value.provenance);
}

function nameOfCall(m: Machine, value: Value): string | undefined {
  if (value.kind !== 'reference' || m.memory.object(value.address).kind !== 'call') return undefined;
  return (m.memory.object(value.address).detail as CallDetail).name;
}

const mayBeMissing = (value: Value | undefined): boolean =>
  value?.kind === 'choice' && value.options.some((option) => option.value.kind === 'missing');

function sequence(m: Machine, value: Plain): readonly Value[] | undefined {
  const kind = kindOf(m, value);
  return kind === 'list' || kind === 'tuple' ? knownItems(m, value) : undefined;
}

function instanceTruth(m: Machine, address: Address): boolean | undefined {
  for (const name of ['__bool__', '__len__']) {
    const method = ownMethod(m, address, name, NOWHERE);
    if (method !== undefined) return undefined;
  }
  const base = libraryBase(m, address);
  return base === undefined || /^torch\.nn\.Module$|^enum\./.test(base) ? true : undefined;
}

function entryOf(m: Machine, dict: Address, index: Plain, site: number): Value {
  const key = keyOf(m, index);
  if (key === undefined) return unknownFrom(m, [index], 'an entry under a key that is not known', site);
  const held = m.memory.read(dict, key);
  const missing = (): Value => m.unknown('data', 'an entry that is not there', site);
  return held === undefined ? missing() : mapChoice(held, (plain) => (plain.kind === 'missing' ? missing() : plain));
}

/** `for i, x in enumerate(loader)` and `zip`: a part of an element that stands for all. */
function elementPart(m: Machine, detail: CallDetail, index: Plain, site: number): Value | undefined {
  if (index.kind !== 'primitive' || typeof index.value !== 'number' || detail.self === undefined) return undefined;
  const of = m.memory.object(detail.self).detail as CallDetail;
  if (detail.name === 'enumerate#element')
    return index.value === 0
      ? m.unknown('loop', 'the index of a loop', site)
      : m.elementOf(of.arguments.positional[0] ?? NONE, site);
  const part = detail.name === 'zip#element' ? of.arguments.positional[index.value] : undefined;
  return part === undefined ? undefined : m.elementOf(part, site);
}

function contains(m: Machine, item: Plain, container: Plain, site: number): boolean | undefined {
  if (container.kind === 'reference') {
    const { kind } = m.memory.object(container.address);
    if (kind === 'dict') {
      const key = keyOf(m, item);
      if (key === undefined) return undefined;
      const held = m.memory.read(container.address, key);
      if (held !== undefined) return mayBeMissing(held) ? undefined : true;
      return m.memory.read(container.address, OPEN) === undefined ? false : undefined;
    }
    const list = SEQUENCES.has(kind) ? knownItems(m, container) : undefined;
    if (list === undefined) return undefined;
    let known = true;
    for (const one of list) {
      const equal = one.kind === 'choice' ? undefined : m.binary('eq.value', item, one, site);
      if (equal?.kind !== 'primitive') known = false;
      else if (equal.value === true) return true;
    }
    return known ? false : undefined;
  }
  if (
    container.kind === 'builtin' &&
    container.name === 'module' &&
    container.self?.kind === 'reference' &&
    item.kind === 'primitive'
  )
    return m.modules.member(m, container.self.address, String(item.value)) === undefined ? undefined : true;
  return undefined;
}

function equalValues(m: Machine, a: Plain, b: Plain, depth: number): boolean | undefined {
  if (depth > 8) return undefined;
  const [x, y] = [kindOf(m, a), kindOf(m, b)];
  if (a.kind === 'primitive' && b.kind === 'primitive') {
    const number = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);
    return number(a.value) === number(b.value);
  }
  if (x === 'list' || x === 'tuple') {
    if (y !== x) return b.kind === 'primitive' || y === 'list' || y === 'tuple' ? false : undefined;
    const [p, q] = [sequence(m, a), sequence(m, b)];
    if (p === undefined || q === undefined) return undefined;
    if (p.length !== q.length) return false;
    let known = true;
    for (const [i, one] of p.entries()) {
      const other = q[i];
      const equal =
        other === undefined || one.kind === 'choice' || other.kind === 'choice'
          ? undefined
          : equalValues(m, one, other, depth + 1);
      if (equal === false) return false;
      if (equal === undefined) known = false;
    }
    return known ? true : undefined;
  }
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.name === b.name;
  const [object, other] = a.kind === 'primitive' ? [b, a] : [a, b];
  if (
    other.kind === 'primitive' &&
    ['function', 'class', 'dict', 'list', 'tuple', 'set', 'module'].includes(kindOf(m, object))
  )
    return false;
  return undefined;
}

function identity(m: Machine, a: Plain, b: Plain): boolean | undefined {
  if (a.kind === 'primitive' && b.kind === 'primitive') {
    if (a.value === null || b.value === null || typeof a.value === 'boolean' || typeof b.value === 'boolean')
      return a.value === b.value;
    return undefined;
  }
  if (a.kind === 'builtin' && b.kind === 'builtin') return a.name === b.name;
  if (a.kind === 'reference' && b.kind === 'reference')
    return isLibrary(m, a) || isLibrary(m, b) ? undefined : a.address === b.address;
  return undefined;
}

function catchesOne(m: Machine, wanted: Value, thrown: Value): boolean {
  const name = wanted.kind === 'builtin' || wanted.kind === 'library' ? wanted.name.split('.').at(-1) : undefined;
  if (name === 'Exception' || name === 'BaseException') return true;
  if (thrown.kind !== 'reference') return thrown.kind === 'builtin' ? thrown.name === name : true;
  const object = m.memory.object(thrown.address);
  const exception = (object.detail as { exception?: string } | undefined)?.exception;
  if (exception !== undefined) {
    for (let at: string | undefined = exception; at !== undefined; at = EXCEPTIONS[at]) if (at === name) return true;
    return false;
  }
  const cls =
    object.kind === 'instance'
      ? (object.detail as { cls: Address }).cls
      : object.kind === 'class'
        ? thrown.address
        : undefined;
  return cls === undefined ? true : isSubclass(m, cls, wanted) !== false;
}

function makeEnum(m: Machine, cls: Address, names: readonly string[]): void {
  for (const [i, name] of names.entries()) {
    const value = m.memory.read(cls, name);
    if (
      value === undefined ||
      name.startsWith('_') ||
      (value.kind === 'reference' && m.memory.object(value.address).kind === 'function')
    )
      continue;
    const address = m.memory.create('instance', value.provenance, { cls });
    const isAuto = nameOfCall(m, value) === 'enum.auto';
    m.memory.write(address, 'value', isAuto ? primitive(i + 1, value.provenance, false) : value);
    m.memory.write(address, 'name', primitive(name, value.provenance));
    m.memory.write(cls, name, reference(address, value.provenance));
  }
}

function enumMember(m: Machine, cls: Address, index: Plain, site: number): Value {
  return index.kind === 'primitive' && typeof index.value === 'string' && m.memory.read(cls, ITEMS) === undefined
    ? (m.memory.read(cls, index.value) ?? m.unknown('data', 'a member that is not there', site))
    : reference(cls, site);
}
