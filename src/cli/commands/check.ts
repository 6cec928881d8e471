import { join } from 'node:path';
import { ACCEPTED_FILE, type AcceptedEntry } from '../../config/accepted.ts';
import type { FoundConfig } from '../../config/find.ts';
import { FORMATS_WITH_PAGES } from '../../report/reporter.ts';
import { commitOf } from '../../sources/git.ts';
import { printable } from '../../spec/text.ts';
import type { CheckCache } from '../check/cache.ts';
import { CHECK_FORMATS_WITH_FACTS, type CheckFormat } from '../check/formats.ts';
import { prepare, today } from '../check/prepare.ts';
import { reasonOf, rendererOf } from '../check/render.ts';
import { type Checked, isMade, runTargets, unusedEntries } from '../check/run.ts';
import { pastTargets } from '../check/targets.ts';
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
  readonly baseline?: string;
  /** A folder; false: none. */
  readonly cache?: string | false;
}

/** Runs all that the configuration names, or what of it rests on the files given. */
export async function run(paths: readonly string[], flags: CheckFlags, stdio: Stdio): Promise<Outcome> {
  const { found, rules, targets: named, accepted, modules } = await prepare(stdio.cwd, flags.config);
  const always = [found.path, join(found.folder, ACCEPTED_FILE)];
  const touched = await touchedFiles(stdio.cwd, paths, flags.changedSince, always, modules);
  if (flags.baseline !== undefined) await commitOf(stdio.cwd, flags.baseline, '--baseline');
  const targets = [...named, ...(flags.baseline === undefined ? [] : pastTargets(named, flags.baseline))];
  const cache = await cacheOf(found, modules, flags, stdio);
  const checked = await runTargets(found, targets, {
    cwd: stdio.cwd,
    rules,
    accepted,
    today: today(),
    withFacts: CHECK_FORMATS_WITH_FACTS.includes(flags.format),
    ...(cache === undefined ? {} : { cache }),
    ...(touched === undefined ? {} : { touched }),
  });
  const failed = checked.filter((each) => each.kind === 'failed');
  for (const { target, error } of failed) {
    await stdio.stderr.write(`${printable(target.id)}: ${describeFailure(error)}`);
  }
  for (const notice of notices(checked, accepted)) await stdio.stderr.write(`warning: ${notice}\n`);
  for (const each of checked) {
    if (each.kind === 'new')
      await stdio.stderr.write(`${printable(each.target.id)}: not compared: ${reasonOf(each.error)}\n`);
  }
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

/** Rules of modules may do as they please, so what they come to is not kept. */
async function cacheOf(
  { folder, config }: FoundConfig,
  modules: readonly string[],
  { cache }: CheckFlags,
  { cwd }: Stdio,
): Promise<CheckCache | undefined> {
  if (modules.length > 0 || cache === false) return undefined;
  const { openCache } = await import('../check/cache.ts');
  return openCache({ cwd, folder, flag: cache, basis: config });
}

function verdict(all: readonly Checked[], failOn: FailOn): Outcome {
  // That a setup is not what it was is no mistake.
  const checked = all.filter(({ target }) => !(target.kind === 'compare' && target.since !== undefined));
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
