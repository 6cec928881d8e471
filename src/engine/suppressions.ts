import type { Evidence, Finding, FindingSide, LintFinding, Suppressed, Verdict } from '../report/report.ts';
import type { Rule } from '../rule.ts';
import { nearest } from '../spec/nearest.ts';
import type { Origin, TextOrigin } from '../spec/origin.ts';
import type { Problem } from '../spec/setup.ts';
import { printable, quoted } from '../spec/text.ts';
import { type Comment, commentsOf } from './comments.ts';

const MARK = 'resaudit-ignore';
const SYNTAX = /^[\s*]*resaudit-ignore(-file)?(?![\w-])[:\s]*(.*?)(?:\s*--\s*(.*?))?[\s*]*$/s;
const RULE = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/;
const HELP = `write: ${MARK} RULE -- REASON, with a rule that resaudit rules lists`;

/** A comment that takes findings of a rule out: those of the code on its line, of the next code below it, or of its file. */
interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly at: TextOrigin;
  /** Undefined: the whole file. */
  readonly line: number | undefined;
}

interface Suppressions {
  readonly all: readonly Suppression[];
  /** Comments that cannot be followed. */
  readonly problems: readonly Problem[];
}

/** What the comments of some texts take out. */
export function suppressionsIn(texts: ReadonlyMap<string, string>, rules: readonly Rule[]): Suppressions {
  const all: Suppression[] = [];
  const problems: Problem[] = [];
  for (const [file, text] of texts) {
    if (!text.includes(MARK)) continue;
    const comments = commentsOf(file, text);
    for (const comment of comments) {
      const match = SYNTAX.exec(comment.text);
      if (match === null) continue;
      const [, whole, names = '', reason = ''] = match;
      const at: TextOrigin = { kind: 'text', file, line: comment.line, column: comment.column };
      const named = names.split(/[\s,]+/).filter((name) => name !== '');
      const wrong = mistakeOf(named, reason, rules);
      if (wrong !== undefined) problems.push({ severity: 'warning', code: 'suppression/mistake', ...wrong, at });
      else {
        const line = whole === undefined ? lineOf(comment, comments, text) : undefined;
        for (const rule of named) all.push({ rule, reason: reason.trim(), at, line });
      }
    }
  }
  return { all, problems };
}

function mistakeOf(
  named: readonly string[],
  reason: string,
  rules: readonly Rule[],
): { readonly message: string; readonly help: string } | undefined {
  if (named.length === 0) return { message: `${MARK} names no rule`, help: HELP };
  if (reason.trim() === '') return { message: `${MARK} ${printable(named.join(' '))} gives no reason`, help: HELP };
  const ids = rules.map(({ id }) => id);
  const facets = new Set(ids.map((id) => id.split('/')[0]));
  for (const name of named) {
    if (ids.includes(name)) continue;
    const meant = nearest(name, ids);
    // Rules of a project are known only where its configuration is read.
    if (RULE.test(name) && meant === undefined && !facets.has(name.split('/')[0])) continue;
    if (RULE.test(name) && name.startsWith('project/')) continue;
    return {
      message: `${MARK}: there is no rule ${quoted(name)}`,
      help: meant === undefined ? 'list them with: resaudit rules' : `did you mean ${meant}?`,
    };
  }
  return undefined;
}

/** The line that a comment speaks of: its own where code stands in front of it, else the next that is more than comment. */
function lineOf(comment: Comment, comments: readonly Comment[], text: string): number {
  if (comment.trails) return comment.line;
  const lines = text.split('\n');
  const only = new Set(comments.filter(({ trails }) => !trails).map(({ line }) => line));
  for (let line = comment.line + comment.text.split('\n').length; line <= lines.length; line++) {
    if ((lines[line - 1] ?? '').trim() !== '' && !only.has(line)) return line;
  }
  return comment.line;
}

export interface Sifted<F> {
  readonly left: readonly F[];
  readonly suppressed: readonly Suppressed[];
  readonly used: readonly Suppression[];
}

/** Takes out the findings that comments speak of. */
export function sift<F extends Finding | LintFinding>(
  findings: readonly F[],
  suppressions: readonly Suppression[],
): Sifted<F> {
  if (suppressions.length === 0) return { left: findings, suppressed: [], used: [] };
  const left: F[] = [];
  const suppressed: Suppressed[] = [];
  const used = new Set<Suppression>();
  for (const finding of findings) {
    const places = ('at' in finding ? [finding.at] : [finding.a, finding.b]).flatMap(placesOf);
    const by = suppressions.find((each) => each.rule === finding.rule && places.some((place) => speaksOf(each, place)));
    if (by === undefined) left.push(finding);
    else {
      used.add(by);
      const { id, rule, severity, message } = finding;
      suppressed.push({ id, rule, severity, message, reason: by.reason, at: by.at });
    }
  }
  return { left, suppressed, used: [...used] };
}

const speaksOf = ({ line, at }: Suppression, place: TextOrigin): boolean =>
  place.file === at.file && (line === undefined || (place.line <= line && line <= (place.endLine ?? place.line)));

/** Every place in a text that a side of a finding rests on. */
function placesOf({ origin, facts }: FindingSide): TextOrigin[] {
  return [...textsOf(origin), ...facts.flatMap(placesOfFact)];
}

const placesOfFact = ({ origin, basis = [] }: Evidence): TextOrigin[] => [
  ...textsOf(origin),
  ...basis.flatMap(placesOfFact),
];

function textsOf(origin: Origin | undefined): TextOrigin[] {
  if (origin === undefined) return [];
  const own =
    origin.kind === 'text' ? [origin] : origin.kind === 'default' && origin.omittedAt ? [origin.omittedAt] : [];
  return [...own, ...(origin.via ?? []).flatMap(textsOf)];
}

/** The complaint of a comment that takes nothing out; the same for the same rule. */
export const unusedMessage = (rule: string): string => `${MARK} ${printable(rule)} takes nothing out`;

/** Comments that took nothing out although their rule was decided. */
export function unusedProblems(
  { all }: Suppressions,
  used: readonly Suppression[],
  verdicts: Readonly<Record<string, Verdict>>,
  sourceRules: ReadonlySet<string>,
): Problem[] {
  return all
    .filter((each) => !used.includes(each))
    .filter(({ rule }) => sourceRules.has(rule) || DECIDED.has(verdicts[rule]))
    .map(({ rule, at }) => ({
      severity: 'warning',
      code: 'suppression/unused',
      message: unusedMessage(rule),
      help: 'take the comment out',
      at,
    }));
}

const DECIDED: ReadonlySet<Verdict | undefined> = new Set<Verdict | undefined>(['same', 'equivalent', 'different']);
