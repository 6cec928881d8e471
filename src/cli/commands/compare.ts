import { RULES } from '../../../rules/index.generated.ts';
import { auditCompare, type Unmeasured } from '../../audit.ts';
import type { ForwardOptions } from '../../forward/verify.ts';
import { FORMATS_WITH_FACTS, REPORTERS } from '../../report/reporter.ts';
import { ResauditError, UsageError } from '../../spec/errors.ts';
import type { FailOn } from '../choices.ts';
import { emitReport, type OutputFlags } from '../emit.ts';
import type { Outcome } from '../outcome.ts';
import { readPages } from '../pages.ts';
import type { RunFlags } from '../running.ts';
import { readSelection, type SelectionFlags } from '../selection.ts';
import { sidesOf } from '../sets.ts';
import { joinPlus } from '../sides.ts';
import type { Stdio } from '../stdio.ts';
import { judge } from '../threshold.ts';

export interface CompareFlags extends OutputFlags, SelectionFlags, Pick<RunFlags, 'device' | 'batch' | 'dims'> {
  readonly forward?: boolean;
  readonly failOn: FailOn;
  readonly strict?: boolean;
  readonly lint?: boolean;
  readonly plot?: boolean;
  readonly baseline?: string;
  readonly set?: readonly string[];
  readonly setA?: readonly string[];
  readonly setB?: readonly string[];
}

export async function run(words: readonly string[], flags: CompareFlags, stdio: Stdio): Promise<Outcome> {
  const sources = joinPlus(words);
  const { baseline } = flags;
  if (baseline !== undefined && sources.length !== 1) {
    throw new UsageError(`--baseline takes one setup, not ${sources.length}`, {
      help: 'it is compared with its own past: resaudit compare train.py --baseline v1.0',
    });
  }
  const [a, b = baseline === undefined ? undefined : a] = sources;
  if (a === undefined || b === undefined || sources.length > 2) {
    throw new UsageError(`compare takes two sides, not ${sources.length}`, {
      help: 'name both: resaudit compare A B; join sources of one side as: A + B',
    });
  }
  if (flags.plot && flags.format !== 'pretty') {
    throw new UsageError(`--plot draws in the terminal, not in ${flags.format}`, {
      help: 'leave out --plot or --format; the html report holds the plot by itself',
    });
  }
  const withFacts = flags.plot === true || FORMATS_WITH_FACTS.includes(flags.format);
  const selection = readSelection(flags, RULES);
  const sets = sidesOf(flags.set, flags.setA, flags.setB);
  if (flags.forward === true && baseline !== undefined) {
    throw new UsageError('--forward runs files, not what a commit of git holds', {
      help: 'leave out --baseline or --forward',
    });
  }
  const options = { ...selection, cwd: stdio.cwd, sets, withFacts, ...(baseline === undefined ? {} : { baseline }) };
  const { report, texts } =
    flags.forward === true
      ? await withForward(flags, stdio, (forward) => auditCompare(a, b, RULES, { ...options, forward }))
      : await auditCompare(a, b, RULES, options);
  const outcome = judge(
    [
      { findings: report.findings, what: 'difference' },
      { findings: flags.lint ? [...report.lint.a, ...report.lint.b] : [], what: 'known mistake' },
    ],
    flags.failOn,
    flags.strict ? report : undefined,
  );
  const reporter = await REPORTERS[flags.format]();
  const pages = await readPages(flags.format, [...report.findings, ...report.lint.a, ...report.lint.b]);
  return emitReport(stdio, flags, { texts, ...pages }, (options) => reporter.compare(report, options), outcome);
}

async function withForward<T>(
  flags: CompareFlags,
  stdio: Stdio,
  use: (options: ForwardOptions | Unmeasured) => Promise<T>,
): Promise<T> {
  const { forwardOptions, withRunner } = await import('../running.ts');
  return withRunner(flags, async (runner) => {
    try {
      const options = await forwardOptions(flags, runner, stdio);
      return await use(options).finally(options.clear);
    } catch (error) {
      // Without the runtime all else is compared as ever.
      if (!(error instanceof ResauditError) || error.name !== 'RuntimeMissing') throw error;
      return use({ why: `${error.message}; ${error.help ?? ''}` });
    }
  });
}
