import { testOf } from './branch.ts';
import type { Statement } from './ir.ts';
import { runFor, runWhile } from './loops.ts';
import { type Completion, DEAD, type Frame, type Machine, NORMAL, ScriptThrow } from './machine.ts';
import { isConditional, leave, NOTHING, regionFor, runRegion } from './regions.ts';
import { bindName, lookupName, makeScope } from './scopes.ts';
import { primitive, type Value } from './value.ts';

type Kind<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Runs statements in order, until one ends them. */
export function executeStatements(m: Machine, statements: readonly Statement[], frame: Frame): Completion {
  for (const statement of statements) {
    const completion = executeStatement(m, statement, frame);
    if (completion.kind !== 'normal') return completion;
  }
  return NORMAL;
}

function executeStatement(m: Machine, statement: Statement, frame: Frame): Completion {
  m.step();
  switch (statement.kind) {
    case 'expression':
      m.evaluate(statement.expression, frame);
      return NORMAL;
    case 'declare':
      m.assign(
        statement.target,
        statement.value === undefined ? primitive(undefined, statement.site) : m.evaluate(statement.value, frame),
        frame,
        true,
      );
      return NORMAL;
    case 'block':
      return m.execute(statement.body, inScope(m, frame, statement.locals, statement.site));
    case 'if':
      return executeIf(m, statement, frame);
    case 'while':
      return runWhile(m, statement, frame);
    case 'for':
      return runFor(m, statement, frame);
    case 'switch':
      return executeSwitch(m, statement, frame);
    case 'try':
      return executeTry(m, statement, frame);
    case 'with':
      return executeWith(m, statement, frame);
    case 'return': {
      const value = statement.value === undefined ? m.semantics.nothing : m.evaluate(statement.value, frame);
      return exit(m, 'return', undefined, value, statement.site, frame);
    }
    case 'break':
    case 'continue':
      return exit(m, statement.kind, statement.label, NOTHING, statement.site, frame);
    case 'throw':
      throw new ScriptThrow(statement.value === undefined ? NOTHING : m.evaluate(statement.value, frame));
    case 'import': {
      m.importBindings(statement, frame);
      return NORMAL;
    }
    case 'export': {
      m.exportBindings(statement, frame);
      return NORMAL;
    }
    case 'unsupported': {
      giveUp(m, statement, frame);
      return NORMAL;
    }
  }
}

/** A scope of its own where the statement declares names. */
function inScope(m: Machine, frame: Frame, locals: readonly string[], site: number): Frame {
  return locals.length === 0 ? frame : { ...frame, scope: makeScope(m, frame.scope, locals, site) };
}

/** Leaves a region: at once where this point is reached for certain, else on one way of several. */
function exit(
  m: Machine,
  kind: 'return' | 'break' | 'continue',
  label: string | undefined,
  value: Value,
  site: number,
  frame: Frame,
): Completion {
  const region = regionFor(frame, kind, label);
  if (region !== undefined && isConditional(m, region)) {
    leave(m, region, value, site);
    return DEAD;
  }
  if (kind === 'return') return { kind, value };
  return label === undefined ? { kind } : { kind, label };
}

function executeIf(m: Machine, statement: Kind<'if'>, frame: Frame): Completion {
  const value = m.evaluate(statement.test, frame);
  const test = testOf(m, value, statement.truth, statement.site);
  if ('known' in test) {
    m.deciders.push(value.provenance);
    try {
      return m.execute(test.known ? statement.consequent : statement.else, frame);
    } finally {
      m.deciders.pop();
    }
  }
  const consequent = m.recorder.apart(() =>
    runWay(m, test.condition, test.holds, () => m.execute(statement.consequent, frame)),
  );
  const otherwise = m.recorder.apart(() =>
    runWay(m, test.condition, !test.holds, () => m.execute(statement.else, frame)),
  );
  if (consequent.nodes.length + otherwise.nodes.length > 0) {
    m.recorder.add({
      kind: 'branch',
      condition: test.condition,
      site: statement.site,
      consequent: consequent.nodes,
      else: otherwise.nodes,
    });
  }
  return joinWays(m, test, consequent.result, otherwise.result);
}

interface WayResult {
  readonly layer: ReturnType<Machine['memory']['open']>;
  readonly completion: Completion;
  readonly thrown?: unknown;
}

function runWay(m: Machine, condition: string, holds: boolean, run: () => Completion): WayResult {
  const layer = m.memory.open({ condition, holds });
  try {
    return { layer, completion: run() };
  } catch (error) {
    if (!m.isThrow(error)) throw error;
    return { layer, completion: DEAD, thrown: error };
  } finally {
    while (m.memory.current() !== layer) m.memory.close();
    m.memory.close();
  }
}

