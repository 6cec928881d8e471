import type {
  CompareOutcome,
  ComplaintDetails,
  DifferenceDetails,
  LintOutcome,
  Rule,
  SettledBy,
  Severity,
} from '../rule.ts';
import { optionOf, SEVERITIES } from '../rule.ts';
import { type Fact, isKnown } from '../spec/fact.ts';
import type { RulePath } from '../spec/paths.ts';
import type { Phase, Scope } from '../spec/vocabulary.ts';
import { PHASES } from '../spec/vocabulary.ts';
import type { Resolved } from './resolve.ts';
import { concretePath, type Focus, viewOf } from './view.ts';

/** One check to make: a rule on one subject. */
export interface Task {
  readonly rule: Rule;
  /** `setup`, `preprocess.eval`, `networks.G`, … */
  readonly subject: string;
  readonly a: Focus;
  readonly b: Focus;
}

export interface CompareResult extends Task {
  readonly outcome: CompareOutcome;
  /** Needed paths that were unknown, concrete. */
  readonly missing: { readonly a: readonly string[]; readonly b: readonly string[] };
}

export interface LintResult {
  readonly rule: Rule;
  readonly subject: string;
  readonly focus: Focus;
  readonly outcome: LintOutcome;
  readonly missing: readonly string[];
}

/** The scopes both sides cover; serving counts where one side serves and the other evaluates. */
export function sharedScope(a: readonly Scope[], b: readonly Scope[]): readonly Scope[] {
  const shared = new Set<Scope>(a.filter((scope) => b.includes(scope)));
  if (servesAgainstEval(a, b) || servesAgainstEval(b, a)) shared.add('serve');
  return [...shared];
}

const servesAgainstEval = (serving: readonly Scope[], other: readonly Scope[]): boolean =>
  serving.includes('serve') && !serving.includes('eval') && other.includes('eval') && !other.includes('serve');

interface PhasePair {
  readonly name: string;
  readonly a: Phase;
  readonly b: Phase;
  readonly scope: Scope;
}

function phasePairs(a: readonly Scope[], b: readonly Scope[]): readonly PhasePair[] {
  const pairs: PhasePair[] = PHASES.map((phase) => ({ name: `preprocess.${phase}`, a: phase, b: phase, scope: phase }));
  if (servesAgainstEval(a, b))
    return [...pairs.slice(0, 2), { name: 'preprocess.serve', a: 'serve', b: 'eval', scope: 'serve' }];
  if (servesAgainstEval(b, a))
    return [...pairs.slice(0, 2), { name: 'preprocess.serve', a: 'eval', b: 'serve', scope: 'serve' }];
  return pairs;
}

const isPhased = (paths: readonly RulePath[]): boolean => paths.some((path) => path.includes('*'));
const speaksOf = (resolved: Resolved, focus: Focus, paths: readonly RulePath[]): boolean =>
  paths.some((path) => {
    const fact = resolved.facts.get(concretePath(resolved.facts, focus, path));
    return fact !== undefined && !(fact.status === 'unknown' && fact.reason.code === 'not-stated');
  });

/** All checks that two setups call for, in a stable order. */
export function compareTasks(a: Resolved, b: Resolved, rules: readonly Rule[]): Task[] {
  const tasks: Task[] = [];
  const pairs = phasePairs(a.scope, b.scope);
  const prefixes = a.prefixes.filter((prefix) => prefix === '' || b.prefixes.includes(prefix));
  for (const rule of rules) {
    if (rule.compare === undefined) continue;
    const paths = [...rule.compare.reads, ...(rule.compare.optional ?? [])];
    for (const prefix of prefixes) {
      if (prefix !== '' && !paths.some((path) => ownsPath(a, prefix, path) || ownsPath(b, prefix, path))) continue;
      if (!isPhased(paths)) {
        tasks.push({ rule, subject: prefix === '' ? 'setup' : prefix.slice(0, -1), a: { prefix }, b: { prefix } });
        continue;
      }
      for (const pair of pairs) {
        const [focusA, focusB] = [
          { prefix, phase: pair.a },
          { prefix, phase: pair.b },
        ];
        const phased = paths.filter((path) => path.includes('*'));
        // Two sides that say nothing of serving are not worth a line of the report.
        if (!speaksOf(a, focusA, phased) && !speaksOf(b, focusB, phased)) continue;
        tasks.push({ rule, subject: prefix + pair.name, a: focusA, b: focusB });
      }
    }
  }
  return tasks;
}

