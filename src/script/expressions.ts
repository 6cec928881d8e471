import { branchExpression, equalityTest, testOf } from './branch.ts';
import type { Argument, Entry, Expression, Spread } from './ir.ts';
import type { Arguments, Closure, Frame, LibraryCall, Machine } from './machine.ts';
import { ITEMS, OPEN } from './memory.ts';
import { onPrimitives, onSymbols, termsOf, unaryOnPrimitive } from './operators.ts';
import { isConditional } from './regions.ts';
import { lookupName, makeClass, makeScope } from './scopes.ts';
import { choose, items, mapChoice, type Plain, primitive, reference, type Value } from './value.ts';

type Kind<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** The value of an expression; what it does to memory and trace happens on the way. */
export function evaluateExpression(m: Machine, expression: Expression, frame: Frame): Value {
  m.step();
  switch (expression.kind) {
    case 'literal':
      return primitive(expression.value, expression.site, expression.float ?? m.semantics.language === 'javascript');
    case 'name':
      return lookupName(m, frame, expression.name, expression.site);
    case 'this':
      return frame.self ?? primitive(undefined, expression.site);
    case 'super':
      return m.unknown('syntax', 'super outside of a member access', expression.site);
    case 'list':
      return evaluateList(m, expression, frame);
    case 'record':
      return evaluateRecord(m, expression, frame);
    case 'unary':
      return unary(m, expression, m.evaluate(expression.operand, frame));
    case 'binary': {
      const left = m.evaluate(expression.left, frame);
      return binary(m, expression.operator, left, m.evaluate(expression.right, frame), expression.site);
    }
    case 'logical':
      return logical(
        m,
        expression.operator,
        m.evaluate(expression.left, frame),
        () => m.evaluate(expression.right, frame),
        expression.site,
      );
    case 'conditional': {
      const test = testOf(
        m,
        m.evaluate(expression.test, frame),
        m.semantics.language === 'python' ? 'py' : 'js',
        expression.site,
      );
      return branchExpression(m, test, {
        consequent: () => m.evaluate(expression.consequent, frame),
        else: () => m.evaluate(expression.else, frame),
        join: (condition, a, b) => either(m, condition, a, b, expression.site),
      });
    }
    case 'assign': {
      const value = m.evaluate(expression.value, frame);
      m.assign(expression.target, value, frame, false);
      return value;
    }
    case 'update':
      return update(m, expression, frame);
    case 'call':
      return evaluateCall(m, expression, frame);
    case 'member': {
      if (expression.object.kind === 'super') return superMember(m, expression.name, frame, expression.site);
      const object = m.evaluate(expression.object, frame);
      if (expression.optional && isNullish(object)) return primitive(undefined, expression.site);
      return m.member(object, expression.name, expression.site);
    }
    case 'index': {
      const object = m.evaluate(expression.object, frame);
      if (expression.optional && isNullish(object)) return primitive(undefined, expression.site);
      return readIndex(m, object, m.evaluate(expression.index, frame), expression.site);
    }
    case 'range': {
      const start = m.evaluate(expression.start, frame);
      const stop = m.evaluate(expression.stop, frame);
      const one = primitive(1);
      return m.range(
        start,
        expression.inclusive ? binary(m, 'add.py', stop, one, expression.site) : stop,
        m.evaluate(expression.step, frame),
        expression.site,
      );
    }
    case 'slice':
      return evaluateSlice(m, expression, frame);
    case 'function':
      return makeFunction(m, expression, frame);
    case 'class':
      return decorate(
        m,
        expression.definition.decorators,
        makeClass(m, expression.definition, frame),
        frame,
        expression.site,
      );
    case 'template':
      return template(m, expression, frame);
    case 'comprehension':
      return comprehension(m, expression, frame);
    case 'sequence': {
      let value: Value = primitive(undefined, expression.site);
      for (const part of expression.expressions) value = m.evaluate(part, frame);
      return value;
    }
    case 'await':
      return m.evaluate(expression.value, frame);
    case 'yield':
      return evaluateYield(m, expression, frame);
    case 'delete':
      return evaluateDelete(m, expression, frame);
    case 'unsupported': {
      const values = expression.parts.map((part) => m.evaluate(part, frame));
      const touched = expression.touches.map((name) => lookupName(m, frame, name, expression.site));
      m.memory.havoc([...values, ...touched], `after ${expression.text}, which is not understood`, expression.site);
      return m.unknown('syntax', `${expression.text} is not understood`, expression.site);
    }
  }
}

