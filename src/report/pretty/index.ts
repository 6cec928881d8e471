import type { Problem } from '../../spec/setup.ts';
import { type Group, groupAlike } from '../group.ts';
import type { CompareReport, Finding, LintFinding, LintReport, SideSummary } from '../report.ts';
import type { Reporter, ReporterOptions } from '../reporter.ts';
import { coverageBlock, known, tally } from './coverage.ts';
import { renderFacts } from './facts.ts';
import { briefComplaintBlock, complaintBlock, differenceBlock } from './finding.ts';
import { GUTTER, heading, labeled, type Page, pageOf, paintOf, paragraph } from './page.ts';
import { placeOf } from './place.ts';
import { plotBlock } from './plot.ts';
import { cells, clean, count, shorten } from './text.ts';

/** Roots that are shown unless all are asked for. */
const MOST = 7;

/** For people at a terminal: the answer, then findings worst first, then what was compared. */
export const reporter: Reporter = {
  compare: renderCompare,
  lint: renderLint,
  extract: (report, options) => renderFacts(report, pageOf(options)),
};

function renderCompare(report: CompareReport, options: ReporterOptions): string {
  const page = pageOf(options);
  return text([
    paragraph(page, report.answer, 0, page.style.bold),
    ['', sideLine(page, 'A', report.a), sideLine(page, 'B', report.b)],
    ...listed(page, report.findings, differenceBlock),
    ...lintSection(page, `Known mistakes in A, ${report.a.name}`, report.lint.a),
    ...lintSection(page, `Known mistakes in B, ${report.b.name}`, report.lint.b),
    options.plot === true ? ['', ...plotBlock(page, report)] : [],
    ['', ...coverageBlock(page, report)],
    problems(page, report.problems, [...report.lint.a, ...report.lint.b]),
  ]);
}

function renderLint(report: LintReport, options: ReporterOptions): string {
  const page = pageOf(options);
  return text([
    paragraph(page, report.answer, 0, page.style.bold),
    ...report.setups.flatMap((setup) => [
      ['', heading(page, setup.name)],
      ...listed(page, setup.findings, complaintBlock),
      ['', ...labeled(page, 'checks', lintTally(setup.subjects)), ...labeled(page, 'facts', known(setup.facts))],
      problems(page, setup.problems, setup.findings),
    ]),
  ]);
}

const lintTally = (subjects: Parameters<typeof tally>[0]): string =>
  tally(subjects).replace('differ', 'complain').replace('same', 'clean');

const text = (blocks: readonly (readonly string[])[]): string => `${blocks.flat().join('\n')}\n`;

function sideLine(page: Page, label: string, { name, sources, scope }: SideSummary): string {
  const kinds = [...new Set(sources.map(({ kind }) => kind))].join(', ');
  const about = clean(`(${kinds}: ${scope.join(', ')})`);
  const shown = shorten(clean(name), page.width - 7 - cells(about));
  return `${page.style.cyan.bold(label.padStart(3))}  ${shown}  ${page.style.dim(about)}`;
}

function listed<F extends Finding | LintFinding>(
  page: Page,
  findings: readonly F[],
  block: (page: Page, group: Group<F>) => string[],
): string[][] {
  const groups = groupAlike(findings);
  const candidates = page.all ? groups : groups.filter(({ finding }) => finding.severity !== 'note');
  const shown = page.all ? candidates : candidates.slice(0, MOST);
  const left = candidates.length - shown.length;
  const notes = groups.length - candidates.length;
  const hidden = [
    ...(left > 0 ? [count(left, 'more of lower rank', 'more of lower rank')] : []),
    ...(notes > 0 ? [count(notes, 'matter of taste', 'matters of taste')] : []),
  ];
  return [
    ...shown.map((group) => ['', ...block(page, group)]),
    ...(hidden.length === 0
      ? []
      : [['', ...paragraph(page, `${hidden.join(' and ')}: see with --all`, GUTTER, page.style.dim)]]),
  ];
}

function lintSection(page: Page, title: string, findings: readonly LintFinding[]): string[][] {
  if (findings.length === 0 || (!page.all && findings.every(({ severity }) => severity === 'note'))) return [];
  return [['', heading(page, title)], ...listed(page, findings, page.all ? complaintBlock : briefComplaintBlock)];
}

/** What sources noticed; what a rule speaks for is among the findings already. */
function problems(
  page: Page,
  all: readonly (Problem & { readonly side?: 'a' | 'b' })[],
  findings: readonly LintFinding[],
): string[] {
  const told = new Set(findings.map(({ message }) => message));
  const rest = all.filter(({ message }) => !told.has(message));
  if (rest.length === 0) return [];
  return [
    '',
    heading(page, 'Met while reading'),
    ...rest.flatMap((problem) => {
      const side = problem.side === undefined ? '' : `${problem.side.toUpperCase()}, `;
      const place = problem.at === undefined ? '' : `${placeOf(problem.at)}: `;
      const help = problem.help === undefined ? '' : `; ${problem.help}`;
      return labeled(
        page,
        problem.severity,
        `${side}${place}${problem.message}${help}`,
        paintOf(page, problem.severity),
      );
    }),
  ];
}
