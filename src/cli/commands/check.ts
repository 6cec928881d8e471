import { join } from 'node:path';
import { ACCEPTED_FILE, type AcceptedEntry } from '../../config/accepted.ts';
import { FORMATS_WITH_PAGES } from '../../report/reporter.ts';
import { printable } from '../../spec/text.ts';
import type { CheckFormat } from '../check/formats.ts';
import { prepare, today } from '../check/prepare.ts';
import { rendererOf } from '../check/render.ts';
import { type Checked, isMade, runTargets, unusedEntries } from '../check/run.ts';
import { touchedFiles } from '../check/touched.ts';
import type { FailOn } from '../choices.ts';
import { emitReport, type OutputFlags } from '../emit.ts';
import { describeFailure } from '../failure.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { readPages } from '../pages.ts';
import type { Stdio } from '../stdio.ts';
import { judge } from '../threshold.ts';

export interface CheckFlags extends Omit<OutputFlags, 'format'> {
  readonly format: CheckFormat;
  readonly config?: string;
  readonly changedSince?: string;
}

/** Runs all that the configuration names, or what of it rests on the files given. */
export async function run(paths: readonly string[], flags: CheckFlags, stdio: Stdio): Promise<Outcome> {
  const { found, rules, targets, accepted } = await prepare(stdio.cwd, flags.config);
  const always = [found.path, join(found.folder, ACCEPTED_FILE)];
  const touched = await touchedFiles(stdio.cwd, paths, flags.changedSince, always);
  const checked = await runTargets(found, targets, {
    cwd: stdio.cwd,
    rules,
    accepted,
    today: today(),
    ...(touched === undefined ? {} : { touched }),
  });
  const failed = checked.filter((each) => each.kind === 'failed');
  for (const { target, error } of failed) {
    await stdio.stderr.write(`${printable(target.id)}: ${describeFailure(error)}`);
  }
  for (const notice of notices(checked, accepted)) await stdio.stderr.write(`warning: ${notice}\n`);
  const made = checked.filter(isMade);
  if (made.length === 0 && failed.length === 0 && flags.format !== 'json') {
    await stdio.stderr.write('nothing to check: no setup of the configuration rests on these files\n');
    return DONE;
  }
  const failOn = flags.failOn ?? found.config.failOn ?? 'error';
  const outcome = failed.length > 0 ? ({ kind: 'failed' } as const) : verdict(checked, failOn);
  if (made.length === 0 && flags.format !== 'json') return outcome;
  const findings = made.flatMap((each): readonly { readonly rule: string }[] => each.settled.left);
  const pages = await readPages(flags.format, FORMATS_WITH_PAGES.includes(flags.format) ? findings : []);
  const renderAll = await rendererOf(checked, flags.format);
  return emitReport(stdio, { ...flags, failOn }, { texts: new Map(), ...pages }, renderAll, outcome);
}

function verdict(checked: readonly Checked[], failOn: FailOn): Outcome {
  const differences = checked.flatMap((each) => (each.kind === 'compare' ? each.settled.left : []));
  const mistakes = checked.flatMap((each) => (each.kind === 'lint' ? each.settled.left : []));
  const strict = checked.flatMap((each) => (each.kind === 'compare' && each.target.strict ? each.report.subjects : []));
  return judge(
    [
      { findings: differences, what: 'difference' },
      { findings: mistakes, what: 'known mistake' },
    ],
    failOn,
    { subjects: strict },
  );
}

/** What accepted entries no longer do, for what was checked. */
function notices(checked: readonly Checked[], accepted: readonly AcceptedEntry[]): string[] {
  const stale = checked.flatMap((each) => (isMade(each) ? each.settled.stale : []));
  const words = (entry: AcceptedEntry): string => `${printable(entry.in)}: ${printable(entry.id)}`;
  return [
    ...stale.map(({ entry, why }) =>
      why === 'expired'
        ? `${words(entry)} was accepted until ${entry.expires}; mend it, or accept it again`
        : `${words(entry)} has become worse than what was accepted`,
    ),
    ...unusedEntries(checked, accepted).map(
      (entry) => `${words(entry)} is accepted but no longer found; resaudit accept --prune takes it out`,
    ),
  ];
}
