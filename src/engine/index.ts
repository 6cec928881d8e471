import type { FactCounts, Finding, LintFinding, SubjectVerdict, UnknownGroup, Verdict } from '../report/report.ts';
import { VERDICTS } from '../report/report.ts';
import type { Rule, Severity } from '../rule.ts';
import type { FactStatus } from '../spec/fact.ts';
import type { TextOrigin } from '../spec/origin.ts';
import type { Setup } from '../spec/setup.ts';
import { printable } from '../spec/text.ts';
import { findingId, findingOf, lintFindingOf } from './findings.ts';
import type { Resolved } from './resolve.ts';
import { findRoots } from './roots.ts';
import { bySeverity, type CompareResult, compareOne, compareTasks, lint, sharedScope } from './run.ts';

export { evidence } from './findings.ts';
export { inScope, type Resolved, resolve } from './resolve.ts';
export { sharedScope } from './run.ts';
export { unusedMessage } from './suppressions.ts';

export interface EngineOptions {
  /** Severity by rule id or facet (`optimizer`, `optimizer/*`); `off` leaves the rule out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  /** Only these rules or facets. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** Whether a selector (`optimizer`, `optimizer/*`, `optimizer/lr`) names a rule. */
export function selects(selector: string, rule: string): boolean {
  return (
    selector === rule ||
    selector === rule.split('/')[0] ||
    (selector.endsWith('/*') && rule.startsWith(selector.slice(0, -1)))
  );
}

/** The rules that remain after `only`, `skip` and `off`. */
export function selectRules(rules: readonly Rule[], options: EngineOptions): Rule[] {
  return rules.filter(
    ({ id }) =>
      (options.only === undefined ||
        options.only.length === 0 ||
        options.only.some((selector) => selects(selector, id))) &&
      !(options.skip ?? []).some((selector) => selects(selector, id)) &&
      overridden(id, options) !== 'off',
  );
}

function overridden(rule: string, { severities = {} }: EngineOptions): Severity | 'off' | undefined {
  const selectors = Object.keys(severities).filter((selector) => selects(selector, rule));
  const nearest = selectors.sort((x, y) => y.length - x.length)[0];
  return nearest === undefined ? undefined : severities[nearest];
}

const overriddenSeverity = (rule: string, options: EngineOptions): Severity | undefined => {
  const severity = overridden(rule, options);
  return severity === 'off' ? undefined : severity;
};

export interface CompareRun {
  readonly findings: readonly Finding[];
  readonly subjects: readonly SubjectVerdict[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly unknown: readonly UnknownGroup[];
  readonly scope?: string;
}

/** Runs every compare rule on two setups. */
export function runCompare(
  a: Resolved,
  b: Resolved,
  allRules: readonly Rule[],
  options: EngineOptions = {},
): CompareRun {
  const results = compareTasks(a, b, selectRules(allRules, options)).map((task) => compareOne(a, b, task));
  const subjects = results.map(subjectVerdict);
  const scope = scopeNote(a, b);
  return {
    findings: nest(a, b, results, options),
    subjects,
    verdicts: joinVerdicts(subjects),
    unknown: groupUnknown(a, b, results),
    ...(scope === undefined ? {} : { scope }),
  };
}

function nest(a: Resolved, b: Resolved, results: readonly CompareResult[], options: EngineOptions): Finding[] {
  const different = results.filter(({ outcome }) => outcome.verdict === 'different');
  // One difference alone follows from no other.
  const roots = different.length < 2 ? [] : findRoots(a, b, different);
  const all = different.map((result) => findingOf(a, b, result, overriddenSeverity(result.rule.id, options)));
  const findings: Finding[] = [];
  for (const [i, finding] of all.entries()) {
    if (roots[i] !== undefined) continue;
    const consequences = all.filter((_, j) => roots[j] === i).sort(findingOrder);
    findings.push(raise({ ...finding, consequences }));
  }
  return findings.sort(findingOrder);
}

/** A root is at least as severe as what follows from it: what is nested is not counted by itself. */
function raise(finding: Finding): Finding {
  const worst = finding.consequences[0];
  if (worst === undefined || bySeverity(worst.severity, finding.severity) >= 0) return finding;
  return {
    ...finding,
    severity: worst.severity,
    context: [...finding.context, `as severe as what follows from it: ${worst.title.toLowerCase()}`],
  };
}

function findingOrder(x: Finding | LintFinding, y: Finding | LintFinding): number {
  return bySeverity(x.severity, y.severity) || compareText(x.id, y.id);
}

const compareText = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);

function subjectVerdict({ rule, subject, outcome, missing }: CompareResult): SubjectVerdict {
  const note = outcome.verdict === 'equivalent' ? outcome.note : 'text' in outcome ? outcome.text : undefined;
  const isMissing = missing.a.length + missing.b.length > 0;
  return {
    id: findingId(rule.id, subject),
    rule: rule.id,
    subject,
    verdict: outcome.verdict,
    ...(note === undefined ? {} : { note }),
    ...(isMissing ? { missing, oneSided: missing.a.length === 0 || missing.b.length === 0 } : {}),
  };
}

/** The strongest verdict of each rule. */
function joinVerdicts(subjects: readonly SubjectVerdict[]): Record<string, Verdict> {
  const joined: Record<string, Verdict> = {};
  for (const { rule, verdict } of subjects) {
    const present = joined[rule];
    if (present === undefined || VERDICTS.indexOf(verdict) < VERDICTS.indexOf(present)) joined[rule] = verdict;
  }
  return joined;
}

/** Unknown verdicts by the input that would settle most of them. Both sides unknown is not worth asking about. */
function groupUnknown(a: Resolved, b: Resolved, results: readonly CompareResult[]): UnknownGroup[] {
  const groups = new Map<string, { side: 'a' | 'b'; settledBy: string; reason: string; checks: Set<string> }>();
  const add = (side: 'a' | 'b', setup: Resolved, path: string, check: string): void => {
    const fact = setup.facts.get(path);
    const reason = fact?.status === 'unknown' ? fact.reason : undefined;
    const settledBy = reason?.settledBy ?? path;
    const key = `${side} ${settledBy}`;
    const group = groups.get(key) ?? { side, settledBy, reason: reason?.text ?? 'not stated', checks: new Set() };
    group.checks.add(check);
    groups.set(key, group);
  };
  for (const { rule, subject, missing, outcome } of results) {
    const check = findingId(rule.id, subject);
    if (outcome.verdict !== 'unknown') continue;
    if (missing.a.length > 0 && missing.b.length > 0) continue;
    for (const path of missing.a) add('a', a, path, check);
    for (const path of missing.b) add('b', b, path, check);
  }
  return [...groups.values()]
    .map(({ checks, ...group }) => ({ ...group, checks: [...checks].sort(compareText) }))
    .sort((x, y) => y.checks.length - x.checks.length || compareText(x.side + x.settledBy, y.side + y.settledBy));
}

function scopeNote(a: Resolved, b: Resolved): string | undefined {
  const shared = sharedScope(a.scope, b.scope);
  const only = (side: Resolved): string[] => side.scope.filter((scope) => !shared.includes(scope));
  const [onlyA, onlyB] = [only(a), only(b)];
  if (onlyA.length + onlyB.length === 0) return undefined;
  const parts = [
    ...(onlyA.length > 0 ? [`only A covers ${onlyA.join(' and ')}`] : []),
    ...(onlyB.length > 0 ? [`only B covers ${onlyB.join(' and ')}`] : []),
  ];
  return `${parts.join('; ')}; ${shared.join(', ')} compared`;
}

export interface LintRun {
  readonly findings: readonly LintFinding[];
  readonly subjects: readonly SubjectVerdict[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** Runs every lint rule on one setup. */
export function runLint(setup: Resolved, allRules: readonly Rule[], options: EngineOptions = {}): LintRun {
  const rules = selectRules(allRules, options);
  const results = lint(setup, rules);
  const fromSource = rules.flatMap((rule) => sourceFindings(rule, setup.setup, options));
  const subjects = results.map(
    ({ rule, subject, outcome, missing }): SubjectVerdict => ({
      id: findingId(rule.id, subject),
      rule: rule.id,
      subject,
      verdict: outcome.verdict,
      ...('text' in outcome ? { note: outcome.text } : {}),
      ...(missing.length > 0 ? { missing: { a: missing, b: [] } } : {}),
    }),
  );
  const found = results
    .filter(({ outcome }) => outcome.verdict === 'different')
    .map((result) => {
      const finding = lintFindingOf(setup, result);
      return { ...finding, severity: overriddenSeverity(result.rule.id, options) ?? finding.severity };
    });
  return {
    findings: [...found, ...fromSource].sort(findingOrder),
    subjects,
    verdicts: joinVerdicts(subjects),
  };
}

/** What a source noticed while reading, as findings of the rule that speaks for it. */
function sourceFindings(rule: Rule, { problems, texts }: Setup, options: EngineOptions): LintFinding[] {
  const { source } = rule;
  if (source === undefined) return [];
  return problems
    .filter(({ code }) => code === source.code)
    .map((problem) => ({
      id: rule.id,
      rule: rule.id,
      subject: 'setup',
      severity: overriddenSeverity(rule.id, options) ?? source.severity,
      title: rule.title,
      message: problem.message,
      why: rule.why,
      help: problem.help ?? rule.help,
      effect: rule.effect,
      context: [],
      fingerprint: `${rule.id} ${problem.message}`,
      at: {
        text: problem.at === undefined ? '' : spelledAt(problem.at, texts),
        status: 'stated',
        ...(problem.at === undefined ? {} : { origin: problem.at }),
        facts: [],
      },
    }));
}

/** What stands at a place, where it is within one line. */
function spelledAt({ file, line, column, endLine, endColumn, raw }: TextOrigin, texts: Setup['texts']): string {
  if (raw !== undefined || endColumn === undefined || (endLine ?? line) !== line) return raw ?? '';
  return printable((texts.get(file)?.split('\n')[line - 1] ?? '').slice(column - 1, endColumn - 1), 80);
}

/** How many facts of a setup are known, and how. */
export function countFacts(setup: Resolved): FactCounts {
  const byStatus: Partial<Record<FactStatus, number>> = {};
  let total = 0;
  for (const { status } of setup.facts.values()) {
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (status !== 'unknown') total++;
  }
  return { total, byStatus };
}
