import { join } from 'node:path';
import { ACCEPTED_FILE, type AcceptedEntry, acceptedText, isDay } from '../../config/accepted.ts';
import { ResauditError, UsageError } from '../../spec/errors.ts';
import { printable, quoted } from '../../spec/text.ts';
import { prepare, today } from '../check/prepare.ts';
import { isMade, runTargets, unusedEntries } from '../check/run.ts';
import { describeFailure } from '../failure.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { writeWhole } from '../output.ts';
import type { Stdio } from '../stdio.ts';

export interface AcceptFlags {
  readonly config?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly prune?: boolean;
}

/** Records what the configuration's checks find today, or some of it, as accepted. */
export async function run(ids: readonly string[], flags: AcceptFlags, stdio: Stdio): Promise<Outcome> {
  checkFlags(flags);
  const { found, rules, targets, accepted } = await prepare(stdio.cwd, flags.config);
  const checked = await runTargets(found, targets, { cwd: stdio.cwd, rules, accepted, today: today() });
  const failed = checked.filter((each) => each.kind === 'failed');
  for (const { target, error } of failed) {
    await stdio.stderr.write(`${printable(target.id)}: ${describeFailure(error)}`);
  }
  if (failed.length > 0) throw new ResauditError('nothing is accepted while a check cannot be made');
  const unused = flags.prune ? unusedEntries(checked, accepted) : [];
  const made = checked.filter(isMade);
  const added =
    flags.reason === undefined ? [] : made.flatMap((each) => entriesOf(each, ids, flags, flags.reason ?? ''));
  for (const id of ids) {
    if (added.some((entry) => entry.id === id)) continue;
    throw new UsageError(`no finding is called ${quoted(id)}`, {
      help: 'see what is found with: resaudit check --all',
    });
  }
  const replaced = (entry: AcceptedEntry): boolean =>
    added.some((each) => each.in === entry.in && each.id === entry.id && each.fingerprint === entry.fingerprint);
  const kept = accepted.filter((entry) => !unused.includes(entry) && !replaced(entry));
  await writeWhole(join(found.folder, ACCEPTED_FILE), stdio.cwd, acceptedText([...kept, ...added]));
  await stdio.stdout.write(`${added.length} accepted, ${unused.length} taken out, in ${ACCEPTED_FILE}\n`);
  return DONE;
}

function checkFlags({ reason, expires, prune }: AcceptFlags): void {
  if (reason === undefined && !prune) {
    throw new UsageError('--reason is missing', { help: 'say why what is found is accepted: --reason "…"' });
  }
  if (reason?.trim() === '') throw new UsageError('--reason is empty', { help: 'say why what is found is accepted' });
  if (expires !== undefined && !isDay(expires)) {
    throw new UsageError(`--expires cannot be ${quoted(expires)}`, { help: 'write a day, such as 2030-12-31' });
  }
  if (expires !== undefined && expires < today()) throw new UsageError('--expires is in the past');
}

function entriesOf(
  { target, settled }: { target: { id: string }; settled: { left: readonly Omit<AcceptedEntry, 'in' | 'reason'>[] } },
  ids: readonly string[],
  { expires }: AcceptFlags,
  reason: string,
): AcceptedEntry[] {
  return settled.left
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .map(({ id, fingerprint, severity, message }) => ({
      in: target.id,
      id,
      fingerprint,
      severity,
      message,
      reason,
      ...(expires === undefined ? {} : { expires }),
    }));
}
