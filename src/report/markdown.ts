import type { Severity } from '../rule.ts';
import type { TextOrigin } from '../spec/origin.ts';
import type { Problem } from '../spec/setup.ts';
import { whenceOf } from './entries.ts';
import { type Group, groupAlike, inSubjects } from './group.ts';
import { known, tally } from './pretty/coverage.ts';
import { codeFrame } from './pretty/frame.ts';
import { pageOf } from './pretty/page.ts';
import { placeOf, textPlace } from './pretty/place.ts';
import { clean, count } from './pretty/text.ts';
import type { CompareReport, Finding, FindingSide, LintFinding, SubjectVerdict } from './report.ts';
import type { FindingReporter, ReporterOptions } from './reporter.ts';

/** GitHub drops a job summary of more than 1 MiB as a whole. */
const MOST_BYTES = 1_000_000;

/** GitHub-flavored Markdown for a job summary or a comment: the answer, findings worst first, what was compared. */
export const reporter: FindingReporter = {
  compare: (report, options) =>
    documentOf(
      head('resaudit compare', report.answer),
      [
        sides(report),
        ...listed(report.findings, options, (group) => differenceSection(group, options)),
        ...mistakes('A', report.a.name, report.lint.a, options),
        ...mistakes('B', report.b.name, report.lint.b, options),
      ],
      [coverage(report), problems(report.problems)],
    ),
  lint: (report, options) =>
    documentOf(
      head('resaudit lint', report.answer),
      report.setups.flatMap((setup) => [
        `### ${words(setup.name)}\n`,
        ...listed(setup.findings, options, (group) => complaintSection(group, options)),
        `${count(setup.subjects.length, 'check')}: ${lintTally(setup.subjects)}\n`,
        problems(setup.problems),
      ]),
      [],
    ),
};

const head = (title: string, answer: string): string => `## ${title}\n\n**${words(answer)}**\n`;

/** Whole sections as far as they fit; those at the end are kept before those in between. */
function documentOf(start: string, sections: readonly string[], end: readonly string[]): string {
  const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
  const closing = end.filter((section) => section !== '' && bytes(section) < MOST_BYTES / 4);
  let room = MOST_BYTES - 200 - bytes(start) - closing.reduce((sum, section) => sum + bytes(section) + 1, 0);
  const kept: string[] = [];
  const full = sections.filter((section) => section !== '');
  for (const section of full) {
    room -= bytes(section) + 1;
    if (room < 0) break;
    kept.push(section);
  }
  const left = full.length - kept.length;
  const note = left === 0 ? [] : [`*${count(left, 'section')} left out: the report is too long for a summary.*\n`];
  return [start, ...kept, ...note, ...closing].join('\n');
}

function sides({ a, b }: CompareReport): string {
  const row = (label: string, { name, sources, scope }: CompareReport['a']): string =>
    `| ${label} | ${code(name, true)} | ${words([...new Set(sources.map(({ kind }) => kind))].join(', '))} | ${words(scope.join(', '))} |`;
  return `| | setup | read from | covers |\n|---|---|---|---|\n${row('A', a)}\n${row('B', b)}\n`;
}

function listed<F extends Finding | LintFinding>(
  findings: readonly F[],
  { all }: ReporterOptions,
  section: (group: Group<F>) => string,
): string[] {
  const groups = groupAlike(findings);
  const shown = groups.filter(({ finding }) => all || finding.severity !== 'note');
  const left = groups.length - shown.length;
  return [
    ...shown.map(section),
    ...(left === 0 ? [] : [`*${count(left, 'matter of taste', 'matters of taste')} not shown.*\n`]),
  ];
}

const MARKS: Readonly<Record<Severity, string>> = { error: '🔴', warning: '🟠', info: '🔵', note: '⚪' };

function title(group: Group<Finding | LintFinding>): string {
  const { severity, title: name, rule } = group.finding;
  return `### ${MARKS[severity]} ${severity}: ${words(name + inSubjects(group))} (${code(rule)})\n`;
}

