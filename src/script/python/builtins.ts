import { callLibrary, isLibrary, keyOf, makeList, unknownFrom } from '../expressions.ts';
import type { Site } from '../ir.ts';
import { isOpen, knownItems } from '../lists.ts';
import type { Arguments, ClassDetail, Machine } from '../machine.ts';
import { OPEN } from '../memory.ts';
import { type Address, NOWHERE, type Primitive, primitive, reference, type Value } from '../value.ts';
import { callBound, classOf, isSubclass, NO_ARGUMENTS, ownMethod } from './classes.ts';
import { CONTAINER_METHODS, distinctOf, fillDict, lengthValue } from './containers.ts';
import { execute } from './files.ts';
import { formatValue, pythonRepr, pythonText } from './format.ts';
import { mathFunction } from './math.ts';
import { STRING_METHODS } from './strings.ts';

/** A function of the language: what it gives for a receiver and arguments. */
export type PythonFunction = (m: Machine, self: Value | undefined, args: Arguments, site: Site) => Value;

const NONE = primitive(null);

/** Exceptions by the one that they are a kind of. */
export const EXCEPTIONS: Readonly<Record<string, string | undefined>> = {
  Exception: undefined,
  BaseException: undefined,
  ValueError: 'Exception',
  TypeError: 'Exception',
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  LookupError: 'Exception',
  ImportError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  RuntimeError: 'Exception',
  NotImplementedError: 'RuntimeError',
  AttributeError: 'Exception',
  NameError: 'Exception',
  OSError: 'Exception',
  IOError: 'OSError',
  FileNotFoundError: 'OSError',
  AssertionError: 'Exception',
  StopIteration: 'Exception',
  KeyboardInterrupt: 'BaseException',
  SystemExit: 'BaseException',
};

const unary =
  (apply: (m: Machine, value: Value, site: Site) => Value | undefined, text: string): PythonFunction =>
  (m, _self, args, site) => {
    const [value] = args.positional;
    if (value === undefined) return m.unknown('call', text, site);
    return (
      apply(m, value, site) ??
      (value.kind === 'choice' ? m.unknown('branch', text, site) : unknownFrom(m, [value], text, site))
    );
  };

const listOf =
  (type: 'list' | 'tuple' | 'set'): PythonFunction =>
  (m, _self, args, site) => {
    const [source] = args.positional;
    const list = source === undefined ? [] : m.iterate(source, site);
    return makeList(
      m,
      type,
      type === 'set' && list?.every(({ kind }) => kind === 'primitive') ? distinctOf(list) : (list ?? []),
      site,
      list === undefined,
    );
  };

function converted(
  m: Machine,
  value: Value,
  site: Site,
  convert: (plain: string | number | boolean) => number | undefined,
  float: boolean,
): Value | undefined {
  if (value.kind === 'symbol' && float) return value;
  if (value.kind !== 'primitive') return undefined;
  const plain = value.value;
  if (typeof plain !== 'string' && typeof plain !== 'number' && typeof plain !== 'boolean') return undefined;
  const result = convert(plain);
  if (result === undefined) return undefined;
  // A conversion that changes nothing is not a computation: the value is the literal that was written.
  return {
    ...primitive(result, m.graph.combine(site, [value.provenance]), float),
    ...(value.input === undefined ? {} : { input: value.input }),
  };
}

const parseInteger = (plain: string | number | boolean): number | undefined => {
  if (typeof plain === 'string')
    return /^\s*[+-]?\d[\d_]*\s*$/.test(plain) ? Number(plain.replaceAll('_', '')) : undefined;
  const whole = Math.trunc(Number(plain));
  return Number.isSafeInteger(whole) ? whole : undefined;
};
const parseFloating = (plain: string | number | boolean): number | undefined => {
  if (typeof plain !== 'string') return Number(plain);
  const text = plain.trim().toLowerCase().replaceAll('_', '');
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(text)) return Number(text);
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text);
  return special === null
    ? undefined
    : special[2] === 'nan'
      ? Number.NaN
      : special[1] === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY;
};

/** Python rounds halves to even, by the exact binary value. */
function rounded(m: Machine, args: Arguments, site: Site): Value {
  const [value, digits] = args.positional;
  if (value?.kind === 'primitive' && typeof value.value === 'number' && digits === undefined) {
    const floor = Math.floor(value.value);
    const rest = value.value - floor;
    const result = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
    if (Number.isSafeInteger(result)) return primitive(result, m.graph.combine(site, [value.provenance]), false);
  }
  return m.unknown('call', 'a rounded number', site);
}

