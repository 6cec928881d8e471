import type { Severity } from '../rule.ts';
import { compareEntries, type Entry, lintEntries } from './entries.ts';
import { inertJson } from './json.ts';
import type { FindingReporter, ReporterOptions } from './reporter.ts';
import type { Spot } from './spot.ts';

type Texts = ReporterOptions['texts'];

/** Reviewdog's diagnostics: columns count UTF-8 bytes from 1, ends are exclusive. What has no place cannot be told. */
export const reporter: FindingReporter = {
  compare: (report, options) => diagnostics(compareEntries(report, options), options.texts),
  lint: (report, options) => diagnostics(lintEntries(report, options), options.texts),
};

function diagnostics(entries: readonly Entry[], texts: Texts): string {
  const linesOf = splitter(texts);
  return inertJson({
    source: { name: 'resaudit' },
    diagnostics: entries.flatMap(({ spot, severity, title, message, details, rule }) =>
      spot === undefined
        ? []
        : [
            {
              message: [`${title}: ${message}`, ...details].join('\n'),
              location: { path: spot.file, ...rangeOf(spot, linesOf) },
              severity: severityOf(severity),
              code: { value: rule },
            },
          ],
    ),
  });
}

const severityOf = (severity: Severity): 'ERROR' | 'WARNING' | 'INFO' =>
  severity === 'error' ? 'ERROR' : severity === 'warning' ? 'WARNING' : 'INFO';

type LinesOf = (file: string) => readonly string[] | undefined;

function splitter(texts: Texts): LinesOf {
  const split = new Map<string, readonly string[]>();
  return (file) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const lines = split.get(file) ?? text.split(/\r\n|\n|\r/);
    split.set(file, lines);
    return lines;
  };
}

/** The range with columns in bytes, which the text of the line tells; without it the line alone. */
function rangeOf({ file, region }: Spot, linesOf: LinesOf): { range?: unknown } {
  if (region === undefined) return {};
  const lines = linesOf(file);
  const position = (line: number, column: number | undefined): { line: number; column?: number } => {
    const text = lines?.[line - 1];
    if (text === undefined || column === undefined) return { line };
    return { line, column: Buffer.byteLength(text.slice(0, column - 1), 'utf8') + 1 };
  };
  return {
    range: {
      start: position(region.line, region.column),
      ...(region.endLine === undefined ? {} : { end: position(region.endLine, region.endColumn) }),
    },
  };
}