function ownsPath(resolved: Resolved, prefix: string, path: RulePath): boolean {
  const phased = path.includes('*') ? PHASES.map((phase) => path.replace('*', phase)) : [path];
  return phased.some((concrete) => resolved.facts.has(prefix + concrete));
}

/** Makes one comparison. */
export function compareOne(a: Resolved, b: Resolved, task: Task): CompareResult {
  const { rule } = task;
  const inputs = rule.compare;
  const none = { a: [], b: [] };
  if (inputs === undefined) throw new TypeError(`${rule.id} compares nothing`);
  const shared = sharedScope(a.scope, b.scope);
  const scopes = scopesOfTask(rule, task);
  if (!scopes.some((scope) => shared.includes(scope))) {
    const covered = [a, b].some((side) => scopes.some((scope) => side.scope.includes(scope)));
    const text = `${covered ? 'only one' : 'neither'} side covers ${scopes.join(' or ')}`;
    return { ...task, outcome: { verdict: 'not-applicable', text }, missing: none };
  }
  const [viewA, viewB] = [viewOf(a.facts, task.a), viewOf(b.facts, task.b)];
  if (rule.images && (isOtherTask(viewA.value('setup.task')) || isOtherTask(viewB.value('setup.task')))) {
    return { ...task, outcome: { verdict: 'not-applicable', text: 'the task has no images' }, missing: none };
  }
  const missing = {
    a: missingPaths(a, task.a, inputs.reads),
    b: missingPaths(b, task.b, inputs.reads),
  };
  if (missing.a.length + missing.b.length > 0) {
    const first = missing.a[0] ?? missing.b[0] ?? '';
    return { ...task, outcome: { verdict: 'unknown', text: `${first} is unknown` }, missing };
  }
  if (
    inputs.reads.length > 0 &&
    (inputs.optional ?? []).length === 0 &&
    allAbsent(a, task.a, inputs.reads) &&
    allAbsent(b, task.b, inputs.reads)
  ) {
    return { ...task, outcome: { verdict: 'same' }, missing: none };
  }
  const outcome = inputs.check({
    a: viewA,
    b: viewB,
    subject: task.subject,
    option: (name) => optionOf(rule, name),
    same: () => ({ verdict: 'same' }),
    equivalent: (note) => ({ verdict: 'equivalent', note }),
    unknown: (text, settledBy) =>
      settledBy === undefined ? { verdict: 'unknown', text } : { verdict: 'unknown', text, settledBy },
    notApplicable: (text) => ({ verdict: 'not-applicable', text }),
    different: (message: string, details: DifferenceDetails) => ({ verdict: 'different', message, details }),
  });
  return { ...task, outcome, missing: outcome.verdict === 'unknown' ? unsettled(a, b, task, outcome.settledBy) : none };
}

/** What a check that came to `unknown` by itself says would settle it, where that is unknown. */
function unsettled(a: Resolved, b: Resolved, task: Task, settledBy: SettledBy | undefined): CompareResult['missing'] {
  const bySide = typeof settledBy === 'object' ? settledBy : { a: settledBy, b: settledBy };
  const paths = (path: RulePath | undefined): RulePath[] => (path === undefined ? [] : [path]);
  return { a: missingPaths(a, task.a, paths(bySide.a)), b: missingPaths(b, task.b, paths(bySide.b)) };
}

function scopesOfTask(rule: Rule, task: Task): readonly Scope[] {
  const phase = task.a.phase;
  if (phase === undefined) return rule.scope;
  return [task.subject.endsWith('preprocess.serve') ? 'serve' : phase];
}

