import { formatValue } from '../../engine/format.ts';
import { pathEntry } from '../../spec/paths.ts';
import { type Group, groupAlike, inSubjects } from '../group.ts';
import type { Evidence, Finding, FindingSide, LintFinding } from '../report.ts';
import { codeFrame } from './frame.ts';
import { GUTTER, labeled, type Page, paintOf, paragraph, spread } from './page.ts';
import { originInWords, STATUS_WORDS, textPlace } from './place.ts';
import { cells, clean, shorten } from './text.ts';

/** A difference: what, both sides, why, what to do, what it does, what follows from it. */
export function differenceBlock(page: Page, group: Group<Finding>): string[] {
  const { finding, others } = group;
  const consequences = [finding, ...others].flatMap((each) => each.consequences);
  return [
    ...opening(page, group),
    ...side(page, 'A', finding, finding.a, finding.b),
    ...also(page, [finding.a, ...others.map(({ a }) => a)]),
    ...side(page, 'B', finding, finding.b, finding.a),
    ...also(page, [finding.b, ...others.map(({ b }) => b)]),
    ...advice(page, finding),
    ...groupAlike(consequences).flatMap((each, i) => consequence(page, each, i === 0)),
  ];
}

/** A complaint about one side, with all that is known of it. */
export function complaintBlock(page: Page, group: Group<LintFinding>): string[] {
  return [...briefOf(page, group), ...advice(page, group.finding)];
}

/** The same where differences are the matter: what, where, and what to do. */
export function briefComplaintBlock(page: Page, group: Group<LintFinding>): string[] {
  return [...briefOf(page, group), ...labeled(page, 'do', group.finding.help)];
}

function briefOf(page: Page, group: Group<LintFinding>): string[] {
  const { finding, others } = group;
  return [
    ...opening(page, group),
    ...side(page, '', finding, finding.at, undefined),
    ...also(page, [finding.at, ...others.map(({ at }) => at)]),
  ];
}

function opening(page: Page, group: Group<Finding | LintFinding>): string[] {
  const { severity, title, rule, message } = group.finding;
  const paint = paintOf(page, severity);
  const left = `${severity.padStart(GUTTER - 2)}  ${clean(title)}${clean(inSubjects(group))}`;
  const paintLeft = (text: string): string => paint.bold(text.slice(0, GUTTER)) + page.style.bold(text.slice(GUTTER));
  return [...spread(page, left, rule, paintLeft, page.style.dim), ...paragraph(page, message, GUTTER)];
}

function side(
  page: Page,
  label: string,
  { severity }: Finding | LintFinding,
  { text, facts, status, origin }: FindingSide,
  other: FindingSide | undefined,
): string[] {
  // What a source noticed while reading has a place and no fact.
  const fact = facts[0] ?? (origin === undefined ? undefined : { path: '', status, origin });
  const value = shorten(clean(text), page.width - GUTTER);
  const start = `${page.style.cyan.bold(label.padStart(GUTTER - 2))}  ${page.style.bold(value)}`;
  if (fact === undefined) return value === '' ? [] : [start];
  const isSameWay = label === 'B' && derivedHow(fact) !== undefined && derivedHow(fact) === derivedHow(other?.facts[0]);
  const place = isSameWay ? '' : clean(whence(fact));
  const isShort = cells(value) + cells(place) + 2 <= page.width - GUTTER;
  return [
    isShort ? `${start}  ${page.style.dim(place)}`.trimEnd() : start,
    ...(isShort ? [] : paragraph(page, place, GUTTER, page.style.dim)),
    ...grounds(page, fact, other?.facts[0], paintOf(page, severity)),
  ];
}

function whence({ status, origin, reason }: Evidence): string {
  if (status === 'unknown') return `unknown: ${reason?.text ?? 'not stated'}`;
  if (origin === undefined) return STATUS_WORDS[status];
  return origin.kind === 'derived' ? `derived: ${origin.how}` : originInWords(origin);
}

