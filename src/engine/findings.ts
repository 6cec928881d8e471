import type { Evidence, Finding, FindingSide, LintFinding } from '../report/report.ts';
import { type Rule, type Severity, type StepPlace, sameValue } from '../rule.ts';
import { type Fact, type Facts, type FactValue, NOT_STATED } from '../spec/fact.ts';
import type { TextOrigin } from '../spec/origin.ts';
import type { RulePath } from '../spec/paths.ts';
import { fill, formatNumber, formatValue } from './format.ts';
import { basePaths, type Resolved } from './resolve.ts';
import { type CompareResult, type LintResult, sameFact } from './run.ts';
import { sha256 } from './sha256.ts';
import { concretePath, type Focus } from './view.ts';

/** A fact as reports carry it. */
export function evidence(path: string, fact: Fact): Evidence {
  return {
    path,
    status: fact.status,
    ...('value' in fact ? { value: fact.value } : {}),
    ...(fact.origin === undefined ? {} : { origin: fact.origin }),
    ...(fact.status === 'unknown' ? { reason: fact.reason } : {}),
    ...('overridable' in fact && fact.overridable !== undefined ? { overridable: fact.overridable } : {}),
    ...('alternatives' in fact && fact.alternatives !== undefined ? { alternatives: fact.alternatives } : {}),
  };
}

const MOST_BASIS = 8;

/** The same of a fact of a finding, with what it was derived from; of that, what differs from the other side comes first. */
function groundedEvidence(facts: Facts, path: string, others: Facts | undefined): Evidence {
  const own = evidence(path, facts.get(path) ?? NOT_STATED);
  if (own.origin?.kind !== 'derived') return own;
  const differs = (base: string): boolean =>
    others !== undefined && !sameFact(facts.get(base), others.get(base), sameValue);
  const below = [...basePaths(facts, path)].filter((base) => base !== path);
  const ordered = [...below.filter(differs), ...below.filter((base) => !differs(base))];
  const basis = ordered.flatMap((base) => {
    const fact = facts.get(base);
    return fact === undefined ? [] : [evidence(base, fact)];
  });
  return basis.length === 0 ? own : { ...own, basis: basis.slice(0, MOST_BASIS) };
}

/** The finding of a `different` verdict, without its consequences. */
export function findingOf(a: Resolved, b: Resolved, result: CompareResult, severity?: Severity): Finding {
  const { rule, subject, outcome } = result;
  if (outcome.verdict !== 'different') throw new TypeError(`${rule.id} found no difference`);
  const { details, message } = outcome;
  const [textA, textB] = [formatValue(details.a), formatValue(details.b)];
  const read = [...(rule.compare?.reads ?? []), ...(rule.compare?.optional ?? [])];
  const paths = details.at ?? differingFirst(a, b, result, read);
  return {
    ...common(rule, subject, severity ?? details.severity, details),
    message: fill(messageOf(rule, message), { a: textA, b: textB, ...words(details.data) }),
    fingerprint: fingerprint(rule.id, subject, [textA, textB]),
    a: sideOf(a, result.a, paths, textA, b),
    b: sideOf(b, result.b, paths, textB, a),
    consequences: [],
  };
}

/** The finding of a lint complaint. */
export function lintFindingOf(setup: Resolved, result: LintResult): LintFinding {
  const { rule, subject, outcome, focus } = result;
  if (outcome.verdict !== 'different') throw new TypeError(`${rule.id} complains of nothing`);
  const { details, message } = outcome;
  const fact = setup.facts.get(concretePath(setup.facts, focus, details.at)) ?? NOT_STATED;
  const text = formatValue(details.value ?? ('value' in fact ? fact.value : undefined));
  const others = (rule.lint?.reads ?? []).filter((path) => path !== details.at);
  return {
    ...common(rule, subject, details.severity, details),
    message: fill(messageOf(rule, message), { value: text, ...words(details.data) }),
    fingerprint: fingerprint(rule.id, subject, [text]),
    at: placedAt(sideOf(setup, focus, [details.at, ...others], text), details.place),
  };
}

/** Of a fact of many places, one place: the fact itself would be all of them. */
function placedAt(side: FindingSide, place: StepPlace | undefined): FindingSide {
  if (place === undefined) return side;
  const origin: TextOrigin = { kind: 'text', ...place };
  const { value: _, ...rest } = side;
  const facts = side.facts.map((fact, i) => {
    if (i > 0) return fact;
    const { value: __, ...evidenced } = fact;
    return { ...evidenced, origin };
  });
  return { ...rest, origin, facts };
}

interface CommonDetails {
  readonly because?: readonly string[];
  readonly wouldRaise?: string;
  readonly effect?: Finding['effect'];
  readonly why?: string;
  readonly help?: string;
}

function common(rule: Rule, subject: string, severity: Severity, details: CommonDetails) {
  return {
    id: findingId(rule.id, subject),
    rule: rule.id,
    subject,
    severity,
    title: rule.title,
    why: details.why ?? rule.why,
    help: details.help ?? rule.help,
    effect: details.effect ?? rule.effect,
    context: [...(details.because ?? []), ...(details.wouldRaise === undefined ? [] : [details.wouldRaise])],
  };
}

export const findingId = (rule: string, subject: string): string => (subject === 'setup' ? rule : `${rule}@${subject}`);

function messageOf(rule: Rule, message: string): string {
  const template = rule.messages[message];
  if (template === undefined) throw new TypeError(`${rule.id} has no message ${message}`);
  return template;
}

const words = (data: Readonly<Record<string, string | number>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, v]) => [key, typeof v === 'number' ? formatNumber(v) : v]));

function sideOf(
  setup: Resolved,
  focus: Focus,
  paths: readonly RulePath[],
  text: string,
  other?: Resolved,
): FindingSide {
  const found = paths.map((path) =>
    groundedEvidence(setup.facts, concretePath(setup.facts, focus, path), other?.facts),
  );
  // A side may say it by another fact than the other side: what it says comes first.
  const isUnknown = ({ status }: Evidence): boolean => status === 'unknown';
  const facts =
    found[0] !== undefined && isUnknown(found[0])
      ? [...found.filter((fact) => !isUnknown(fact)), ...found.filter(isUnknown)]
      : found;
  const { status = 'unknown', value, origin } = facts[0] ?? {};
  return {
    text,
    status,
    ...(value === undefined ? {} : { value: value as FactValue }),
    ...(origin === undefined ? {} : { origin }),
    facts,
  };
}

/** What differs comes first: it is the place to look at. */
function differingFirst(
  a: Resolved,
  b: Resolved,
  result: CompareResult,
  paths: readonly RulePath[],
): readonly RulePath[] {
  const differs = (path: RulePath): boolean =>
    !sameFact(
      a.facts.get(concretePath(a.facts, result.a, path)),
      b.facts.get(concretePath(b.facts, result.b, path)),
      sameValue,
    );
  return [...paths.filter(differs), ...paths.filter((path) => !differs(path))];
}

function fingerprint(rule: string, subject: string, values: readonly string[]): string {
  return sha256(JSON.stringify([rule, subject, ...values])).slice(0, 16);
}
