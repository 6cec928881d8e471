import type { SubjectVerdict } from '../report/report.ts';
import { SEVERITIES, type Severity } from '../rule.ts';
import type { FailOn } from './choices.ts';
import { DONE, type Outcome } from './outcome.ts';

interface Judged {
  readonly findings: readonly { readonly severity: Severity }[];
  /** What the findings are: `difference`, `known mistake`. */
  readonly what: string;
}

/** Whether findings, or under `--strict` facts that only one side knows, make the run fail. */
export function judge(
  groups: readonly Judged[],
  failOn: FailOn,
  strict: { readonly subjects: readonly SubjectVerdict[] } | undefined,
): Outcome {
  const reasons = groups.flatMap(({ findings, what }) => {
    const failing = failOn === 'never' ? 0 : findings.filter(({ severity }) => reaches(severity, failOn)).length;
    return failing === 0 ? [] : [`${plural(failing, what)} at or above ${failOn}`];
  });
  const oneSided = strict?.subjects.filter(({ verdict, oneSided }) => verdict === 'unknown' && oneSided) ?? [];
  if (oneSided.length > 0) {
    reasons.push(`${plural(oneSided.length, 'check')} that could not be made because one side does not say (--strict)`);
  }
  return reasons.length === 0 ? DONE : { kind: 'found', why: `exit 1: ${reasons.join('; ')}` };
}

const reaches = (severity: Severity, threshold: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