const extreme =
  (operator: 'lt' | 'gt'): PythonFunction =>
  (m, _self, args, site) => {
    const list =
      args.positional.length === 1 && args.positional[0] !== undefined
        ? m.iterate(args.positional[0], site)
        : args.positional;
    let best: Value | undefined;
    for (const value of list ?? []) {
      if (best === undefined) best = value;
      else {
        const test = m.binary(operator, value, best, site);
        if (test.kind !== 'primitive') return m.unknown('call', 'the extreme of unknowns', site);
        if (test.value === true) best = value;
      }
    }
    return args.keyword.size > 0
      ? m.unknown('call', 'an extreme by a key', site)
      : (best ?? m.unknown('data', 'the extreme of unknowns', site));
  };

/** An object that stands for elements that are not known one by one. */
function lazy(m: Machine, name: string, args: Arguments, site: Site): Value {
  return reference(m.memory.create('call', site, { name, arguments: args, site }), site);
}

const TYPE_NAMES: Readonly<Record<string, string>> = { str: 'str', bool: 'bool', float: 'float', int: 'int' };

function typeOfPrimitive({ value, float }: Primitive): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return float ? 'float' : 'int';
}

function typeTest(m: Machine, value: Value, type: Value, site: Site): boolean | undefined {
  const several = knownItems(m, type);
  if (several !== undefined) {
    const tests = several.map((one) => typeTest(m, value, one, site));
    return tests.includes(true) ? true : tests.includes(undefined) ? undefined : false;
  }
  const told = m.library.isInstance?.(m, value, type);
  if (told !== undefined) return told;
  if (value.kind === 'choice' || value.kind === 'unknown' || value.kind === 'library' || value.kind === 'symbol')
    return undefined;
  const name = type.kind === 'builtin' ? type.name : undefined;
  if (value.kind === 'primitive') {
    const own = typeOfPrimitive(value);
    if (name === 'object') return true;
    if (name === 'int' && own === 'bool') return true;
    return name !== undefined
      ? name === own
      : type.kind === 'reference'
        ? false
        : type.kind === 'library'
          ? /^(?:numpy|torch)\./.test(type.name)
            ? false
            : undefined
          : undefined;
  }
  if (value.kind !== 'reference') return undefined;
  const { kind } = m.memory.object(value.address);
  if (kind === 'call') return undefined;
  if (kind === 'instance') {
    const cls = classOf(m, value.address);
    return cls === undefined ? undefined : isSubclass(m, cls, type);
  }
  if (name !== undefined && ['list', 'tuple', 'dict', 'set'].includes(kind)) return name === kind || name === 'object';
  if (type.kind === 'library' && ['list', 'tuple', 'dict', 'set'].includes(kind))
    return /^(?:numpy|torch)\./.test(type.name) ? false : undefined;
  return name !== undefined && ['str', 'int', 'float', 'bool'].includes(name) ? false : undefined;
}

function getAttribute(m: Machine, args: Arguments, site: Site): Value {
  const [object, name, fallback] = args.positional;
  if (object === undefined || name === undefined) return m.unknown('call', 'getattr of an unknown', site);
  if (name.kind !== 'primitive' || typeof name.value !== 'string')
    return name.kind === 'choice'
      ? m.unknown('branch', 'an attribute that is not known', site)
      : unknownFrom(m, [name], 'an attribute that is not known', site);
  const there = hasAttribute(m, object, name.value, site);
  if (there === false && fallback !== undefined) return fallback;
  if (there === undefined && fallback !== undefined) return m.unknown('call', `whether there is .${name.value}`, site);
  return m.member(object, name.value, site);
}

function hasAttribute(m: Machine, object: Value, name: string, site: Site): boolean | undefined {
  if (object.kind !== 'reference') return undefined;
  const { kind } = m.memory.object(object.address);
  const held = m.memory.read(object.address, name);
  if (held !== undefined)
    return held.kind === 'choice' && held.options.some((option) => option.value.kind === 'missing') ? undefined : true;
  if (kind === 'object') return isOpen(m, object.address) ? undefined : false;
  if (kind === 'instance' && !isOpen(m, object.address)) {
    if (
      ownMethod(m, object.address, name, site) !== undefined ||
      ownMethod(m, object.address, '__getattr__', site) !== undefined
    )
      return true;
    const cls = classOf(m, object.address);
    const known =
      cls !== undefined &&
      (m.memory.object(cls).detail as ClassDetail).bases.every(
        (base) => base.kind === 'builtin' || base.kind === 'reference',
      );
    return known ? false : undefined;
  }
  return undefined;
}

