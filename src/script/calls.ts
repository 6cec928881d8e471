import { branchExpression, type Test } from './branch.ts';
import { callLibrary, either, makeList, unknownFrom } from './expressions.ts';
import type { FunctionDefinition, Site } from './ir.ts';
import { type Arguments, type CallDetail, type Closure, Exhausted, type Frame, type Machine } from './machine.ts';
import { isLikeAll, isRepeated, runLevels } from './recursion.ts';
import { runRegion } from './regions.ts';
import { lookupName, makeScope } from './scopes.ts';
import { NOT_FOLLOWED } from './trace.ts';
import { type Choice, type Plain, reference, type Value } from './value.ts';

export interface CallOptions {
  readonly construct?: boolean;
  readonly self?: Value;
  readonly frame?: Frame;
}

/** Calls any value. */
export function callValue(m: Machine, callee: Value, args: Arguments, site: Site, options: CallOptions = {}): Value {
  return callee.kind === 'choice'
    ? overOptions(m, callee, site, (plain) => callPlain(m, plain, args, site, options))
    : callPlain(m, callee, args, site, options);
}

/** Does something for each option of a choice, each on its own way, and joins the ways. */
export function overOptions(m: Machine, choice: Choice, site: Site, run: (plain: Plain) => Value): Value {
  const from = (index: number): Value => {
    const option = choice.options[index];
    if (option === undefined) return m.unknown('branch', 'no branch applies', site);
    if (index === choice.options.length - 1) return run(option.value);
    const [literal, ...others] = option.guard;
    const test: Test =
      literal !== undefined && others.length === 0
        ? literal
        : { condition: `option ${site} ${m.freshCondition()}`, holds: true };
    const assumed = 'condition' in test ? m.memory.assumptions.get(test.condition) : undefined;
    const settled: Test = assumed !== undefined && 'condition' in test ? { known: assumed === test.holds } : test;
    return branchExpression(m, settled, {
      consequent: () => run(option.value),
      else: () => from(index + 1),
      join: (condition, a, b) => either(m, condition, a, b, site),
    });
  };
  return from(0);
}

function callPlain(m: Machine, callee: Plain, args: Arguments, site: Site, options: CallOptions): Value {
  switch (callee.kind) {
    case 'builtin':
      return m.semantics.builtin(m, callee.name, callee.self, args, site);
    case 'library':
      return callLibrary(m, {
        name: callee.name,
        arguments: args,
        construct: options.construct ?? false,
        site,
        ...(callee.self === undefined ? {} : { self: callee.self }),
      });
    case 'reference': {
      const object = m.memory.object(callee.address);
      if (object.kind === 'function') return callFunction(m, object.detail as Closure, args, site, options);
      if (object.kind === 'class') return m.semantics.construct(m, callee.address, args, site);
      if (object.kind === 'call') {
        const { name } = object.detail as CallDetail;
        return callLibrary(m, {
          name: `${name}#()`,
          self: callee.address,
          arguments: args,
          construct: options.construct ?? false,
          site,
        });
      }
      if (object.kind === 'instance') return m.semantics.callInstance(m, callee.address, args, site);
      return unknownCall(m, callee, args, site);
    }
    default:
      return unknownCall(m, callee, args, site);
  }
}

/** What is not known may do anything to what it is given. */
function unknownCall(m: Machine, callee: Plain, args: Arguments, site: Site): Value {
  const method = callee.kind === 'unknown' ? callee.method : undefined;
  const known = method === undefined || args.open ? undefined : m.library.unknownMethod?.(m, method, args, site);
  if (known !== undefined) {
    m.recorder.add({
      kind: 'event',
      name: known.name,
      positional: args.positional,
      keyword: args.keyword,
      result: known.result,
      site,
    });
  } else if (m.semantics.language === 'python') {
    // Whoever asks for the order of calls must see that something happened here that nobody could follow.
    m.recorder.add({
      kind: 'event',
      name: `${NOT_FOLLOWED}${method === undefined ? '' : `#${method}`}`,
      positional: args.positional,
      keyword: args.keyword,
      site,
    });
  }
  for (const value of [...args.positional, ...args.keyword.values()]) m.escape(value, site);
  m.memory.havoc(
    [...args.positional, ...args.keyword.values()],
    'was handed to a call whose target is not known',
    site,
  );
  return known?.result ?? unknownFrom(m, [callee], 'a call whose target is not known', site);
}