function joinWays(
  m: Machine,
  test: { readonly condition: string; readonly holds: boolean },
  consequent: WayResult,
  otherwise: WayResult,
): Completion {
  const [a, b] = [consequent.completion.kind === 'dead', otherwise.completion.kind === 'dead'];
  if (a && b) {
    if (consequent.thrown !== undefined && otherwise.thrown !== undefined) throw consequent.thrown;
    return DEAD;
  }
  if (a || b) {
    const left = a ? otherwise : consequent;
    m.memory.adopt(left.layer);
    m.memory.assume({ condition: test.condition, holds: a ? !test.holds : test.holds });
    return left.completion;
  }
  const [yes, no] = test.holds ? [consequent.layer, otherwise.layer] : [otherwise.layer, consequent.layer];
  m.memory.join(test.condition, yes, no);
  return NORMAL;
}

function executeSwitch(m: Machine, statement: Kind<'switch'>, frame: Frame): Completion {
  const subject = m.evaluate(statement.subject, frame);
  let completion: Completion = NORMAL;
  runRegion(m, 'switch', undefined, (region) => {
    const inner = inScope(m, { ...frame, regions: [...frame.regions, region] }, statement.locals, statement.site);
    completion = switchFrom(m, statement, subject, 0, inner);
    if (completion.kind === 'dead') return undefined;
    if (completion.kind === 'break' && completion.label === undefined) completion = NORMAL;
    return NOTHING;
  });
  return completion;
}

/** Tries the cases in order; a case that may match is a branch between its body (with fall-through) and the cases after it. */
function switchFrom(m: Machine, statement: Kind<'switch'>, subject: Value, from: number, frame: Frame): Completion {
  const index = statement.cases.findIndex(({ test }, i) => i >= from && test !== undefined);
  const next = statement.cases[index];
  if (next?.test === undefined) {
    const fallback = statement.cases.findIndex(({ test }) => test === undefined);
    return fallback < 0 ? NORMAL : m.execute(bodyFrom(statement, fallback), frame);
  }
  const equal = m.binary('eq.strict', subject, m.evaluate(next.test, frame), statement.site);
  const test = testOf(m, equal, 'js', statement.site);
  if ('known' in test)
    return test.known
      ? m.execute(bodyFrom(statement, index), frame)
      : switchFrom(m, statement, subject, index + 1, frame);
  const taken = runWay(m, test.condition, test.holds, () => m.execute(bodyFrom(statement, index), frame));
  const passed = runWay(m, test.condition, !test.holds, () => switchFrom(m, statement, subject, index + 1, frame));
  return joinWays(m, test, taken, passed);
}

const bodyFrom = (statement: Kind<'switch'>, index: number): readonly Statement[] =>
  statement.cases.slice(index).flatMap(({ body }) => body);

function executeTry(m: Machine, statement: Kind<'try'>, frame: Frame): Completion {
  let completion: Completion;
  try {
    completion = tried(m, statement, frame);
    if (completion.kind === 'normal') completion = m.execute(statement.else, frame);
  } catch (error) {
    if (!m.isThrow(error)) throw error;
    const handler = statement.handlers.find((candidate) => m.semantics.catches(m, candidate.types, error.value, frame));
    if (handler === undefined) {
      m.execute(statement.finally, frame);
      throw error;
    }
    const inner = inScope(m, frame, handler.locals, statement.site);
    if (handler.target !== undefined) m.assign(handler.target, error.value, inner, true);
    completion = m.execute(handler.body, inner);
  }
  const last = m.execute(statement.finally, frame);
  return last.kind === 'normal' ? completion : last;
}

function tried(m: Machine, statement: Kind<'try'>, frame: Frame): Completion {
  const catching = statement.handlers.length > 0 ? 1 : 0;
  m.tries += catching;
  try {
    return m.execute(statement.body, frame);
  } finally {
    m.tries -= catching;
  }
}

function executeWith(m: Machine, statement: Kind<'with'>, frame: Frame): Completion {
  for (const { context, target } of statement.items) {
    const value = m.evaluate(context, frame);
    const entered = m.semantics.enter?.(m, value, statement.site) ?? value;
    if (target !== undefined) m.assign(target, entered, frame, true);
  }
  return m.execute(statement.body, frame);
}

/** A region that is not understood may have written its names, and whatever its names lead to. */
function giveUp(m: Machine, statement: Kind<'unsupported'>, frame: Frame): void {
  const text = `${statement.text} is not understood`;
  const touched = statement.touches.map((name) => lookupName(m, frame, name, statement.site));
  m.memory.havoc(touched, text, statement.site);
  for (const name of statement.assigns)
    bindName(m, frame, name, m.unknown(statement.reason, text, statement.site), true);
}
