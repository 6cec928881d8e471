import { formatValue } from '../engine/format.ts';
import { SEVERITIES, type Severity } from '../rule.ts';
import type { Origin } from '../spec/origin.ts';
import { originInWords } from './pretty/place.ts';
import { clean } from './pretty/text.ts';
import type { CompareReport, Finding, FindingSide, LintFinding, LintReport } from './report.ts';
import type { ReporterOptions } from './reporter.ts';
import { fileOf, type Spot, spotOfSide } from './spot.ts';

/** A finding as tools outside take it: one place, words, and the other side's place where there is one. Text is safe to show. */
export interface Entry {
  readonly rule: string;
  readonly severity: Severity;
  /** The finding itself, for what is not words. */
  readonly finding: Finding | LintFinding;
  /** `Learning rate differs in eval`. */
  readonly title: string;
  /** What differs, in one line. */
  readonly message: string;
  /** Both sides, why, what to do: a line each. */
  readonly details: readonly string[];
  readonly spot?: Spot;
  readonly other?: { readonly spot: Spot; readonly words: string };
  /** Places that the value passed through. */
  readonly origin?: Origin;
  /** What tells apart the same finding in several setups. */
  readonly of: string;
}

type Options = Pick<ReporterOptions, 'all' | 'texts'>;

/** Differences, then known mistakes of either side; worst first. Matters of taste only where all is asked for. */
export function compareEntries(report: CompareReport, options: Options): Entry[] {
  const differences = bySeverity(shown(report.findings, options)).map((finding) =>
    difference(finding, report, options),
  );
  const mistakes = (['a', 'b'] as const).flatMap((side) =>
    shown(report.lint[side], options).map((finding) => mistake(finding, report[side], options, side.toUpperCase())),
  );
  return [...differences, ...bySeverity(mistakes)];
}

/** Known mistakes of all setups, worst first. */
export function lintEntries(report: LintReport, options: Options): Entry[] {
  return bySeverity(
    report.setups.flatMap((setup) => shown(setup.findings, options).map((each) => mistake(each, setup, options))),
  );
}

const rank = ({ severity }: { readonly severity: Severity }): number => SEVERITIES.indexOf(severity);
const bySeverity = <T extends { readonly severity: Severity }>(all: readonly T[]): T[] =>
  [...all].sort((x, y) => rank(x) - rank(y));
const shown = <F extends Finding | LintFinding>(findings: readonly F[], { all }: Options): F[] =>
  findings.filter(({ severity }) => all || severity !== 'note');

function difference(finding: Finding, { a, b }: CompareReport, { texts }: Options): Entry {
  const [spotA, spotB] = [spotOfSide(finding.a), spotOfSide(finding.b)];
  const spot = spotA ?? spotB ?? fileOf(a.sources, texts) ?? fileOf(b.sources, texts);
  const origin = spotA === undefined ? finding.b.origin : finding.a.origin;
  return {
    ...common(finding),
    details: [
      sideLine('A', finding.a),
      sideLine('B', finding.b),
      ...advice(finding),
      ...finding.consequences.map(({ message, rule }) => clean(`so also: ${message} (${rule})`)),
    ],
    of: '',
    ...(spot === undefined ? {} : { spot }),
    ...(spotA === undefined || spotB === undefined ? {} : { other: { spot: spotB, words: sideLine('B', finding.b) } }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function mistake(
  finding: LintFinding,
  { name, sources }: CompareReport['a'],
  { texts }: Options,
  side?: string,
): Entry {
  const spot = spotOfSide(finding.at) ?? fileOf(sources, texts);
  const { origin } = finding.at;
  const entry = common(finding);
  return {
    ...entry,
    title: side === undefined ? entry.title : `${entry.title} (${side})`,
    details: [sideLine(side ?? 'value', finding.at), ...advice(finding)],
    of: side ?? name,
    ...(spot === undefined ? {} : { spot }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function common(finding: Finding | LintFinding): Pick<Entry, 'rule' | 'severity' | 'finding' | 'title' | 'message'> {
  const { rule, severity, title, message, subject } = finding;
  const where = subject === 'setup' ? '' : ` in ${subject.replace('preprocess.', '')}`;
  return { rule: clean(rule), severity, finding, title: clean(title + where), message: clean(message) };
}

/** `A: 0.4 (mine.yaml:46:7)`. */
function sideLine(label: string, side: FindingSide): string {
  const place = whenceOf(side);
  return clean(`${label}: ${side.text}${place === '' ? '' : ` (${place})`}`);
}

/** Where one side of a finding comes from, in one line; of a derived value how, and from what is written where. */
export function whenceOf({ status, origin, facts }: FindingSide): string {
  const [fact] = facts;
  if (status === 'unknown') return `unknown: ${fact?.reason?.text ?? 'not stated'}`;
  if (origin === undefined) return status === 'stated' ? '' : status;
  if (origin.kind !== 'derived') return originInWords(origin);
  const basis = (fact?.basis ?? []).flatMap((base) => {
    if (base.origin === undefined || base.status === 'absent' || base.status === 'unknown') return [];
    return [`${base.path} ${formatValue(base.value)} at ${originInWords(base.origin)}`];
  });
  return [`derived: ${origin.how}`, ...basis.slice(0, 3)].join('; ');
}

function advice({ why, help, effect }: Finding | LintFinding): string[] {
  return [why, help, ...(effect === null ? [] : [`effect: ${effect.text} (${effect.source})`])].map(clean);
}
