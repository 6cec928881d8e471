import { RULES } from '../../../rules/index.generated.ts';
import { auditLint } from '../../audit.ts';
import { REPORTERS } from '../../report/reporter.ts';
import type { FailOn } from '../choices.ts';
import { emitReport, type OutputFlags } from '../emit.ts';
import type { Outcome } from '../outcome.ts';
import { readPages } from '../pages.ts';
import { readSelection, type SelectionFlags } from '../selection.ts';
import { oneSide } from '../sets.ts';
import { joinPlus } from '../sides.ts';
import type { Stdio } from '../stdio.ts';
import { judge } from '../threshold.ts';

export interface LintFlags extends OutputFlags, SelectionFlags {
  readonly failOn: FailOn;
  readonly set?: readonly string[];
}

export async function run(words: readonly string[], flags: LintFlags, stdio: Stdio): Promise<Outcome> {
  const selection = readSelection(flags, RULES);
  const { report, texts } = await auditLint(joinPlus(words), RULES, {
    ...selection,
    cwd: stdio.cwd,
    sets: oneSide(flags.set),
  });
  const findings = report.setups.flatMap((setup) => setup.findings);
  const outcome = judge([{ findings, what: 'known mistake' }], flags.failOn, undefined);
  const reporter = await REPORTERS[flags.format]();
  const pages = await readPages(flags.format, findings);
  return emitReport(stdio, flags, { texts, ...pages }, (options) => reporter.lint(report, options), outcome);
}