const isNullish = (value: Value): boolean =>
  value.kind === 'primitive' && (value.value === null || value.value === undefined);

/** A choice by one condition. */
export function either(m: Machine, condition: string, a: Value, b: Value, site: number): Value {
  const provenance = m.graph.combine(site, [a.provenance, b.provenance]);
  return choose(
    [
      { guard: [{ condition, holds: true }], value: a },
      { guard: [{ condition, holds: false }], value: b },
    ],
    provenance,
  );
}

/** Elements with spreads laid out; `open` where a spread is not known one by one. */
function elementsOf(
  m: Machine,
  list: readonly (Expression | Spread | undefined)[],
  frame: Frame,
  site: number,
): { values: Value[]; open: boolean; spreads: readonly Value[] } {
  const values: Value[] = [];
  const spreads: Value[] = [];
  let open = false;
  for (const element of list) {
    if (element === undefined) values.push(primitive(undefined, site));
    else if (element.kind !== 'spread') values.push(m.evaluate(element, frame));
    else {
      const spread = m.evaluate(element.value, frame);
      const inner = m.iterate(spread, element.site);
      spreads.push(spread);
      if (inner === undefined) open = true;
      else values.push(...inner);
    }
  }
  return { values, open, spreads: spreads.length === list.length ? spreads : [] };
}

function evaluateList(m: Machine, expression: Kind<'list'>, frame: Frame): Value {
  const { values, open, spreads } = elementsOf(m, expression.elements, frame, expression.site);
  const made = makeList(m, expression.type, open ? [] : values, expression.site, open);
  if (open && spreads.length > 0 && made.kind === 'reference')
    m.semantics.joinParts?.(m, made.address, spreads, expression.site);
  return made;
}

/** A new list-like object. */
export function makeList(
  m: Machine,
  type: 'array' | 'list' | 'tuple' | 'set',
  values: readonly Value[],
  site: number,
  open = false,
): Value {
  const address = m.memory.create(type, site);
  m.memory.write(address, ITEMS, items(values, site, open));
  return reference(address, site);
}

function evaluateRecord(m: Machine, expression: Kind<'record'>, frame: Frame): Value {
  const address = m.memory.create(expression.type, expression.site);
  for (const entry of expression.entries) writeEntry(m, address, entry, frame, expression);
  return reference(address, expression.site);
}

function writeEntry(m: Machine, address: number, entry: Entry, frame: Frame, record: Kind<'record'>): void {
  if (entry.kind === 'spread') {
    copyInto(m, address, m.evaluate(entry.value, frame));
    return;
  }
  const key = m.evaluate(entry.key, frame);
  if (entry.kind === 'accessor') {
    const slot = keyOf(m, key);
    const made = makeFunction(m, { kind: 'function', definition: entry.function, site: entry.function.site }, frame);
    if (slot !== undefined) m.memory.write(address, `#${entry.get ? 'get' : 'set'} ${slot}`, made);
    return;
  }
  const value = m.evaluate(entry.value, frame);
  const slot = keyOf(m, key);
  if (slot === undefined) openUp(m, address, value, record.site);
  else m.memory.write(address, slot, value);
}

/** Something was written under a key that is not known: every slot may hold it now. */
export function openUp(m: Machine, address: number, value: Value, site: number): void {
  const condition = `key ${site} ${m.freshCondition()}`;
  for (const key of m.memory.keys(address)) {
    const held = m.memory.read(address, key);
    if (held !== undefined) m.memory.write(address, key, either(m, `${condition} ${key}`, value, held, site));
  }
  m.memory.write(address, OPEN, primitive(true));
}