function setAttribute(m: Machine, args: Arguments, site: Site): Value {
  const [object, name, value] = args.positional;
  if (object !== undefined && value !== undefined) {
    if (name?.kind === 'primitive' && typeof name.value === 'string') m.setMember(object, name.value, value, site);
    else m.memory.havoc([object], 'got an attribute whose name is not known', site);
  }
  return NONE;
}

const withSelf = (self: Value | undefined, args: Arguments): Arguments =>
  self === undefined ? { ...args, open: true } : { ...args, positional: [self, ...args.positional] };

/** `vars(x)`: the attributes as a dict; what is written to it is not followed back. */
function variables(m: Machine, args: Arguments, site: Site): Value {
  const [object] = args.positional;
  if (object?.kind === 'library') return { kind: 'library', name: `${object.name}.__dict__`, provenance: site };
  if (object?.kind !== 'reference') return m.unknown('call', 'vars of an unknown', site);
  if (m.memory.object(object.address).kind === 'module')
    return { kind: 'builtin', name: 'module', self: object, provenance: site };
  const dict = m.memory.create('dict', site);
  for (const key of m.memory.keys(object.address)) {
    const value = m.memory.read(object.address, key);
    if (value !== undefined) m.memory.write(dict, key, value);
  }
  if (isOpen(m, object.address)) m.memory.write(dict, OPEN, primitive(true));
  return reference(dict, site);
}

