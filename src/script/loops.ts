import { testOf } from './branch.ts';
import { FILLED, settle } from './fills.ts';
import type { Expression, Statement } from './ir.ts';
import { type Completion, DEAD, type Frame, type Machine, NORMAL, type Region } from './machine.ts';
import { writtenSlots } from './memory.ts';
import { type Changed, recurrences } from './recurrences.ts';
import { NOTHING, runRegion } from './regions.ts';
import { makeScope } from './scopes.ts';
import { remember, type SeenLoop, skipLoop } from './skips.ts';
import { isSeen, type TraceLoop, type TraceNode } from './trace.ts';
import { type Address, type Assumption, lastIdentity, primitive, type Value } from './value.ts';

type Kind<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Loops of more passes than this are run once for all where their body has effects that libraries see. */
const MANY_PASSES = 32;
/** Rounds of finding out what a body writes, before everything it may write is unknown. */
const ROUNDS = 4;

type Pass = 'next' | 'stop' | 'dead';

/** One pass: continue ends it, break ends the loop. */
function runPass(
  m: Machine,
  loop: { readonly label?: string; readonly locals: readonly string[]; readonly site: number },
  frame: Frame,
  body: (frame: Frame) => Completion,
): { pass: Pass; completion: Completion } {
  let completion: Completion = NORMAL;
  const { value } = runRegion(m, 'pass', loop.label, (region) => {
    const scope = loop.locals.length === 0 ? frame.scope : makeScope(m, frame.scope, loop.locals, loop.site);
    completion = body({ ...frame, scope, regions: [...frame.regions, region] });
    return completion.kind === 'dead' ? undefined : NOTHING;
  });
  const ended = completion as Completion;
  if (ended.kind === 'return') return { pass: 'stop', completion: ended };
  if (ended.kind === 'break') return { pass: 'stop', completion: mine(ended.label, loop.label) ? NORMAL : ended };
  if (ended.kind === 'continue' && !mine(ended.label, loop.label)) return { pass: 'stop', completion: ended };
  return value === undefined ? { pass: 'dead', completion: DEAD } : { pass: 'next', completion: NORMAL };
}

const mine = (label: string | undefined, own: string | undefined): boolean => label === undefined || label === own;

/** Whether so many passes of a loop may be run one by one. */
function mayUnroll(m: Machine, passes: number): boolean {
  if (passes <= MANY_PASSES) return true;
  return passes <= m.budget.passes && m.unrolled + passes <= m.budget.allPasses;
}

export function runFor(m: Machine, statement: Kind<'for'>, frame: Frame): Completion {
  if (m.skipsSince !== undefined && skipLoop(m, statement, frame)) return NORMAL;
  const iterable = m.evaluate(statement.iterable, frame);
  const elements = statement.over === 'keys' ? m.keysOf(iterable, statement.site) : m.iterate(iterable, statement.site);
  const bodyWith = (element: Value) => (inner: Frame) => {
    m.assign(statement.target, element, inner, true);
    return m.execute(statement.body, inner);
  };
  return inLoop(m, statement, frame, (loopFrame) => {
    if (elements !== undefined && mayUnroll(m, elements.length)) {
      const first = elements[0];
      const once =
        elements.length > MANY_PASSES && first !== undefined && hasEffects(m, statement, loopFrame, bodyWith(first));
      if (!once) {
        const passes = elements.map(bodyWith);
        if (m.semantics.language !== 'python') return unroll(m, statement, loopFrame, passes);
        // What stands in a loop must be seen to do so: a script of few epochs trains as one of many does.
        return m.recorder.within(
          () => unroll(m, statement, loopFrame, passes),
          (body) => ({
            kind: 'loop',
            site: statement.site,
            bound: primitive(elements.length, boundOrigin(m, elements, statement.site), false),
            iterable,
            body,
          }),
        );
      }
    }
    const bound =
      countOf(m, statement.iterable, loopFrame) ??
      (elements === undefined
        ? m.lengthOf(iterable, statement.site)
        : primitive(elements.length, boundOrigin(m, elements, statement.site), false));
    const numbered = elements !== undefined ? undefined : m.numberedElement(iterable);
    const replay = (index: number): ((inner: Frame) => Completion) | undefined => {
      const element = elements?.[index] ?? numbered?.(index);
      return element === undefined ? undefined : bodyWith(element);
    };
    const any = m.elementOf(iterable, statement.site);
    const count = elements?.length ?? (bound.kind === 'primitive' ? Number(bound.value) : undefined);
    return runOnce(m, statement, loopFrame, {
      bound,
      iterable,
      index: any,
      body: bodyWith(any),
      replay,
      ...(count === undefined ? {} : { count }),
    });
  });
}