/** Copies all slots of an object; what is not an object that is known whole opens the target. */
export function copyInto(m: Machine, address: number, source: Value): void {
  if (isNullish(source)) return;
  if (source.kind !== 'reference') {
    openUp(m, address, source, m.graph.siteOf(source.provenance));
    return;
  }
  for (const key of m.memory.keys(source.address)) {
    const value = m.memory.read(source.address, key);
    if (value !== undefined) m.memory.write(address, key, value);
  }
  const list = m.memory.read(source.address, ITEMS);
  if (list?.kind === 'items') for (const [i, value] of list.items.entries()) m.memory.write(address, String(i), value);
  if (m.memory.read(source.address, OPEN) !== undefined) m.memory.write(address, OPEN, primitive(true));
}

/**
 * The slot that a key names. Keys of Python dicts keep their type, so that 1 and '1' stay apart: numbers and booleans are
 * written with a prefix that no string key of a script can have by accident.
 */
export function keyOf(m: Machine, key: Value): string | undefined {
  if (key.kind !== 'primitive')
    return key.kind === 'reference'
      ? `\u0000@${key.address}`
      : key.kind === 'library'
        ? `\u0000lib ${key.name}`
        : undefined;
  if (m.semantics.language === 'javascript') return escapeKey(String(key.value));
  if (typeof key.value === 'string') return escapeKey(key.value);
  if (typeof key.value === 'boolean') return `\u0000n${Number(key.value)}`;
  return `\u0000n${String(key.value)}`;
}

/** Slots that begin with # are the evaluator's own. */
const escapeKey = (key: string): string => (key.startsWith('#') || key.startsWith('\u0000') ? `\u0000${key}` : key);

/** The key of a slot as a value of the script. */
export function keyValue(slot: string, site: number): Value {
  if (slot.startsWith('\u0000n')) return primitive(Number(slot.slice(2)), site, false);
  if (slot.startsWith('\u0000')) return primitive(slot.slice(1), site);
  return primitive(slot, site);
}

function unary(m: Machine, { operator, site }: Kind<'unary'>, operand: Value): Value {
  return mapChoice(operand, (plain) => {
    const provenance = m.graph.combine(site, [plain.provenance]);
    if (plain.kind === 'primitive') {
      const value = unaryOnPrimitive(operator, plain, provenance);
      if (value !== undefined) return value;
    }
    if (operator === 'not.js' || operator === 'not.py') {
      const test = testOf(m, plain, operator === 'not.js' ? 'js' : 'py', site);
      if ('known' in test) return primitive(!test.known, provenance);
      return conditionValue(m, test.condition, !test.holds, plain, site);
    }
    if (operator === 'negate' && plain.kind === 'symbol') {
      const value = onSymbols('mul', plain, primitive(-1), provenance);
      if (value !== undefined) return value;
    }
    const given = m.semantics.unary(m, operator, plain, site);
    if (given !== undefined) return given;
    if (plain.kind === 'reference' || plain.kind === 'library') return libraryOperator(m, operator, [plain], site);
    return unknownFrom(m, [plain], `${operator} of an unknown`, site);
  });
}

/** An unknown boolean that stands for a condition. */
function conditionValue(m: Machine, condition: string, holds: boolean, from: Plain, site: number): Value {
  const value = unknownFrom(m, [from], 'a condition that is not known', site);
  if (value.kind === 'unknown') m.comparisons.set(value.identity, { condition, holds });
  return value;
}

/** A binary operator on any two values. */
export function binary(
  m: Machine,
  operator: Kind<'binary'>['operator'],
  left: Value,
  right: Value,
  site: number,
): Value {
  return mapChoice(left, (a, guard) => {
    const narrowed = guard.length === 0 ? right : m.narrowBy(right, guard);
    return mapChoice(narrowed, (b) => plainBinary(m, operator, a, b, site));
  });
}

