import type { Severity } from '../rule.ts';
import { compareEntries, type Entry, lintEntries } from './entries.ts';
import { clean, count } from './pretty/text.ts';
import type { FindingReporter } from './reporter.ts';

type Command = 'error' | 'warning' | 'notice';

/** Annotations of one kind that GitHub keeps of one step. */
const MOST = 10;

/** Workflow commands that GitHub Actions shows as annotations on lines; the answer is the first notice. */
export const reporter: FindingReporter = {
  compare: (report, options) => commands(report.answer, compareEntries(report, options)),
  lint: (report, options) => commands(report.answer, lintEntries(report, options)),
};

function commands(answer: string, entries: readonly Entry[]): string {
  const of = (command: Command): Entry[] => entries.filter(({ severity }) => commandOf(severity) === command);
  const [errors, warnings, notices] = [of('error'), of('warning'), of('notice')];
  // The answer is a notice itself, and so is the word of what is left out.
  const shown = [errors.slice(0, MOST), warnings.slice(0, MOST), notices.slice(0, MOST - 2)];
  const left = entries.length - shown.flat().length;
  const lines = [
    line('notice', { title: 'resaudit' }, clean(answer)),
    ...shown.flat().map(annotation),
    ...(left === 0 ? [] : [line('notice', { title: 'resaudit' }, `${count(left, 'more', 'more')} in the summary`)]),
  ];
  return `${lines.join('\n')}\n`;
}

const commandOf = (severity: Severity): Command =>
  severity === 'error' || severity === 'warning' ? severity : 'notice';

function annotation({ severity, title, rule, message, details, spot }: Entry): string {
  const region = spot?.region;
  // A column of another line says nothing, and makes GitHub drop the range.
  const oneLine = region !== undefined && (region.endLine ?? region.line) === region.line;
  return line(
    commandOf(severity),
    {
      file: spot === undefined ? undefined : clean(spot.file).replace(/^(?:\.\/)+/, ''),
      line: region?.line,
      endLine: region?.endLine,
      col: oneLine ? region.column : undefined,
      endColumn: oneLine ? region.endColumn : undefined,
      title: `${title} [${rule}]`,
    },
    [message, ...details].join('\n'),
  );
}

function line(
  command: Command,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const parts = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  return `::${command}${parts.length === 0 ? '' : ` ${parts.join(',')}`}::${escapeData(text)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