function differenceSection(group: Group<Finding>, options: ReporterOptions): string {
  const { finding, others } = group;
  const consequences = [finding, ...others].flatMap((each) => each.consequences);
  return [
    title(group),
    `${words(finding.message)}\n`,
    `| | value | where |\n|---|---|---|\n${sideRow('A', finding.a)}\n${sideRow('B', finding.b)}\n`,
    frames([finding.a, finding.b], options),
    ...advice(finding),
    ...(consequences.length === 0
      ? []
      : [
          `So also:\n\n${groupAlike(consequences)
            .map(
              (each) =>
                `- ${each.finding.severity}: ${words(each.finding.message + inSubjects(each))} (${code(each.finding.rule)})`,
            )
            .join('\n')}\n`,
        ]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function complaintSection(group: Group<LintFinding>, options: ReporterOptions): string {
  const { finding } = group;
  return [
    title(group),
    `${words(finding.message)}\n`,
    `| | value | where |\n|---|---|---|\n${sideRow('', finding.at)}\n`,
    frames([finding.at], options),
    ...advice(finding),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function mistakes(side: string, name: string, findings: readonly LintFinding[], options: ReporterOptions): string[] {
  const shown = listed(findings, options, (group) => complaintSection(group, options));
  return shown.length === 0 ? [] : [`## Known mistakes in ${side}, ${words(name)}\n`, ...shown];
}

const sideRow = (label: string, side: FindingSide): string =>
  `| ${label} | ${code(side.text, true)} | ${code(whenceOf(side), true)} |`;

/** The lines to look at, folded away. */
function frames(sides: readonly FindingSide[], options: ReporterOptions): string {
  const page = pageOf({ ...options, color: 0, width: 110 });
  const places = sides.flatMap(({ origin, facts }) => {
    const candidates = [
      origin,
      ...facts.flatMap((fact) => [fact.origin, ...(fact.basis ?? []).map((base) => base.origin)]),
    ];
    const found = candidates.map(textPlace).find((place): place is TextOrigin => place !== undefined);
    return found === undefined ? [] : [found];
  });
  const shown = places.flatMap((place) => {
    const lines = codeFrame(page, place, (text) => text, 0);
    return lines.length === 0 ? [] : [[clean(placeOf(place)), ...lines].join('\n')];
  });
  if (shown.length === 0) return '';
  const content = shown.join('\n\n');
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `<details><summary>lines</summary>\n\n${fence}text\n${content}\n${fence}\n\n</details>\n`;
}

function advice({ why, help, effect, context }: Finding | LintFinding): string[] {
  const lines = [
    `- **Why**: ${words(why)}`,
    `- **Do**: ${words(help)}`,
    `- **Effect**: ${effect === null ? 'no measured effect known' : words(`${effect.text} (${effect.source})`)}`,
    ...(context.length === 0 ? [] : [`- **Severity**: ${words(context.join('; '))}`]),
  ];
  return [`${lines.join('\n')}\n`];
}

const lintTally = (subjects: readonly SubjectVerdict[]): string =>
  tally(subjects).replace('differ', 'complain').replace('same', 'clean');

function coverage({ subjects, coverage: { facts, scope, exporters, unknown } }: CompareReport): string {
  const asks = unknown
    .slice(0, 20)
    .map(
      ({ side, settledBy, checks }) =>
        `- ${count(checks.length, 'check needs', 'checks need')} ${code(settledBy)} of ${side.toUpperCase()}`,
    );
  return [
    '## What was compared\n',
    `- Checks: ${words(tally(subjects))}`,
    `- Facts: A ${words(known(facts.a))}; B ${words(known(facts.b))}`,
    ...(scope === undefined ? [] : [`- Scope: ${words(scope)}`]),
    ...(exporters === undefined ? [] : [`- Exporters: ${words(exporters)}`]),
    '',
    ...(asks.length === 0 ? [] : ['<details><summary>what could not be told</summary>\n', ...asks, '\n</details>\n']),
  ].join('\n');
}

function problems(all: readonly (Problem & { readonly side?: 'a' | 'b' })[]): string {
  if (all.length === 0) return '';
  const lines = all.slice(0, 100).map(({ severity, side, at, message, help }) => {
    const place = `${side === undefined ? '' : `${side.toUpperCase()}, `}${at === undefined ? '' : `${placeOf(at)}: `}`;
    return `- ${severity}: ${words(`${place}${message}${help === undefined ? '' : `; ${help}`}`)}`;
  });
  return `## Met while reading\n\n${lines.join('\n')}\n`;
}

/** An empty comment parts what GitHub would read as a mention or as the number of an issue. */
const PART = '<!-- -->';

/** Text of any origin as Markdown that is nothing but that text. */
export function words(text: string): string {
  return clean(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll(/:(?=\S)|(?<=www)\./gi, '\\$&')
    .replace(/^(\s*)([-+=#]|\d+(?=[.)]))/, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`,
    )
    .replaceAll(/@|#(?=\d)/g, `$&${PART}`);
}

/** Text of any origin as code; in a table a bar would end the cell. */
function code(text: string, inTable = false): string {
  const content = clean(text === '' ? ' ' : text);
  // GitHub reads a bar within a cell before it reads code: escaped, it stands for itself there.
  const safe = inTable ? content.replaceAll('|', '\\|') : content;
  const fence = '`'.repeat(longestRun(content) + 1);
  const space = /^[` ]|[` ]$/.test(content) || content.trim() === '' ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
