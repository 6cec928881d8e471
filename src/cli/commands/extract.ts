import { auditExtract, auditOutline } from '../../audit.ts';
import { onlyUnknown, provenanceOf } from '../../report/extract.ts';
import { FACT_REPORTERS, type FactFormat } from '../../report/reporter.ts';
import { UsageError } from '../../spec/errors.ts';
import { nearest } from '../../spec/nearest.ts';
import { FACT_PATHS, pathEntry } from '../../spec/paths.ts';
import { quoted } from '../../spec/text.ts';
import { emitReport, type OutputFlags } from '../emit.ts';
import { DONE, type Outcome } from '../outcome.ts';
import { oneSide } from '../sets.ts';
import { joinPlus } from '../sides.ts';
import type { Stdio } from '../stdio.ts';

export interface ExtractFlags extends Omit<OutputFlags, 'format'> {
  readonly format: FactFormat | 'tree';
  readonly why?: string;
  readonly unknown?: boolean;
  readonly set?: readonly string[];
}

export async function run(words: readonly string[], flags: ExtractFlags, stdio: Stdio): Promise<Outcome> {
  const sources = joinPlus(words);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    throw new UsageError(`extract takes one source, not ${sources.length}`, { help: 'join several as: A + B' });
  }
  const { why } = flags;
  if (why !== undefined && flags.unknown) {
    throw new UsageError('--why and --unknown ask for different things', { help: 'give one of them' });
  }
  const { format } = flags;
  if (format === 'tree') return emitTree(source, why, flags, stdio);
  const { report, texts } = await auditExtract(source, { cwd: stdio.cwd, sets: oneSide(flags.set) });
  if (why !== undefined) checkPath(why, Object.keys(report.facts));
  const shown = why === undefined ? (flags.unknown ? onlyUnknown(report) : report) : provenanceOf(report, why);
  const reporter = await FACT_REPORTERS[format]();
  return emitReport(stdio, { ...flags, format }, { texts }, (options) => reporter.extract(shown, options), DONE);
}

/** The network as a short outline. */
async function emitTree(source: string, why: string | undefined, flags: ExtractFlags, stdio: Stdio): Promise<Outcome> {
  if (why !== undefined || flags.unknown) {
    throw new UsageError('--format tree shows the network, not facts', { help: 'leave out --why and --unknown' });
  }
  const outline = await auditOutline(source, { cwd: stdio.cwd, sets: oneSide(flags.set) });
  return emitReport(stdio, { ...flags, format: 'pretty' }, { texts: new Map() }, () => outline, DONE);
}

function checkPath(path: string, present: readonly string[]): void {
  if (pathEntry(path) !== undefined && !path.includes('*')) return;
  const meant = nearest(path, [...present, ...FACT_PATHS]) ?? present.find((known) => known.endsWith(`.${path}`));
  throw new UsageError(`--why ${quoted(path)}: no such fact`, {
    help: meant === undefined ? 'list the facts with: resaudit extract SOURCE' : `did you mean ${meant}?`,
  });
}
