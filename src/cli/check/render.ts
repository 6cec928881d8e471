import * as z from 'zod/mini';
import { inertJson } from '../../report/json.ts';
import type { CheckRecord, CheckReport } from '../../report/report.ts';
import { REPORTERS, type ReporterOptions } from '../../report/reporter.ts';
import { ResauditError } from '../../spec/errors.ts';
import { printable } from '../../spec/text.ts';
import { VERSION } from '../../version.ts';
import type { CheckFormat } from './formats.ts';
import { type Checked, isMade, type Made } from './run.ts';

/** Sets all checks of a configuration as one text, once what the format needs is loaded. */
export async function rendererOf(
  checked: readonly Checked[],
  format: CheckFormat,
): Promise<(options: ReporterOptions) => string> {
  if (format === 'json') return () => json(checked);
  const reports = checked.filter(isMade);
  if (format === 'html') {
    const { renderChecks } = await import('../../report/html/index.ts');
    const checks = reports.map(({ target, report, texts }) => ({ name: target.id, report, texts }));
    return (options) => renderChecks(checks, options);
  }
  const [reporter, { joinDocuments }, { words }] = await Promise.all([
    REPORTERS[format](),
    import('../../report/junit.ts'),
    import('../../report/markdown.ts'),
  ]);
  return (options) => {
    const texts = reports.map((each) => {
      const all = { ...options, texts: each.texts };
      return each.kind === 'compare' ? reporter.compare(each.report, all) : reporter.lint(each.report, all);
    });
    if (format === 'github') return annotations(texts);
    if (format === 'sarif') return oneLog(texts);
    if (format === 'junit') return joinDocuments(texts);
    if (format === 'rdjson') return oneList(texts);
    if (format === 'markdown') return documents(texts, reports, words);
    return texts.map((text, i) => `${printable(reports[i]?.target.id ?? '')}\n${text}`).join('\n');
  };
}

function json(checked: readonly Checked[]): string {
  const checks = checked.map((each): CheckRecord => {
    const { id } = each.target;
    if (each.kind === 'untouched') return { id, outcome: each.kind };
    if (each.kind === 'failed' || each.kind === 'new') return { id, outcome: each.kind, error: reasonOf(each.error) };
    const since = each.kind === 'compare' ? each.target.since : undefined;
    const accepted = each.settled.used.length;
    return { id, outcome: 'checked', ...(since === undefined ? {} : { since }), accepted, report: each.report };
  });
  const report: CheckReport = { schemaVersion: 1, kind: 'check', tool: { name: 'resaudit', version: VERSION }, checks };
  return inertJson(report);
}

export const reasonOf = (error: unknown): string =>
  error instanceof ResauditError ? error.message : 'a mistake in resaudit; see the error output';

/** Annotations of one kind that GitHub keeps of one step. */
const MOST = 10;

/** The worst annotations of all reports, within what GitHub keeps. */
function annotations(texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  const of = (command: string): string[] => lines.filter((line) => line.startsWith(`::${command} `));
  const kept = [of('error'), of('warning'), of('notice')].map((all) => all.slice(0, MOST));
  return kept
    .flat()
    .map((line) => `${line}\n`)
    .join('');
}

/** GitHub drops a job summary of more than 1 MiB as a whole. */
const MOST_BYTES = 1_000_000;

function documents(texts: readonly string[], reports: readonly Made[], words: (text: string) => string): string {
  let room = MOST_BYTES - 1000;
  const parts: string[] = [];
  for (const [i, text] of texts.entries()) {
    const part = `# ${words(reports[i]?.target.id ?? '')}\n\n${text}`;
    room -= Buffer.byteLength(part, 'utf8') + 1;
    if (room < 0)
      return [...parts, `*${texts.length - i} more left out: the report is too long for a summary.*\n`].join('\n');
    parts.push(part);
  }
  return parts.join('\n');
}

const list = z.looseObject({ diagnostics: z.array(z.unknown()) });

function oneList(texts: readonly string[]): string {
  const lists = texts.map((text) => list.parse(JSON.parse(text)));
  return inertJson({ ...lists[0], diagnostics: lists.flatMap(({ diagnostics }) => diagnostics) });
}

const run = z.looseObject({
  tool: z.looseObject({
    driver: z.looseObject({ rules: z.array(z.looseObject({ id: z.string() })) }),
  }),
  invocations: z.array(z.looseObject({ toolExecutionNotifications: z.array(z.unknown()) })),
  results: z.array(z.looseObject({ ruleId: z.string() })),
});
const log = z.looseObject({ runs: z.tuple([run]) });

/** Code scanning takes one run of a tool; the runs of all reports become one. */
function oneLog(texts: readonly string[]): string {
  const logs = texts.map((text) => log.parse(JSON.parse(text)));
  const [first] = logs;
  if (first === undefined) throw new TypeError('there is no report to write as SARIF');
  const runs = logs.map(({ runs: [only] }) => only);
  const rules = [...new Map(runs.flatMap(({ tool }) => tool.driver.rules).map((rule) => [rule.id, rule])).values()];
  const ids = rules.map(({ id }) => id);
  const [base] = first.runs;
  const { properties: _, ...rest } = base;
  return inertJson({
    ...first,
    runs: [
      {
        ...rest,
        tool: { ...base.tool, driver: { ...base.tool.driver, rules } },
        invocations: [
          {
            ...base.invocations[0],
            toolExecutionNotifications: runs.flatMap(({ invocations }) =>
              invocations.flatMap(({ toolExecutionNotifications }) => toolExecutionNotifications),
            ),
          },
        ],
        results: runs.flatMap(({ results }) =>
          results.map((result) => ({ ...result, ruleIndex: ids.indexOf(result.ruleId) })),
        ),
      },
    ],
  });
}