/** Numbers of a range carry where its ends were written. */
function boundOrigin(m: Machine, elements: readonly Value[], site: number): number {
  const last = elements.at(-1);
  return m.semantics.language === 'python' && last?.kind === 'primitive' && typeof last.value === 'number'
    ? last.provenance
    : site;
}

/** The stop of numbers that count up from 0: it is the number of passes, as it was written. */
function countOf(m: Machine, iterable: Expression, frame: Frame): Value | undefined {
  if (iterable.kind !== 'range' || iterable.inclusive) return undefined;
  const { start, step, stop } = iterable;
  if (start.kind !== 'literal' || start.value !== 0 || step.kind !== 'literal' || step.value !== 1) return undefined;
  if (stop.kind !== 'name' && stop.kind !== 'member' && stop.kind !== 'literal') return undefined;
  const value = m.evaluate(stop, frame);
  return value.kind === 'primitive' && !(typeof value.value === 'number' && Number.isInteger(value.value))
    ? undefined
    : value;
}

export function runWhile(m: Machine, statement: Kind<'while'>, frame: Frame): Completion {
  if (m.skipsSince !== undefined && skipLoop(m, statement, frame)) return NORMAL;
  return inLoop(m, statement, frame, (loopFrame) => {
    // `while (true)` ends somewhere inside: its passes are rarely few.
    const isEndless = statement.test.kind === 'literal';
    const before = m.recorder.all.length;
    for (let pass = 0; isEndless ? pass < MANY_PASSES : mayUnroll(m, pass); pass++) {
      // As with other loops: many passes that libraries see are one pass that is repeated.
      if (pass === MANY_PASSES && m.recorder.all.length > before) break;
      m.unrolled++;
      if (!(pass === 0 && statement.testAfter)) {
        const test = testOf(m, m.evaluate(statement.test, loopFrame), statement.truth, statement.site);
        if (!('known' in test)) return whileOnce(m, statement, loopFrame);
        if (!test.known) return m.execute(statement.else, loopFrame);
      }
      const { pass: ended, completion } = runPass(m, { ...statement, locals: [] }, loopFrame, (inner) =>
        whilePass(m, statement, inner),
      );
      if (ended === 'stop') return completion;
      if (ended === 'dead') return DEAD;
      if (statement.update !== undefined) m.evaluate(statement.update, loopFrame);
    }
    return whileOnce(m, statement, loopFrame);
  });
}

/** JavaScript's `for (let i …)`: closures made in a pass keep its own copy of the names. */
function whilePass(m: Machine, statement: Kind<'while'>, frame: Frame): Completion {
  if (statement.locals.length === 0) return m.execute(statement.body, frame);
  const scope = makeScope(m, frame.scope, statement.locals, statement.site);
  for (const name of statement.locals) {
    const value = m.memory.read(frame.scope, name);
    if (value !== undefined) m.memory.write(scope, name, value);
  }
  const completion = m.execute(statement.body, { ...frame, scope });
  for (const name of statement.locals) {
    const value = m.memory.read(scope, name);
    if (value !== undefined) m.memory.write(frame.scope, name, value);
  }
  return completion;
}

function whileOnce(m: Machine, statement: Kind<'while'>, frame: Frame): Completion {
  return runOnce(m, statement, frame, {
    bound: m.unknown('loop', 'the number of passes of a loop', statement.site),
    index: m.unknown('loop', 'the pass of a loop', statement.site),
    body: (inner) => {
      const completion = whilePass(m, statement, inner);
      if (statement.update !== undefined && completion.kind === 'normal') m.evaluate(statement.update, inner);
      return completion;
    },
  });
}

