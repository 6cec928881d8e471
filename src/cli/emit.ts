import type { ReporterOptions, ReportFormat } from '../report/reporter.ts';
import type { FailOn } from './choices.ts';
import type { Outcome } from './outcome.ts';
import { colorLevel, type Stdio, widthOf } from './stdio.ts';

export interface OutputFlags<F extends ReportFormat = ReportFormat> {
  readonly format: F;
  readonly all?: boolean;
  readonly output?: string;
  readonly color?: boolean;
  readonly failOn?: FailOn;
  readonly lint?: boolean;
  readonly plot?: boolean;
}

/** Sets a report in the format asked for and puts it where it was asked for. */
export async function emitReport(
  stdio: Stdio,
  flags: OutputFlags,
  known: Pick<ReporterOptions, 'texts' | 'pages'>,
  render: (options: ReporterOptions) => string,
  outcome: Outcome,
): Promise<Outcome> {
  const output = flags.output === undefined ? stdio.stdout : undefined;
  const text = render({
    ...known,
    color: colorLevel(flags.color, stdio.env, output),
    width: widthOf(output),
    all: flags.all === true,
    lintFails: flags.lint === true,
    plot: flags.plot === true,
    ...(flags.failOn === undefined ? {} : { failOn: flags.failOn }),
  });
  const why = outcome.kind === 'found' ? `${outcome.why}\n` : '';
  if (flags.output === undefined && flags.format === 'pretty') {
    await stdio.stdout.write(why === '' ? text : `${text}\n${why}`);
    return outcome;
  }
  if (flags.output === undefined) await stdio.stdout.write(text);
  else await (await import('./output.ts')).writeWhole(flags.output, stdio.cwd, text);
  if (why !== '') await stdio.stderr.write(why);
  return outcome;
}