/** Runs a function of the script. */
export function callFunction(
  m: Machine,
  closure: Closure,
  args: Arguments,
  site: Site,
  options: CallOptions = {},
): Value {
  const { definition } = closure;
  const all = m.recursions.get(definition);
  const isCut = all !== undefined && isLikeAll(m, args, all);
  if (isCut) return m.unknown('loop', 'what a recursion gives', site);
  if (all !== undefined) {
    skipBody(m, closure, args, options.self, site);
    return m.unknown('loop', 'what a recursion gives', site);
  }
  if (isRepeated(m, definition)) {
    const isFollowed = runLevels(m, definition, args, site, () => enterFunction(m, closure, args, site, options));
    if (!isFollowed) skipBody(m, closure, args, options.self, site);
    return m.unknown('loop', 'what a recursion gives', site);
  }
  return enterFunction(m, closure, args, site, options);
}

function enterFunction(m: Machine, closure: Closure, args: Arguments, site: Site, options: CallOptions): Value {
  const { definition } = closure;
  if (!m.enter()) {
    skipBody(m, closure, args, options.self, site);
    return m.unknown('budget', `calls inside calls beyond ${m.budget.depth}`, site);
  }
  m.active.push(definition);
  m.called.add(definition);
  try {
    return m.recorder.within(
      () => runBody(m, closure, args, site, options),
      (body) => ({ kind: 'call', name: definition.name, site, body }),
    );
  } finally {
    m.active.pop();
    m.exit();
  }
}

/** A call that is too deep to follow: what a recursion could write is unknown; any other may do what nobody has seen. */
function skipBody(m: Machine, closure: Closure, args: Arguments, self: Value | undefined, site: Site): void {
  const { definition } = closure;
  if (!m.active.includes(definition)) throw new Exhausted(`calls inside calls beyond ${m.budget.depth}`);
  const frame: Frame = { scope: closure.scope, module: closure.module, regions: [] };
  const text = 'may be changed by a call that is too deep to follow';
  const { read, written } = namesIn(definition);
  const captured = [...read].map((name) => lookupName(m, frame, name, site));
  m.memory.havoc(
    [...args.positional, ...args.keyword.values(), ...captured, ...(self === undefined ? [] : [self])],
    text,
    site,
  );
  for (const name of written) m.assign({ kind: 'name', name, site }, m.unknown('budget', text, site), frame, false);
}

/** Names that a function takes from around it, and those of them that it may assign. */
function namesIn(definition: FunctionDefinition): { readonly read: Set<string>; readonly written: Set<string> } {
  const read = new Set<string>();
  const written = new Set<string>();
  const stack: unknown[] = [definition.body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const { kind, name, target }: { kind?: unknown; name?: unknown; target?: { kind?: unknown; name?: unknown } } =
      node;
    if (kind === 'name' && typeof name === 'string') read.add(name);
    if ((kind === 'assign' || kind === 'update') && target?.kind === 'name') written.add(String(target.name));
    if (kind === 'list-pattern' || kind === 'record-pattern') patternNames(node, written);
    stack.push(...Object.values(node).filter((part) => part !== undefined));
  }
  for (const local of definition.locals) {
    read.delete(local);
    written.delete(local);
  }
  return { read, written };
}

function patternNames(pattern: object, found: Set<string>): void {
  const { kind, name }: { kind?: unknown; name?: unknown } = pattern;
  if (kind === 'name' && typeof name === 'string') found.add(name);
  for (const part of Object.values(pattern)) if (typeof part === 'object' && part !== null) patternNames(part, found);
}

function runBody(m: Machine, closure: Closure, args: Arguments, site: Site, options: CallOptions): Value {
  const { definition } = closure;
  const yields: Value[] & { open?: boolean } = [];
  const { value } = runRegion(m, 'function', undefined, (region) => {
    const scope = makeScope(
      m,
      closure.scope,
      definition.locals,
      definition.site,
      definition.outer === undefined ? {} : { outer: definition.outer },
    );
    const self = definition.arrow ? closure.self : options.self;
    m.semantics.bind(m, closure, args, scope, self, site);
    const bound = m.semantics.selfOf(m, closure, scope, self);
    const frame: Frame = {
      scope,
      module: closure.module,
      regions: [region],
      ...(bound === undefined ? {} : { self: bound }),
      ...(closure.home === undefined ? {} : { home: closure.home }),
      ...(definition.generator ? { yields } : {}),
    };
    const completion = m.execute(definition.body, frame);
    if (completion.kind === 'dead') return undefined;
    return completion.kind === 'return' ? completion.value : m.semantics.nothing;
  });
  if (definition.generator) {
    if (yields.open !== true) return makeList(m, 'list', yields, site);
    const detail: CallDetail = {
      name: 'generator',
      arguments: { positional: yields, keyword: new Map(), open: true },
      site,
    };
    return reference(m.memory.create('call', site, detail), site);
  }
  return value ?? m.semantics.nothing;
}