function inLoop(
  m: Machine,
  statement: { readonly label?: string; readonly locals: readonly string[]; readonly site: number },
  frame: Frame,
  run: (frame: Frame) => Completion,
): Completion {
  let completion: Completion = NORMAL;
  const { value } = runRegion(m, 'loop', statement.label, (region) => {
    completion = run({ ...frame, regions: [...frame.regions, region] });
    return completion.kind === 'dead' ? undefined : NOTHING;
  });
  const ended = completion as Completion;
  if (ended.kind === 'dead') return value === undefined ? DEAD : NORMAL;
  return ended;
}

function unroll(
  m: Machine,
  statement: Kind<'for'>,
  frame: Frame,
  bodies: readonly ((frame: Frame) => Completion)[],
): Completion {
  m.unrolled += bodies.length;
  for (const body of bodies) {
    const { pass, completion } = runPass(m, statement, frame, body);
    if (pass === 'stop') return completion;
    if (pass === 'dead') return DEAD;
  }
  return m.execute(statement.else, frame);
}

/** Whether one pass does something that a library sees, or fills an array that is not followed one by one; found out on a copy. */
function hasEffects(m: Machine, statement: Kind<'for'>, frame: Frame, body: (frame: Frame) => Completion): boolean {
  const outerSize = m.memory.size;
  const { result, nodes } = m.recorder.apart(() => dryRun(m, () => runPass(m, statement, scratch(frame), body)));
  return isSeen(nodes) || writtenSlots([result]).some(([address, key]) => key === FILLED && address <= outerSize);
}

/** Exits of a dry run lead nowhere. */
function scratch(frame: Frame): Frame {
  return {
    ...frame,
    regions: frame.regions.map((region): Region => ({ ...region, exits: [] })),
    // What a dry run yields is seen by nobody.
    ...(frame.yields === undefined ? {} : { yields: [] }),
  };
}

/** A frame whose exits are kept apart until it is known that the run holds. */
function tentative(frame: Frame): Frame {
  const yields: Frame['yields'] = frame.yields === undefined ? undefined : [...frame.yields];
  if (yields !== undefined && frame.yields?.open === true) yields.open = true;
  return {
    ...frame,
    regions: frame.regions.map((region): Region => ({ ...region, exits: [...region.exits] })),
    ...(yields === undefined ? {} : { yields }),
  };
}

/** Takes over the exits of a run that holds. */
function settleExits(frame: Frame, from: Frame): void {
  for (const [i, region] of frame.regions.entries())
    region.exits.splice(0, region.exits.length, ...(from.regions[i]?.exits ?? []));
  if (frame.yields !== undefined && from.yields !== undefined) {
    frame.yields.splice(0, frame.yields.length, ...from.yields);
    if (from.yields.open === true) frame.yields.open = true;
  }
}

/** Runs something on a layer that is dropped, and gives it back. */
export function dryRun(m: Machine, run: () => void, assumption?: Assumption): ReturnType<Machine['memory']['close']> {
  const outer = m.memory.current();
  const layer = m.memory.open(assumption);
  try {
    run();
  } catch (error) {
    if (!m.isThrow(error)) throw error;
  }
  while (m.memory.current() !== layer) m.memory.close();
  const closed = m.memory.close();
  if (m.memory.current() !== outer) throw new RangeError('a dry run left an arm open');
  return closed;
}

interface Once {
  readonly bound: Value;
  readonly iterable?: Value;
  readonly index: Value;
  readonly body: (frame: Frame) => Completion;
  readonly replay?: (index: number) => ((frame: Frame) => Completion) | undefined;
  /** Number of passes, where it is known. */
  readonly count?: number;
}

/** Steps that passes may take which are run in turn besides the one that stands for all. */
const TRIAL_STEPS = 300_000;

/** What all passes do one after the other, on a copy of memory; undefined where one of them cannot be told. */
function passesInTurn(
  m: Machine,
  statement: Kind<'for'> | Kind<'while'>,
  frame: Frame,
  count: number,
  replay: NonNullable<Once['replay']>,
): readonly TraceNode[] | undefined {
  if (count > m.budget.passes) return undefined;
  let nodes: readonly TraceNode[] | undefined;
  const isDone = m.trial(TRIAL_STEPS, () => {
    m.skipsSince = m.memory.size;
    let isWhole = true;
    const run = m.recorder.apart(() => {
      for (let i = 0; i < count && isWhole; i++) {
        const body = replay(i);
        isWhole = body !== undefined && runPass(m, statement, scratch(frame), body).pass === 'next';
      }
    });
    if (isWhole) nodes = run.nodes;
  });
  return isDone ? nodes : undefined;
}

