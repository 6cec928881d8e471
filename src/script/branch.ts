import type { Site } from './ir.ts';
import type { Machine } from './machine.ts';
import type { Layer } from './memory.ts';
import { equalityCondition, NOWHERE, type Plain, type Value } from './value.ts';

/** A test as the evaluator sees it: known, or a condition with a name. */
export type Test = { readonly known: boolean } | { readonly condition: string; readonly holds: boolean };

/** Whether a value is true: known, or under which condition. */
export function testOf(m: Machine, value: Value, truth: 'js' | 'py', site: Site): Test {
  if (value.kind !== 'choice') return plainTest(m, value, truth, site);
  const truths = value.options.map((option) => m.semantics.truthy(m, option.value, truth));
  const first = truths[0];
  if (first !== undefined && truths.every((known) => known === first)) return { known: first };
  // Two options under one condition: the test is that condition, so that another test of the same flag agrees.
  const [a, b] = value.options;
  const [guardA, guardB] = [a?.guard[0], b?.guard[0]];
  if (
    value.options.length === 2 &&
    a?.guard.length === 1 &&
    b?.guard.length === 1 &&
    guardA !== undefined &&
    guardA.condition === guardB?.condition &&
    truths[0] !== undefined &&
    truths[1] !== undefined
  ) {
    return { condition: guardA.condition, holds: guardA.holds === truths[0] };
  }
  return { condition: `test ${site} ${m.freshCondition()}`, holds: true };
}

function plainTest(m: Machine, value: Plain, truth: 'js' | 'py', site: Site): Test {
  const known = m.semantics.truthy(m, value, truth);
  if (known !== undefined) return { known };
  if (value.kind === 'unknown') {
    const comparison = m.comparisons.get(value.identity);
    if (comparison !== undefined) return settle(m, comparison.condition, comparison.holds);
    return settle(m, `${value.identity} is true`, true);
  }
  if (value.kind === 'reference') return settle(m, `@${value.address} is true`, true);
  if (value.kind === 'library') return settle(m, `@${value.self ?? ''} ${value.name} is true`, true);
  return { condition: `test ${site} ${m.freshCondition()}`, holds: true };
}

function settle(m: Machine, condition: string, holds: boolean): Test {
  const assumed = m.memory.assumptions.get(condition);
  return assumed === undefined ? { condition, holds } : { known: assumed === holds };
}

/** What is known of an unknown's equality with a literal: the condition that it is, and whether assumptions settle it. */
export function equalityTest(
  m: Machine,
  value: Plain & { kind: 'unknown' },
  literal: Plain & { kind: 'primitive' },
): Test | undefined {
  const condition = equalityCondition(value, literal.value);
  if (condition === undefined) return undefined;
  const settled = settle(m, condition, true);
  if ('known' in settled) return settled;
  // Known to equal another literal: it cannot equal this one.
  const prefix = `${value.identity} == `;
  for (const [other, holds] of m.memory.assumptions) if (holds && other.startsWith(prefix)) return { known: false };
  return settled;
}

interface Ways<T> {
  consequent(): T;
  else(): T;
  /** Joins what the two ways gave. */
  join(condition: string, consequent: T, otherwise: T): T;
}

/** Runs an expression's two ways on layers of their own and joins them where the test is not known. */
export function branchExpression<T>(m: Machine, test: Test, ways: Ways<T>): T {
  if ('known' in test) return test.known ? ways.consequent() : ways.else();
  const [yes, no] = test.holds ? [ways.consequent, ways.else] : [ways.else, ways.consequent];
  const { result: a, nodes: consequent } = m.recorder.apart(() => runArm(m, test.condition, true, yes));
  const { result: b, nodes: otherwise } = m.recorder.apart(() => runArm(m, test.condition, false, no));
  if (consequent.length + otherwise.length > 0)
    m.recorder.add({ kind: 'branch', condition: test.condition, site: NOWHERE, consequent, else: otherwise });
  if (a.result === undefined || b.result === undefined) {
    const left = a.result === undefined ? b : a;
    // One way throws: what goes on is the other.
    m.memory.adopt(left.layer);
    m.memory.assume({ condition: test.condition, holds: left === a });
    if (left.result === undefined) throw a.thrown ?? b.thrown;
    return left.result.value;
  }
  m.memory.join(test.condition, a.layer, b.layer);
  return ways.join(test.condition, a.result.value, b.result.value);
}

interface Arm<T> {
  readonly layer: Layer;
  readonly result?: { readonly value: T };
  readonly thrown?: unknown;
}

function runArm<T>(m: Machine, condition: string, holds: boolean, run: () => T): Arm<T> {
  const layer = m.memory.open({ condition, holds });
  try {
    return { layer, result: { value: run() } };
  } catch (error) {
    if (!m.isThrow(error)) throw error;
    return { layer, thrown: error };
  } finally {
    while (m.memory.current() !== layer) m.memory.close();
    m.memory.close();
  }
}
