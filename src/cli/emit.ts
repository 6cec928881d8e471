import { REPORTERS, type Reporter, type ReporterOptions, type ReportFormat } from '../report/reporter.ts';
import type { Outcome } from './outcome.ts';
import { colorLevel, type Stdio, widthOf } from './stdio.ts';

export interface OutputFlags {
  readonly format: ReportFormat;
  readonly all?: boolean;
  readonly output?: string;
  readonly color?: boolean;
}

/** Sets a report in the format asked for and puts it where it was asked for. */
export async function emitReport(
  stdio: Stdio,
  flags: OutputFlags,
  texts: ReporterOptions['texts'],
  render: (reporter: Reporter, options: ReporterOptions) => string,
  outcome: Outcome,
): Promise<Outcome> {
  const reporter = await REPORTERS[flags.format]();
  const output = flags.output === undefined ? stdio.stdout : undefined;
  const text = render(reporter, {
    texts,
    color: colorLevel(flags.color, stdio.env, output),
    width: widthOf(output),
    all: flags.all === true,
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