const FUNCTIONS: Readonly<Record<string, PythonFunction>> = {
  ...CONTAINER_METHODS,
  ...STRING_METHODS,
  len: unary(lengthValue, 'a length'),
  range: (m, _self, args, site) => {
    const [a, b, c] = args.positional;
    const zero = primitive(0, NOWHERE, false);
    return b === undefined
      ? m.range(zero, a ?? zero, primitive(1, NOWHERE, false), site)
      : m.range(a ?? zero, b, c ?? primitive(1, NOWHERE, false), site);
  },
  enumerate: (m, _self, args, site) => {
    const [source, given] = args.positional;
    const start = given ?? args.keyword.get('start');
    const list = source === undefined ? undefined : m.iterate(source, site);
    const from = start === undefined ? 0 : start.kind === 'primitive' ? Number(start.value) : Number.NaN;
    if (list === undefined || Number.isNaN(from)) return lazy(m, 'enumerate', args, site);
    return makeList(
      m,
      'list',
      list.map((value, i) => makeList(m, 'tuple', [primitive(i + from, site, false), value], site)),
      site,
    );
  },
  zip: (m, _self, args, site) => {
    const lists = args.positional.map((part) => m.iterate(part, site));
    if (lists.includes(undefined) || lists.length === 0) return lazy(m, 'zip', args, site);
    const size = Math.min(...lists.map((list) => list?.length ?? 0));
    return makeList(
      m,
      'list',
      Array.from({ length: size }, (_, i) =>
        makeList(
          m,
          'tuple',
          lists.map((list) => list?.[i] ?? NONE),
          site,
        ),
      ),
      site,
    );
  },
  map: (m, _self, args, site) => {
    const [fn, ...sources] = args.positional;
    const [list] = sources.map((part) => m.iterate(part, site));
    if (fn === undefined || list === undefined || sources.length !== 1) {
      m.memory.havoc(sources, 'was handed to a map that is not followed', site);
      return makeList(m, 'list', [], site, true);
    }
    return makeList(
      m,
      'list',
      list.map((value) => m.call(fn, { ...NO_ARGUMENTS, positional: [value] }, site)),
      site,
    );
  },
  filter: (m, _self, args, site) => {
    const [fn, source] = args.positional;
    const list = source === undefined ? undefined : m.iterate(source, site);
    const tests = list?.map((value) => {
      const made =
        fn === undefined || (fn.kind === 'primitive' && fn.value === null)
          ? value
          : m.call(fn, { ...NO_ARGUMENTS, positional: [value] }, site);
      return made.kind === 'choice' ? undefined : m.semantics.truthy(m, made, 'py');
    });
    const open = list === undefined || tests?.includes(undefined) === true;
    const made = makeList(m, 'list', open ? [] : list.filter((_, i) => tests?.[i] === true), site, open);
    return source !== undefined && isLibrary(m, source.kind === 'choice' ? NONE : source)
      ? lazy(m, 'filter', args, site)
      : made;
  },
  sorted: (m, _self, args, site) => {
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    const plain = list?.map((value) => (value.kind === 'primitive' ? value.value : undefined));
    const type = plain?.[0] === undefined ? undefined : typeof plain[0];
    if (
      list === undefined ||
      plain === undefined ||
      args.keyword.size > 0 ||
      (type !== 'number' && type !== 'string') ||
      plain.some((value) => typeof value !== type)
    )
      return makeList(
        m,
        'list',
        list !== undefined && list.length < 2 ? list : [],
        site,
        list === undefined || list.length > 1,
      );
    const order = [...list.keys()].sort((x, y) =>
      (plain[x] ?? 0) < (plain[y] ?? 0) ? -1 : (plain[x] ?? 0) > (plain[y] ?? 0) ? 1 : x - y,
    );
    return makeList(
      m,
      'list',
      order.map((i) => list[i] ?? NONE),
      site,
    );
  },
  reversed: (m, _self, args, site) => {
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    return makeList(m, 'list', [...(list ?? [])].reverse(), site, list === undefined);
  },
  sum: (m, _self, args, site) => {
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    if (list === undefined) return m.unknown('data', 'the sum of unknowns', site);
    // CPython sums floats with compensation since 3.12: only what both do alike is claimed.
    if (list.some((value) => value.kind !== 'primitive' || value.float)) return m.unknown('call', 'a sum', site);
    return list.reduce(
      (total, value) => m.binary('add.py', total, value, site),
      args.positional[1] ?? primitive(0, site, false),
    );
  },
  min: extreme('lt'),
  max: extreme('gt'),
  abs: unary(
    (m, value, site) =>
      value.kind === 'primitive' && typeof value.value === 'number'
        ? primitive(Math.abs(value.value), m.graph.combine(site, [value.provenance]), value.float)
        : undefined,
    'an absolute value',
  ),
  round: (m, _self, args, site) => rounded(m, args, site),
  pow: (m, _self, args, site) => {
    const [a, b] = args.positional;
    return a === undefined || b === undefined || args.positional.length > 2
      ? m.unknown('call', 'a power', site)
      : m.binary('pow', a, b, site);
  },
  int: (m, self, args, site) =>
    args.positional.length === 0
      ? primitive(0, site, false)
      : args.positional.length > 1
        ? m.unknown('call', 'a number in another base', site)
        : unary((_m, value) => converted(m, value, site, parseInteger, false), 'an integer made of an unknown')(
            m,
            self,
            args,
            site,
          ),
  float: (m, self, args, site) =>
    args.positional.length === 0
      ? primitive(0, site, true)
      : unary((_m, value) => converted(m, value, site, parseFloating, true), 'a float made of an unknown')(
          m,
          self,
          args,
          site,
        ),
  bool: unary((m, value, site) => {
    const truth = value.kind === 'choice' ? undefined : m.semantics.truthy(m, value, 'py');
    return truth === undefined ? undefined : primitive(truth, m.graph.combine(site, [value.provenance]));
  }, 'the truth of an unknown'),
  str: (m, self, args, site) => FUNCTIONS['#str']?.(m, self, args, site) ?? NONE,
  repr: (m, self, args, site) => FUNCTIONS['#repr']?.(m, self, args, site) ?? NONE,
  '#str': unary((m, value, site) => texted(m, value, site, pythonText), 'the text of an unknown'),
  '#repr': unary((m, value, site) => texted(m, value, site, pythonRepr), 'the text of an unknown'),
  '#format': (m, _self, args, site) => {
    const [value, specifier] = args.positional;
    const text =
      value?.kind === 'primitive' && specifier?.kind === 'primitive'
        ? formatValue(value, String(specifier.value))
        : undefined;
    return text === undefined || value === undefined
      ? m.unknown('call', 'a text with an unknown part', site)
      : primitive(text, m.graph.combine(site, [value.provenance]));
  },
  list: listOf('list'),
  tuple: listOf('tuple'),
  set: listOf('set'),
  frozenset: listOf('set'),
  dict: (m, _self, args, site) => {
    const dict = m.memory.create('dict', site);
    fillDict(m, dict, args.positional, args.keyword, site);
    return reference(dict, site);
  },
  isinstance: (m, _self, args, site) => {
    const [value, type] = args.positional;
    const known = value === undefined || type === undefined ? undefined : typeTest(m, value, type, site);
    return known === undefined ? m.unknown('call', 'the type of an unknown', site) : primitive(known, site);
  },
  hasattr: (m, _self, args, site) => {
    const [object, name] = args.positional;
    const known =
      object !== undefined && name?.kind === 'primitive'
        ? hasAttribute(m, object, String(name.value), site)
        : undefined;
    return known === undefined ? m.unknown('call', 'whether an attribute is there', site) : primitive(known, site);
  },
  getattr: (m, _self, args, site) => getAttribute(m, args, site),
  setattr: (m, _self, args, site) => setAttribute(m, args, site),
  'object.__setattr__': (m, _self, args, site) => setAttribute(m, args, site),
  // As methods of an instance.
  'instance.__setattr__': (m, self, args, site) => setAttribute(m, withSelf(self, args), site),
  'instance.__getattr__': (m, self, args, site) => getAttribute(m, withSelf(self, args), site),
  'object.__init__': () => NONE,
  vars: (m, _self, args, site) => variables(m, args, site),
  globals: (m, self, _args, site) => {
    const loaded = self?.kind === 'reference' ? m.modules.byScope(self.address) : undefined;
    return loaded === undefined
      ? m.unknown('call', 'globals', site)
      : { kind: 'builtin', name: 'module', self: reference(loaded.object, site), provenance: site };
  },
  exec: execute,
  // The attributes of an `argparse.Namespace`, in order of their names as Python lists them.
  'namespace._get_kwargs': (m, self, _args, site) => {
    const address = self?.kind === 'reference' ? self.address : undefined;
    const isWhole = address !== undefined && !isOpen(m, address);
    const pairs = (isWhole ? m.memory.keys(address) : []).map((key) =>
      makeList(
        m,
        'tuple',
        [primitive(key, site), (address === undefined ? undefined : m.memory.read(address, key)) ?? NONE],
        site,
      ),
    );
    return makeList(m, 'list', pairs, site, !isWhole);
  },
  dir: (m, _self, args, site) => {
    const [value] = args.positional;
    const loaded =
      value?.kind === 'reference' ? m.modules.loaded.find((one) => one.object === value.address) : undefined;
    const names = loaded === undefined ? undefined : m.modules.names(m, loaded).sort();
    return makeList(
      m,
      'list',
      (names ?? []).map((name) => primitive(name, site)),
      site,
      names === undefined,
    );
  },
  callable: (m, _self, args, site) => {
    const [value] = args.positional;
    return value?.kind === 'primitive' ? primitive(false, site) : m.unknown('call', 'whether it can be called', site);
  },
  print: () => NONE,
  id: (m, _self, _args, site) => m.unknown('call', 'an identity', site),
  iter: (_m, _self, args) => args.positional[0] ?? NONE,
  next: (m, _self, args, site) => {
    const [source] = args.positional;
    return source !== undefined && source.kind !== 'choice' && isLibrary(m, source)
      ? m.elementOf(source, site)
      : m.unknown('loop', 'the next of an iterator', site);
  },
  all: quantified(false),
  any: quantified(true),
  type: (m, _self, args, site) => {
    const [value] = args.positional;
    const cls =
      value?.kind === 'reference' && m.memory.object(value.address).kind === 'instance'
        ? classOf(m, value.address)
        : undefined;
    if (cls !== undefined) return reference(cls, site);
    const name = value?.kind === 'primitive' ? TYPE_NAMES[typeOfPrimitive(value)] : undefined;
    return name === undefined
      ? m.unknown('call', 'the type of an unknown', site)
      : { kind: 'builtin', name, provenance: site };
  },
  'dict.fromkeys': (m, _self, args, site) => {
    const dict = m.memory.create('dict', site);
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    for (const key of list ?? []) {
      const slot = keyOf(m, key);
      if (slot !== undefined) m.memory.write(dict, slot, args.positional[1] ?? NONE);
    }
    if (list === undefined) m.memory.write(dict, OPEN, primitive(true));
    return reference(dict, site);
  },
  'functools.partial': (m, _self, args, site) => {
    const [fn, ...positional] = args.positional;
    const held = m.memory.create('object', site, { fn, positional, keyword: args.keyword, open: args.open });
    return { kind: 'builtin', name: `partial ${held}`, provenance: site };
  },
  'copy.copy': (_m, _self, args) => args.positional[0] ?? NONE,
  'copy.deepcopy': (m, _self, args, site) => deepCopy(m, args.positional[0] ?? NONE, site, 0),
};
const COPIED = new Set(['list', 'tuple', 'set', 'dict', 'object']);

