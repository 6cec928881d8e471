import type { Finding, LintFinding } from './report.ts';

/** Findings that say the same of several subjects, such as of training and evaluation, are told once. */
export interface Group<F extends Finding | LintFinding> {
  readonly finding: F;
  readonly others: readonly F[];
}

/** Groups findings alike, in the order of the first of each. */
export function groupAlike<F extends Finding | LintFinding>(findings: readonly F[]): Group<F>[] {
  const groups = new Map<string, { readonly finding: F; readonly others: F[] }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.severity, finding.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, others: [] });
    else group.others.push(finding);
  }
  return [...groups.values()];
}

/** ` in eval and train`, or nothing where the findings are of the setup as a whole. */
export function inSubjects({ finding, others }: Group<Finding | LintFinding>): string {
  const named = [finding, ...others].map(({ subject }) => subject).filter((subject) => subject !== 'setup');
  return named.length === 0 ? '' : ` in ${named.map((subject) => subject.replace('preprocess.', '')).join(' and ')}`;
}