const isOtherTask = (task: string | undefined): boolean =>
  task !== undefined && !/image|object|segmentation|detection|vision|pose|video/.test(task);

function missingPaths(resolved: Resolved, focus: Focus, paths: readonly RulePath[]): string[] {
  return paths
    .map((path) => concretePath(resolved.facts, focus, path))
    .filter((path) => (resolved.facts.get(path)?.status ?? 'unknown') === 'unknown');
}

function allAbsent(resolved: Resolved, focus: Focus, paths: readonly RulePath[]): boolean {
  return paths.every((path) => resolved.facts.get(concretePath(resolved.facts, focus, path))?.status === 'absent');
}

/** Runs the lint part of every rule on one setup. */
export function lint(setup: Resolved, rules: readonly Rule[]): LintResult[] {
  const results: LintResult[] = [];
  for (const rule of rules) {
    if (rule.lint === undefined) continue;
    const paths = [...rule.lint.reads, ...(rule.lint.optional ?? [])];
    for (const prefix of setup.prefixes) {
      if (prefix !== '' && !paths.some((path) => ownsPath(setup, prefix, path))) continue;
      const phases = isPhased(paths) ? PHASES : [undefined];
      for (const phase of phases) {
        const focus: Focus = phase === undefined ? { prefix } : { prefix, phase };
        if (
          phase !== undefined &&
          !speaksOf(
            setup,
            focus,
            paths.filter((path) => path.includes('*')),
          )
        )
          continue;
        const subject =
          phase === undefined ? (prefix === '' ? 'setup' : prefix.slice(0, -1)) : `${prefix}preprocess.${phase}`;
        results.push({ rule, subject, focus, ...lintOne(setup, rule, focus, subject) });
      }
    }
  }
  return results;
}

function lintOne(setup: Resolved, rule: Rule, focus: Focus, subject: string): Pick<LintResult, 'outcome' | 'missing'> {
  const inputs = rule.lint;
  if (inputs === undefined) throw new TypeError(`${rule.id} lints nothing`);
  const scopes = focus.phase === undefined ? rule.scope : [focus.phase];
  if (!scopes.some((scope) => setup.scope.includes(scope))) {
    return {
      outcome: { verdict: 'not-applicable', text: `the setup does not cover ${scopes.join(' or ')}` },
      missing: [],
    };
  }
  const view = viewOf(setup.facts, focus);
  if (rule.images && isOtherTask(view.value('setup.task'))) {
    return { outcome: { verdict: 'not-applicable', text: 'the task has no images' }, missing: [] };
  }
  const missing = missingPaths(setup, focus, inputs.reads);
  if (missing.length > 0) return { outcome: { verdict: 'unknown', text: `${missing[0]} is unknown` }, missing };
  const outcome = inputs.check({
    setup: view,
    subject,
    option: (name) => optionOf(rule, name),
    clean: () => ({ verdict: 'same' }),
    unknown: (text, settledBy) =>
      settledBy === undefined ? { verdict: 'unknown', text } : { verdict: 'unknown', text, settledBy },
    notApplicable: (text) => ({ verdict: 'not-applicable', text }),
    complain: (message: string, details: ComplaintDetails) => ({ verdict: 'different', message, details }),
  });
  const settledBy = outcome.verdict === 'unknown' ? outcome.settledBy : undefined;
  return { outcome, missing: settledBy === undefined ? [] : missingPaths(setup, focus, [settledBy]) };
}

/** From the worst. */
export function bySeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** Whether two facts say the same: same value, or both absent. */
export function sameFact(
  a: Fact | undefined,
  b: Fact | undefined,
  equal: (x: unknown, y: unknown) => boolean,
): boolean {
  if (a !== undefined && b !== undefined && isKnown(a) && isKnown(b)) return equal(a.value, b.value);
  return (a?.status ?? 'unknown') === (b?.status ?? 'unknown') && !(a && isKnown(a));
}