function deepCopy(m: Machine, value: Value, site: Site, depth: number): Value {
  if (value.kind !== 'reference' || depth > 16) return value;
  const { kind, detail } = m.memory.object(value.address);
  if (!COPIED.has(kind)) return value;
  const address = m.memory.create(kind, site, detail);
  for (const key of m.memory.ownSlots(value.address)) {
    const held = m.memory.read(value.address, key);
    if (held === undefined) continue;
    const copy =
      held.kind === 'items'
        ? { ...held, items: held.items.map((item) => deepCopy(m, item, site, depth + 1)) }
        : deepCopy(m, held, site, depth + 1);
    m.memory.write(address, key, copy);
  }
  return reference(address, site);
}

function quantified(wanted: boolean): PythonFunction {
  return (m, _self, args, site) => {
    const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
    let known = list !== undefined;
    for (const value of list ?? []) {
      const truth = value.kind === 'choice' ? undefined : m.semantics.truthy(m, value, 'py');
      if (truth === wanted) return primitive(wanted, site);
      if (truth === undefined) known = false;
    }
    return known ? primitive(!wanted, site) : m.unknown('branch', 'a test of elements that are not known', site);
  };
}

function texted(m: Machine, value: Value, site: Site, convert: typeof pythonText): Value | undefined {
  const text = value.kind === 'primitive' ? convert(value) : undefined;
  return text === undefined ? undefined : primitive(text, m.graph.combine(site, [value.provenance]));
}

