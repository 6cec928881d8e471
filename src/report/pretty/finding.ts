import { formatValue } from '../../engine/format.ts';
import type { Evidence, Finding, FindingSide, LintFinding } from '../report.ts';
import { codeFrame } from './frame.ts';
import { GUTTER, labeled, type Page, paintOf, paragraph, spread } from './page.ts';
import { originInWords, textPlace } from './place.ts';
import { cells, clean, shorten } from './text.ts';

/** Findings that say the same of several subjects, such as of training and evaluation, are shown once. */
export interface Group<F> {
  readonly finding: F;
  readonly others: readonly F[];
}

export function groupAlike<F extends Finding | LintFinding>(findings: readonly F[]): Group<F>[] {
  const groups = new Map<string, { finding: F; others: F[] }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.severity, finding.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, others: [] });
    else group.others.push(finding);
  }
  return [...groups.values()];
}

/** A difference: what, both sides, why, what to do, what it does, what follows from it. */
export function differenceBlock(page: Page, { finding, others }: Group<Finding>): string[] {
  const consequences = [finding, ...others].flatMap((each) => each.consequences);
  return [
    ...opening(page, finding, others),
    ...side(page, 'A', finding.a, finding),
    ...also(
      page,
      others.map(({ a }) => a),
    ),
    ...side(page, 'B', finding.b, finding),
    ...also(
      page,
      others.map(({ b }) => b),
    ),
    ...advice(page, finding),
    ...groupAlike(consequences).flatMap((group, i) => consequence(page, group, i === 0)),
  ];
}

/** A complaint about one side. */
export function complaintBlock(page: Page, { finding, others }: Group<LintFinding>): string[] {
  return [
    ...opening(page, finding, others),
    ...side(page, '', finding.at, finding),
    ...also(
      page,
      others.map(({ at }) => at),
    ),
    ...advice(page, finding),
  ];
}

function opening(page: Page, finding: Finding | LintFinding, others: readonly (Finding | LintFinding)[]): string[] {
  const paint = paintOf(page, finding.severity);
  const label = finding.severity.padStart(GUTTER - 2);
  const title = `${label}  ${clean(finding.title)}${subjects([finding, ...others])}`;
  return [
    ...spread(
      page,
      title,
      finding.rule,
      (text) => paint.bold(text.slice(0, GUTTER)) + page.style.bold(text.slice(GUTTER)),
      page.style.dim,
    ),
    ...paragraph(page, finding.message, GUTTER),
  ];
}

function subjects(findings: readonly (Finding | LintFinding)[]): string {
  const named = findings.map(({ subject }) => subject).filter((subject) => subject !== 'setup');
  if (named.length === 0) return '';
  return ` in ${clean(named.map((subject) => subject.replace('preprocess.', '')).join(' and '))}`;
}

function side(page: Page, label: string, { text, facts }: FindingSide, finding: Finding | LintFinding): string[] {
  const [fact] = facts;
  const paint = paintOf(page, finding.severity);
  const shown = clean(text);
  const first = fact === undefined ? '' : whence(fact);
  const value = page.style.bold(shorten(shown, page.width - GUTTER));
  const start = `${page.style.cyan.bold(label.padStart(GUTTER - 2))}  ${value}`;
  const room = page.width - GUTTER - cells(shown) - 2;
  const place = clean(first);
  const lines =
    cells(place) <= room
      ? [`${start}  ${page.style.dim(place)}`.trimEnd()]
      : [start, ...paragraph(page, first, GUTTER, page.style.dim)];
  return [...lines, ...(fact === undefined ? [] : grounds(page, fact, paint))];
}

function whence(fact: Evidence): string {
  if (fact.status === 'unknown') return `unknown: ${fact.reason?.text ?? 'not stated'}`;
  return fact.origin === undefined ? '' : originInWords(fact.origin);
}

/** What lies below a value: the line that says it, the citation, the facts that it was computed from. */
function grounds(page: Page, fact: Evidence, paint: (text: string) => string): string[] {
  const { origin } = fact;
  if (origin?.kind === 'preset') return paragraph(page, origin.citation, GUTTER, page.style.dim);
  if (origin?.kind === 'derived') {
    const basis = fact.basis ?? [];
    const told = basis.flatMap((base) => paragraph(page, basisInWords(base), GUTTER, page.style.dim));
    const place = basis.map((base) => textPlace(base.origin)).find((found) => found !== undefined);
    return [...told, ...(place === undefined ? [] : codeFrame(page, place, paint))];
  }
  const place = textPlace(origin);
  const via = origin?.via ?? [];
  return [
    ...(place === undefined ? [] : codeFrame(page, place, paint)),
    ...(via.length === 0
      ? []
      : paragraph(page, `by way of ${via.map(originInWords).join('; ')}`, GUTTER, page.style.dim)),
  ];
}

function basisInWords(fact: Evidence): string {
  const value = fact.status === 'absent' ? 'not there' : formatValue(fact.value);
  return `${fact.path} ${value}: ${whence(fact)}`;
}

function also(page: Page, others: readonly FindingSide[]): string[] {
  const places = others.flatMap(({ origin }) => (origin === undefined ? [] : [originInWords(origin)]));
  return places.length === 0 ? [] : paragraph(page, `also ${places.join(', ')}`, GUTTER, page.style.dim);
}

function advice(page: Page, { why, help, effect, context }: Finding | LintFinding): string[] {
  return [
    ...labeled(page, 'why', why),
    ...labeled(page, 'do', help),
    ...labeled(page, 'effect', effect === null ? 'no measured effect known' : `${effect.text} (${effect.source})`),
    ...(context.length === 0 ? [] : labeled(page, 'because', context.join('; '))),
  ];
}

function consequence(page: Page, { finding, others }: Group<Finding>, isFirst: boolean): string[] {
  const words = `${finding.severity}: ${finding.message}${subjects([finding, ...others])} (${finding.rule})`;
  return labeled(page, isFirst ? 'so also' : '', words, page.style.dim);
}