/** Runs a body once for an unknown number of passes: whatever it may write is unknown before, and a choice after. */
function runOnce(
  m: Machine,
  statement: Kind<'for'> | Kind<'while'>,
  frame: Frame,
  { bound, iterable, index, body, replay, count }: Once,
): Completion {
  const outerSize = m.memory.size;
  const exits = (): number => frame.regions.reduce((sum, region) => sum + region.exits.length, 0);
  const exitsBefore = exits();
  let isWhole = true;
  const pass = (inner: Frame): void => {
    const ended = runPass(m, statement.kind === 'while' ? { ...statement, locals: [] } : statement, inner, body);
    isWhole = ended.pass === 'next';
  };
  const before = m.memory.current();
  const state = m.memory.open();
  const filled = new Set<Address>();
  const since = lastIdentity();
  const forgotten = new Set<string>();
  const changed: Changed[] = [];
  let isRefined = false;
  const forget = (address: Address, key: string): void => {
    forgotten.add(`${address} ${key}`);
    if (key === FILLED) filled.add(address);
    const start = m.forgotten(address, key, statement.site);
    if (start.kind === 'unknown') changed.push({ address, key, start, before: m.memory.read(address, key) });
    m.memory.write(address, key, start);
  };
  let nodes: readonly TraceNode[] = [];
  let seen: SeenLoop | undefined;
  m.unfollowed.push(m.active.length);
  for (let round = 0; ; round++) {
    const attempt = { frame: tentative(frame) };
    const condition = `pass ${statement.site} ${m.freshCondition()}`;
    const { result: layer, nodes: happened } = m.recorder.apart(() =>
      dryRun(m, () => pass(attempt.frame), { condition, holds: true }),
    );
    // What the body itself creates is new in each pass.
    const found = writtenSlots([layer]).filter(
      ([address, key]) => address <= outerSize && !forgotten.has(`${address} ${key}`),
    );
    // Only what is put into arrays asks how a variable counts.
    if (found.length === 0 && !isRefined && filled.size > 0) {
      isRefined = true;
      const known = recurrences(m, changed, layer.writes, statement.site);
      for (const [{ address, key }, value] of known) m.memory.write(address, key, value);
      if (known.size > 0) continue;
    }
    if (found.length === 0 || round >= ROUNDS) {
      // After one pass or more, what holds is what the last of them wrote.
      m.memory.adopt(layer);
      settleExits(frame, attempt.frame);
      nodes = happened;
      seen = remember(m, statement.site, layer.writes, happened);
      break;
    }
    for (const [address, key] of found) forget(address, key);
  }
  m.unfollowed.pop();
  while (m.memory.current() !== state) m.memory.close();
  m.memory.close();
  if (m.memory.current() !== before) throw new RangeError('a loop left an arm open');
  const sequence =
    replay !== undefined && count !== undefined && m.library.followsPasses?.(m, nodes) === true
      ? passesInTurn(m, statement, frame, count, replay)
      : undefined;
  m.memory.join(`loop ${statement.site} ${m.freshCondition()}`, state, undefined);
  for (const address of filled) settle(m, address, since);
  const replayed =
    replay === undefined
      ? undefined
      : (at: number): readonly TraceNode[] | undefined => {
          const concrete = replay(at);
          if (concrete === undefined) return undefined;
          return m.recorder.apart(() =>
            dryRun(m, () =>
              runPass(
                m,
                { ...statement, locals: statement.kind === 'for' ? statement.locals : [] },
                scratch(frame),
                concrete,
              ),
            ),
          ).nodes;
        };
  if (nodes.length > 0) {
    const node: TraceLoop = {
      kind: 'loop',
      site: statement.site,
      // A loop that may be left has fewer passes, nobody knows how many.
      bound: isWhole && exits() === exitsBefore ? bound : m.unknown('loop', 'the loop may end early', statement.site),
      index,
      body: nodes,
      ...(iterable === undefined ? {} : { iterable }),
      ...(sequence === undefined ? {} : { sequence }),
      ...(replayed === undefined ? {} : { replay: replayed }),
    };
    if (seen !== undefined) seen.node = node;
    m.recorder.add(node);
  }
  return m.execute(statement.else, frame);
}