const TYPES = new Set([
  'object',
  'property',
  'staticmethod',
  'classmethod',
  'super',
  'Ellipsis',
  'NotImplemented',
  'open',
  'input',
  'bytes',
  'complex',
  'slice',
  'divmod',
  'format',
  'hash',
  'locals',
  'eval',
  'exit',
  'quit',
  'chr',
  'ord',
  'hex',
  'bin',
  'issubclass',
  'unicode',
  'xrange',
  'raw_input',
  'basestring',
  'long',
  'reduce',
]);

export const isFollowed = (name: string): boolean => Object.hasOwn(FUNCTIONS, name) || mathFunction(name) !== undefined;

/** A name that no scope of a script declares. */
export function globalBuiltin(name: string, site: Site): Value | undefined {
  if (name === '__debug__') return primitive(true, site);
  if (name === 'xrange') return { kind: 'builtin', name: 'range', provenance: site };
  if (Object.hasOwn(EXCEPTIONS, name) || TYPES.has(name) || (Object.hasOwn(FUNCTIONS, name) && !name.includes('.')))
    return { kind: 'builtin', name, provenance: site };
  return undefined;
}

/** Calls a function of the language; one that is not known makes unknown what it was given. */
export function callPythonBuiltin(
  m: Machine,
  name: string,
  self: Value | undefined,
  args: Arguments,
  site: Site,
): Value {
  if (/^(?:method|function) /.test(name)) return callBound(m, name, self, args, site);
  if (name.startsWith('partial ')) return callPartial(m, Number(name.slice(8)), args, site);
  if (Object.hasOwn(EXCEPTIONS, name)) return reference(m.memory.create('object', site, { exception: name }), site);
  if (name === 'object') return reference(m.memory.create('object', site), site);
  if (name === 'open') return callLibrary(m, { name, arguments: args, construct: false, site });
  const math = mathFunction(name);
  if (math !== undefined) {
    const made = math(m, args, site);
    if (made !== undefined) return made;
    // Of arrays and tensors: a call of the library like any other.
    return callLibrary(m, { name, arguments: args, construct: false, site });
  }
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known !== undefined && (!args.open || name === 'functools.partial' || name === 'print'))
    return known(m, self, args, site);
  const touched = [...(self === undefined ? [] : [self]), ...args.positional];
  m.memory.havoc(touched, `was handed to ${name}, which is not followed`, site);
  return m.unknown('call', `${name} is not followed`, site);
}

function callPartial(m: Machine, held: Address, args: Arguments, site: Site): Value {
  const bound = m.memory.object(held).detail as {
    fn: Value | undefined;
    positional: readonly Value[];
    keyword: ReadonlyMap<string, Value>;
    open: boolean;
  };
  if (bound.fn === undefined) return m.unknown('call', 'a partial of nothing', site);
  return m.call(
    bound.fn,
    {
      positional: [...bound.positional, ...args.positional],
      keyword: new Map([...bound.keyword, ...args.keyword]),
      open: bound.open || args.open,
    },
    site,
  );
}