const derivedHow = (fact: Evidence | undefined): string | undefined =>
  fact?.origin?.kind === 'derived' ? fact.origin.how : undefined;

/** What lies below a value: the line that says it, the citation, or the facts that it was computed from. */
function grounds(page: Page, fact: Evidence, other: Evidence | undefined, mark: (text: string) => string): string[] {
  const { dim } = page.style;
  const { origin, basis = [] } = fact;
  if (origin?.kind === 'preset') return paragraph(page, origin.citation, GUTTER, dim);
  if (origin?.kind !== 'derived') {
    const via = origin?.via ?? [];
    const passed =
      via.length === 0 ? [] : paragraph(page, `by way of ${via.map(originInWords).join('; ')}`, GUTTER, dim);
    return [...frameOf(page, fact, mark), ...passed];
  }
  const telling = tellingOf(basis, other?.basis ?? []);
  const [first] = telling;
  if (first === undefined) return [];
  return [
    ...paragraph(page, `from ${inOneBreath(telling)}`, GUTTER, dim),
    ...(first.origin?.kind === 'preset'
      ? paragraph(page, first.origin.citation, GUTTER, dim)
      : frameOf(page, first, mark)),
  ];
}

/** Facts with their values and places; a file that was just named is not named again. */
function inOneBreath(facts: readonly Evidence[]): string {
  let last: string | undefined;
  const parts = facts.map((fact) => {
    const { origin } = fact;
    const holder = origin?.kind === 'text' ? origin.file : origin?.kind === 'preset' ? origin.preset : undefined;
    const isNamed = holder !== undefined && holder === last;
    last = holder;
    const place = isNamed && origin !== undefined && 'line' in origin ? `line ${origin.line}` : whence(fact);
    return `${fact.path} ${shownValue(fact)} (${place})`;
  });
  return parts.join(', ');
}

function frameOf(page: Page, { origin }: Evidence, mark: (text: string) => string): string[] {
  const place = textPlace(origin);
  return place === undefined ? [] : codeFrame(page, place, mark);
}

/** Of the facts below a value: those that differ from the other side's; all that are there where none does. */
function tellingOf(basis: readonly Evidence[], others: readonly Evidence[]): readonly Evidence[] {
  const differing = basis.filter((base) => {
    const other = others.find(({ path }) => path === base.path);
    return other === undefined ? base.status !== 'absent' : shownValue(base) !== shownValue(other);
  });
  return differing.length > 0 ? differing : basis.filter(({ status }) => status !== 'absent');
}

/** A value in words; what is not there is what absence amounts to. */
function shownValue({ path, status, value }: Evidence): string {
  if (status === 'unknown') return STATUS_WORDS.unknown;
  return formatValue(status === 'absent' ? pathEntry(path)?.none : value);
}

/** Where else the same is said. */
function also(page: Page, [first, ...others]: readonly FindingSide[]): string[] {
  const known = first?.origin === undefined ? '' : originInWords(first.origin);
  const places = others.flatMap(({ origin }) => (origin === undefined ? [] : [originInWords(origin)]));
  const elsewhere = [...new Set(places)].filter((place) => place !== known);
  return elsewhere.length === 0 ? [] : paragraph(page, `also ${elsewhere.join(', ')}`, GUTTER, page.style.dim);
}

function advice(page: Page, { why, help, effect, context }: Finding | LintFinding): string[] {
  return [
    ...labeled(page, 'why', why),
    ...labeled(page, 'do', help),
    ...labeled(page, 'effect', effect === null ? 'no measured effect known' : `${effect.text} (${effect.source})`),
    ...(context.length === 0 ? [] : labeled(page, 'severity', context.join('; '))),
  ];
}

function consequence(page: Page, group: Group<Finding>, isFirst: boolean): string[] {
  const { severity, message, rule } = group.finding;
  const words = `${severity}: ${message}${inSubjects(group)} (${rule})`;
  return labeled(page, isFirst ? 'so also' : '', words, page.style.dim);
}