function plainBinary(m: Machine, operator: Kind<'binary'>['operator'], a: Plain, b: Plain, site: number): Value {
  const provenance = m.graph.combine(site, [a.provenance, b.provenance]);
  if (a.kind === 'primitive' && b.kind === 'primitive') {
    const value = onPrimitives(operator, a, b, provenance);
    if (value !== undefined) return value;
  }
  if (a.kind === 'symbol' || b.kind === 'symbol') {
    const value = onSymbols(operator, a, b, provenance);
    if (value !== undefined) return value;
  }
  const equality = /^(?:eq|is$)/.test(operator) ? true : /^(?:ne|is\.not)/.test(operator) ? false : undefined;
  if (equality !== undefined) {
    const value = compareEqual(m, a, b, equality, site);
    if (value !== undefined) return value;
  }
  const given = m.semantics.binary(m, operator, a, b, site);
  if (given !== undefined) return given;
  if (isLibrary(m, a) || isLibrary(m, b)) return libraryOperator(m, operator, [a, b], site);
  const value = unknownFrom(m, [a, b], `${operator} with an unknown`, site);
  const terms = termsOf(operator, a, b);
  return value.kind !== 'unknown' || terms === undefined ? value : { ...value, terms };
}

function compareEqual(m: Machine, a: Plain, b: Plain, equality: boolean, site: number): Value | undefined {
  const provenance = m.graph.combine(site, [a.provenance, b.provenance]);
  const [u, p] = a.kind === 'unknown' ? [a, b] : [b, a];
  if (u.kind === 'unknown' && p.kind === 'unknown' && u.identity === p.identity) return primitive(equality, provenance);
  if (u.kind === 'unknown' && p.kind === 'primitive') {
    const test = equalityTest(m, u, p);
    if (test === undefined) return undefined;
    if ('known' in test) return primitive(test.known === equality, provenance);
    return conditionValue(m, test.condition, test.holds === equality, u, site);
  }
  if (a.kind === 'reference' && b.kind === 'reference' && a.address === b.address)
    return primitive(equality, provenance);
  // An object or function of the script is never null or undefined; what a library gives may be.
  const [object, nothing] = isNullish(b) ? [a, b] : [b, a];
  const isObject =
    object.kind === 'builtin' ||
    (object.kind === 'reference' && (!isLibrary(m, object) || m.library.isObject?.(m, object) === true));
  if (isNullish(nothing) && isObject) {
    return primitive(!equality, provenance);
  }
  return undefined;
}

/** Whether a value is, or was made by, a library. */
export function isLibrary(m: Machine, value: Plain): boolean {
  if (value.kind === 'library') return true;
  return value.kind === 'reference' && m.memory.object(value.address).kind === 'call';
}

/** An operator on library objects is a call like any other: knowledge may give it a meaning. */
function libraryOperator(m: Machine, operator: string, operands: readonly Value[], site: number): Value {
  return callLibrary(m, {
    name: `operator.${operator}`,
    arguments: { positional: operands, keyword: new Map(), open: false },
    construct: false,
    site,
  });
}

/** Whether nothing is assumed but that a function or loop that is tried by itself runs. */
function isCertain(m: Machine): boolean {
  for (const condition of m.memory.assumptions.keys()) if (!/^(?:attempt|pass) /.test(condition)) return false;
  return true;
}

