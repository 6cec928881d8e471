import type { Finding, LintReport, SubjectVerdict } from './report.ts';

/** The question of `compare` answered in one sentence. */
export function answerCompare(findings: readonly Finding[], _subjects: readonly SubjectVerdict[]): string {
  return findings.length === 0 ? 'No difference that matters was found.' : `${findings.length} differences.`;
}

/** The question of `lint` answered in one sentence. */
export function answerLint(setups: LintReport['setups']): string {
  const count = setups.reduce((sum, { findings }) => sum + findings.length, 0);
  return count === 0 ? 'No known mistake was found.' : `${count} complaints.`;
}
