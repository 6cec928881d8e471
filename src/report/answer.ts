import { SEVERITIES, type Severity } from '../rule.ts';
import { type Group, groupAlike, inSubjects } from './group.ts';
import type { Finding, LintFinding, LintReport, SubjectVerdict, Verdict } from './report.ts';

/** Findings that are named; the others are counted. */
const NAMED = 3;
/** Values longer than this are left to the findings. */
const LONGEST_VALUE = 16;

/** The question of `compare` answered in one sentence: what matters, worst first, and how much else there is. */
export function answerCompare(findings: readonly Finding[], subjects: readonly SubjectVerdict[]): string {
  const groups = groupAlike(findings);
  const material = groups.filter(({ finding }) => matters(finding.severity));
  const unknown = countOf(subjects, 'unknown');
  const decided = countOf(subjects, 'same') + countOf(subjects, 'equivalent') + countOf(subjects, 'different');
  const doubt = unknown > decided ? `; ${inWords(unknown)} checks of ${unknown + decided} could not be told` : '';
  if (groups.length === 0) return `No difference was found in ${decided} checks${doubt || alsoUnknown(unknown)}.`;
  if (material.length === 0) {
    const what = groups.length === 1 ? 'the one difference is' : `all ${inWords(groups.length)} differences are`;
    return `Nothing that should matter differs: ${what} convention or within noise${doubt}.`;
  }
  const named = material.slice(0, NAMED).map((group) => `${title(group)}${values(group.finding)}`);
  const rest = [...more(material.length - NAMED, 'may matter'), ...minor(groups.length - material.length)];
  return `${sentence([...sequence(named), ...rest])}${doubt}.`;
}

/** The same where something is kept from view: that must not read as if it were not there. */
export function answerBesides(
  answer: string,
  left: number,
  hidden: { accepted?: number; suppressed?: number },
): string {
  const { accepted = 0, suppressed = 0 } = hidden;
  if (accepted + suppressed === 0) return answer;
  const words = [
    ...(accepted === 0 ? [] : [`${accepted} accepted finding${accepted === 1 ? ' is' : 's are'} not shown`]),
    ...(suppressed === 0 ? [] : [`${suppressed} finding${suppressed === 1 ? ' is' : 's are'} taken out by comments`]),
  ].join(', ');
  return left === 0 ? `Nothing else was found; ${words}.` : `${answer.replace(/\.$/, '')}; ${words}.`;
}

/** The question of `lint` answered in one sentence. */
export function answerLint(setups: Pick<LintReport['setups'][number], 'findings' | 'subjects'>[]): string {
  const all = setups.flatMap((setup) => setup.findings).filter(({ severity }) => severity !== 'note');
  const findings = all.sort((x, y) => rank(x.severity) - rank(y.severity));
  const groups = groupAlike(findings);
  const checks = setups.reduce((sum, { subjects }) => sum + countOf(subjects, 'same'), 0);
  if (groups.length === 0) return `No known mistake was found in ${checks} checks.`;
  const named = groups.slice(0, NAMED).map(title);
  return `${sentence([...sequence(named), ...more(groups.length - NAMED, 'are known mistakes or risks too')])}.`;
}

const matters = (severity: Severity): boolean => severity === 'error' || severity === 'warning';
const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const countOf = (subjects: readonly SubjectVerdict[], verdict: Verdict): number =>
  subjects.filter((subject) => subject.verdict === verdict).length;

const title = (group: Group<Finding | LintFinding>): string => lowerFirst(group.finding.title) + inSubjects(group);

function values({ a, b }: Finding): string {
  const short = [a, b].every(({ text }) => text.length <= LONGEST_VALUE);
  return short ? ` (${a.text} against ${b.text})` : '';
}

const sequence = (parts: readonly string[]): string[] => parts.map((part, i) => (i === 0 ? part : `then ${part}`));
const sentence = (parts: readonly string[]): string => upperFirst(parts.join('; '));
const more = (n: number, what: string): string[] =>
  n <= 0 ? [] : [`${inWords(n)} more ${n === 1 ? what.replace('are', 'is') : what}`];
const minor = (n: number): string[] =>
  n <= 0 ? [] : [`${inWords(n)} other${n === 1 ? ' is' : 's are'} convention or within noise`];
const alsoUnknown = (n: number): string => (n === 0 ? '' : `; ${inWords(n)} could not be told`);

const WORDS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');
const inWords = (n: number): string => WORDS[n] ?? String(n);
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** A title that begins with a name in capitals keeps them. */
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