/** Calls something that is no function of the script: knowledge first, else an object that remembers the call. */
export function callLibrary(m: Machine, call: LibraryCall): Value {
  const name = m.library.resolve?.(call.name) ?? call.name;
  const resolved = name === call.name ? call : { ...call, name };
  let result = m.library.call?.(m, resolved);
  if (result === undefined) {
    const address = m.memory.create('call', call.site, {
      name,
      ...(call.self === undefined ? {} : { self: call.self }),
      arguments: call.arguments,
      site: call.site,
      ...(m.deciders.length === 0 ? {} : { deciders: [...m.deciders] }),
    });
    result = reference(address, call.site);
  }
  for (const value of [...call.arguments.positional, ...call.arguments.keyword.values()]) m.escape(value, call.site);
  // What operators give is a value; a method of it, such as `(a + b).backward()`, may do something.
  if (!/^operator\.[^#]*$/.test(name)) {
    m.recorder.add({
      kind: 'event',
      name,
      ...(call.self === undefined ? {} : { self: call.self }),
      positional: call.arguments.positional,
      keyword: call.arguments.keyword,
      result,
      site: call.site,
      ...(isCertain(m) ? {} : { conditional: true }),
    });
  }
  return result;
}

/** Unknown, for the reason of the first unknown operand. */
export function unknownFrom(m: Machine, operands: readonly Plain[], text: string, site: number): Value {
  const cause = operands.find((operand) => operand.kind === 'unknown');
  if (cause?.kind !== 'unknown') return m.unknown('call', text, site);
  const made = m.unknown(cause.reason === 'budget' ? 'budget' : cause.reason, cause.text, site);
  const provenance = m.graph.combine(
    site,
    operands.map((operand) => operand.provenance),
  );
  return made.kind === 'unknown'
    ? { ...made, provenance, ...(cause.input === undefined ? {} : { input: cause.input }) }
    : made;
}

/** and, or and `??`: the left operand, or what `right` gives. */
function logical(
  m: Machine,
  operator: Kind<'logical'>['operator'],
  left: Value,
  right: () => Value,
  site: number,
): Value {
  if (operator === 'nullish' || operator.startsWith('or.')) {
    // An input with a default: the default holds until somebody sets it.
    if (left.kind === 'unknown' && left.reason === 'input' && left.input !== undefined) {
      const { input } = left;
      const fallback = right();
      return fallback.kind === 'primitive' && fallback.input === undefined ? { ...fallback, input } : fallback;
    }
  }
  if (operator === 'nullish') {
    return mapChoice(left, (plain) => {
      if (plain.kind === 'primitive') return isNullish(plain) ? right() : plain;
      return plain.kind === 'unknown'
        ? branchExpression(
            m,
            { condition: `${plain.identity} is nullish`, holds: true },
            {
              consequent: right,
              else: (): Value => plain,
              join: (condition, a, b) => either(m, condition, a, b, site),
            },
          )
        : plain;
    });
  }
  const [word, truth] = operator.split('.') as ['and' | 'or', 'js' | 'py'];
  const test = testOf(m, left, truth, site);
  const keep = (): Value => m.narrowNow(left);
  return branchExpression(m, test, {
    consequent: word === 'and' ? right : keep,
    else: word === 'and' ? keep : right,
    join: (condition, a, b) => either(m, condition, a, b, site),
  });
}

function update(m: Machine, expression: Kind<'update'>, frame: Frame): Value {
  const { target, operator, site } = expression;
  const before = readTarget(m, target, frame);
  if (operator === 'nullish' || operator.startsWith('and.') || operator.startsWith('or.')) {
    const after = logical(
      m,
      operator as Kind<'logical'>['operator'],
      before,
      () => m.evaluate(expression.value, frame),
      site,
    );
    m.assign(target, after, frame, false);
    return after;
  }
  const value = m.evaluate(expression.value, frame);
  if (expression.inPlace && m.semantics.updateInPlace?.(m, operator as Kind<'binary'>['operator'], before, value, site))
    return before;
  const after = binary(m, operator as Kind<'binary'>['operator'], before, value, site);
  m.assign(target, after, frame, false);
  return expression.result === 'before' ? before : after;
}

function readTarget(m: Machine, target: Kind<'update'>['target'], frame: Frame): Value {
  switch (target.kind) {
    case 'name':
      return lookupName(m, frame, target.name, target.site);
    case 'member':
      return m.member(m.evaluate(target.object, frame), target.name, target.site);
    case 'index':
      return readIndex(m, m.evaluate(target.object, frame), m.evaluate(target.index, frame), target.site);
    default:
      return m.unknown('syntax', 'an update of a pattern', target.site);
  }
}

/** Arguments of a call, in order of writing. */
function evaluateArguments(m: Machine, list: readonly Argument[], frame: Frame): Arguments {
  const positional: Value[] = [];
  const keyword = new Map<string, Value>();
  let open = false;
  for (const argument of list) {
    const value = m.evaluate(argument.value, frame);
    if (argument.kind === 'positional') positional.push(value);
    else if (argument.kind === 'keyword') keyword.set(argument.name ?? '', value);
    else if (argument.kind === 'spread') {
      const values = m.iterate(value, m.graph.siteOf(value.provenance));
      if (values === undefined) open = true;
      else positional.push(...values);
    } else if (value.kind === 'reference') {
      for (const key of m.memory.keys(value.address)) {
        const held = m.memory.read(value.address, key);
        if (held !== undefined && !key.startsWith('\u0000')) keyword.set(key, held);
      }
      if (m.memory.read(value.address, OPEN) !== undefined) open = true;
    } else if (!isNullish(value)) open = true;
  }
  return { positional, keyword, open };
}

function evaluateCall(m: Machine, expression: Kind<'call'>, frame: Frame): Value {
  const { callee, site } = expression;
  if (callee.kind === 'super') {
    return m.semantics.superCall(m, frame, evaluateArguments(m, expression.arguments, frame), site);
  }
  let self: Value | undefined;
  let target: Value;
  if (callee.kind === 'member' && callee.object.kind === 'super') {
    self = frame.self;
    target = superMember(m, callee.name, frame, callee.site);
  } else if (callee.kind === 'member') {
    self = m.evaluate(callee.object, frame);
    if (callee.optional && isNullish(self)) return primitive(undefined, site);
    target = m.member(self, callee.name, callee.site);
  } else if (callee.kind === 'index') {
    self = m.evaluate(callee.object, frame);
    target = readIndex(m, self, m.evaluate(callee.index, frame), callee.site);
  } else target = m.evaluate(callee, frame);
  if (expression.optional && isNullish(target)) return primitive(undefined, site);
  const args = evaluateArguments(m, expression.arguments, frame);
  return m.call(target, args, site, {
    construct: expression.construct,
    frame,
    ...(self === undefined ? {} : { self }),
  });
}

function superMember(m: Machine, name: string, frame: Frame, site: number): Value {
  if (frame.home === undefined || frame.self === undefined)
    return m.unknown('syntax', 'super outside of a method', site);
  return m.semantics.superMember(m, frame.home, frame.self, name, site);
}

/** `object[index]` on any two values. */
export function readIndex(m: Machine, object: Value, index: Value, site: number): Value {
  return mapChoice(object, (plainObject, guard) => {
    const narrowed = guard.length === 0 ? index : m.narrowBy(index, guard);
    return mapChoice(narrowed, (plainIndex) => m.semantics.index(m, plainObject, plainIndex, site));
  });
}

function evaluateSlice(m: Machine, expression: Kind<'slice'>, frame: Frame): Value {
  const part = (inner: Expression | undefined): Value =>
    inner === undefined ? primitive(null, expression.site) : m.evaluate(inner, frame);
  const address = m.memory.create('tuple', expression.site, 'slice');
  m.memory.write(
    address,
    ITEMS,
    items([part(expression.start), part(expression.stop), part(expression.step)], expression.site),
  );
  return reference(address, expression.site);
}

function makeFunction(m: Machine, expression: Kind<'function'>, frame: Frame): Value {
  const { definition } = expression;
  const defaults = new Map<number, Value>();
  if (definition.defaultsAt === 'definition') {
    for (const [i, parameter] of definition.parameters.entries()) {
      if (parameter.default !== undefined) defaults.set(i, m.evaluate(parameter.default, frame));
    }
  }
  const closure: Closure = {
    definition,
    scope: frame.scope,
    defaults,
    module: frame.module,
    ...(definition.arrow && frame.self !== undefined ? { self: frame.self } : {}),
    ...(definition.arrow && frame.home !== undefined ? { home: frame.home } : {}),
  };
  const value = reference(m.memory.create('function', definition.site, closure), definition.site);
  return decorate(m, definition.decorators, value, frame, definition.site);
}

function decorate(m: Machine, decorators: readonly Expression[], value: Value, frame: Frame, site: number): Value {
  let decorated = value;
  for (const decorator of [...decorators].reverse()) {
    const applied = m.semantics.decorate?.(m, decorator, decorated, frame, site);
    decorated =
      applied ??
      m.call(m.evaluate(decorator, frame), { positional: [decorated], keyword: new Map(), open: false }, site);
  }
  return decorated;
}

function template(m: Machine, expression: Kind<'template'>, frame: Frame): Value {
  let result: Value = primitive('', expression.site);
  for (const part of expression.parts) {
    const value = typeof part === 'string' ? primitive(part) : m.evaluate(part, frame);
    result = mapChoice(result, (prefix) =>
      mapChoice(value, (plain) => {
        const text = m.semantics.text(plain);
        if (text === undefined || prefix.kind !== 'primitive')
          return unknownFrom(m, [prefix, plain], 'a text with an unknown part', expression.site);
        return primitive(
          `${String(prefix.value)}${text}`,
          m.graph.combine(expression.site, [prefix.provenance, plain.provenance]),
        );
      }),
    );
  }
  return result;
}

function comprehension(m: Machine, expression: Kind<'comprehension'>, frame: Frame): Value {
  const { site, type } = expression;
  const scope = makeScope(m, frame.scope, expression.locals, site);
  const inner: Frame = { ...frame, scope };
  const values: Value[] = [];
  const dict = type === 'dict' ? m.memory.create('dict', site) : undefined;
  let open = false;
  const run = (depth: number): void => {
    const clause = expression.clauses[depth];
    if (clause === undefined) {
      const value = m.evaluate(expression.element, inner);
      if (dict === undefined || expression.key === undefined) values.push(value);
      else {
        const slot = keyOf(m, m.evaluate(expression.key, inner));
        if (slot === undefined) openUp(m, dict, value, site);
        else m.memory.write(dict, slot, value);
      }
      return;
    }
    const iterable = m.evaluate(clause.iterable, inner);
    const elements = m.iterate(iterable, site);
    if (elements === undefined || elements.length > m.budget.passes) {
      open = true;
      m.assign(clause.target, m.elementOf(iterable, site), inner, true);
      if (elements === undefined) m.attempt(() => run(depth + 1));
      return;
    }
    for (const element of elements) {
      m.assign(clause.target, element, inner, true);
      const tests = clause.conditions.map((test) => testOf(m, m.evaluate(test, inner), 'py', site));
      if (tests.some((test) => 'known' in test && !test.known)) continue;
      if (tests.some((test) => !('known' in test))) open = true;
      run(depth + 1);
    }
  };
  run(0);
  if (dict !== undefined) {
    if (open) m.memory.write(dict, OPEN, primitive(true));
    return reference(dict, site);
  }
  return makeList(m, type === 'set' ? 'set' : 'list', open ? [] : values, site, open);
}

function evaluateYield(m: Machine, expression: Kind<'yield'>, frame: Frame): Value {
  const value =
    expression.value === undefined ? primitive(undefined, expression.site) : m.evaluate(expression.value, frame);
  const called = frame.regions[0];
  if (frame.yields !== undefined && called !== undefined && isConditional(m, called)) frame.yields.open = true;
  if (!expression.delegate) frame.yields?.push(value);
  else {
    const inner = m.iterate(value, expression.site);
    if (inner === undefined) frame.yields?.push(m.unknown('loop', 'elements of another iterator', expression.site));
    else frame.yields?.push(...inner);
  }
  return m.unknown('call', 'what is sent to a generator', expression.site);
}

function evaluateDelete(m: Machine, expression: Kind<'delete'>, frame: Frame): Value {
  const { target, site } = expression;
  if (target.kind === 'member') {
    const object = m.evaluate(target.object, frame);
    if (object.kind === 'reference') m.memory.delete(object.address, target.name);
  } else if (target.kind === 'index') {
    const object = m.evaluate(target.object, frame);
    m.semantics.deleteIndex(m, object, m.evaluate(target.index, frame), site);
  } else if (target.kind === 'name')
    m.assign(target, m.unknown('call', `${target.name} was deleted`, site), frame, false);
  return primitive(true, site);
}
