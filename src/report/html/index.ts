import { createHash } from 'node:crypto';
import type { Problem } from '../../spec/setup.ts';
import { VERSION } from '../../version.ts';
import { curvesOf } from '../curves.ts';
import { type Group, groupAlike } from '../group.ts';
import { known, tally } from '../pretty/coverage.ts';
import { placeOf } from '../pretty/place.ts';
import { count } from '../pretty/text.ts';
import type { CompareReport, Finding, LintFinding, LintReport, SideSummary } from '../report.ts';
import type { FindingReporter, ReporterOptions } from '../reporter.ts';
import { curveFigure } from './curve.ts';
import { factsSection } from './facts.ts';
import { complaintArticle, differenceArticle } from './finding.ts';
import { linesIn } from './frame.ts';
import { type Html, html, join, trusted } from './markup.ts';
import { networkFigure } from './network.ts';
import { normalizationFigures } from './normalization.ts';
import { resizeFigures } from './resize.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** The page stays below 500 KB: what findings may take, and what all may take. */
const [MOST_FINDINGS, MOST] = [200_000, 480_000];

/** One file that needs no network: the verdict first, then findings, what happens to data and rate, and every fact. */
export const reporter: FindingReporter = { compare: renderCompare, lint: renderLint };

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

function renderCompare(report: CompareReport, options: ReporterOptions): string {
  const lines = linesIn(options.texts);
  const differences = listed(report.findings, options, MOST_FINDINGS, (group) => differenceArticle(group, lines));
  const mistakes = (['a', 'b'] as const).flatMap((side): Section[] => {
    const findings = report.lint[side];
    if (findings.every(({ severity }) => severity === 'note') && !options.all) return [];
    const content = listed(findings, options, MOST_FINDINGS / 4, (group) => complaintArticle(group, lines));
    return [{ id: `mistakes-${side}`, title: `Known mistakes in ${side.toUpperCase()}`, content }];
  });
  const { facts } = report;
  const curves = curvesOf(report);
  const network = facts === undefined ? undefined : networkFigure(facts);
  const images = facts === undefined ? [] : [...normalizationFigures(facts), ...resizeFigures(facts)];
  const sections: Section[] = [
    { id: 'findings', title: 'Differences', content: differences },
    ...(curves === undefined ? [] : [{ id: 'rate', title: 'Learning rate', content: curveFigure(curves) }]),
    ...(images.length === 0 ? [] : [{ id: 'images', title: 'What happens to an image', content: join(images) }]),
    ...(network === undefined ? [] : [{ id: 'networks', title: 'The two networks', content: network }]),
    ...mistakes,
    { id: 'compared', title: 'What was compared', content: coverage(report) },
    ...(report.problems.length === 0
      ? []
      : [{ id: 'reading', title: 'Met while reading', content: problems(report.problems) }]),
  ];
  const head = html`<div class="pair">${sideCard('A', report.a)}${sideCard('B', report.b)}</div>`;
  if (facts === undefined) return documentOf('resaudit compare', report.answer, head, sections);
  const used = Buffer.byteLength(documentOf('resaudit compare', report.answer, head, sections), 'utf8');
  const table = factsSection(facts, Math.max(0, MOST - used));
  return documentOf('resaudit compare', report.answer, head, [
    ...sections,
    { id: 'facts', title: 'Every fact', content: table },
  ]);
}

/** Reports of several checks as one page, each under its name; what one of them may take becomes less with their number. */
export function renderChecks(
  checks: readonly {
    readonly name: string;
    readonly report: CompareReport | LintReport;
    readonly texts: ReporterOptions['texts'];
  }[],
  options: ReporterOptions,
): string {
  let room = MOST - 40_000;
  const sections: Section[] = [];
  for (const [i, { name, report, texts }] of checks.entries()) {
    const content = checkContent(report, { ...options, texts }, room / (checks.length - i));
    room -= Buffer.byteLength(content.markup, 'utf8');
    if (room < 0) break;
    sections.push({ id: `check-${i + 1}`, title: name.length > 120 ? `${name.slice(0, 120)}…` : name, content });
  }
  const left = checks.length - sections.length;
  const note =
    left === 0 ? html`` : html`<p class="dim">${count(left, 'check')} more left out to keep the page small.</p>`;
  return documentOf('resaudit check', `${count(checks.length, 'check')} of this repository`, note, sections);
}

function checkContent(report: CompareReport | LintReport, options: ReporterOptions, room: number): Html {
  const lines = linesIn(options.texts);
  const answer = html`<p><strong>${report.answer}</strong></p>`;
  if (report.kind === 'lint') {
    const findings = report.setups.flatMap((setup) => setup.findings);
    return html`${answer}${listed(findings, options, room, (group) => complaintArticle(group, lines))}`;
  }
  const pair = html`<div class="pair">${sideCard('A', report.a)}${sideCard('B', report.b)}</div>`;
  const curves = curvesOf(report);
  const figure = curves === undefined || report.findings.length === 0 ? undefined : curveFigure(curves);
  const taken = Buffer.byteLength(pair.markup + (figure?.markup ?? ''), 'utf8');
  const differences = listed(report.findings, options, room - taken - 2000, (group) => differenceArticle(group, lines));
  return html`${answer}${pair}${differences}${taken > room ? undefined : figure}`;
}

function renderLint(report: LintReport, options: ReporterOptions): string {
  const lines = linesIn(options.texts);
  const room = MOST_FINDINGS / Math.max(1, report.setups.length);
  const shown = report.setups.slice(0, 100);
  const sections = shown.map(
    ({ name, findings, subjects, facts }, i): Section => ({
      id: `setup-${i + 1}`,
      title: name.length > 120 ? `${name.slice(0, 120)}…` : name,
      content: html`${listed(findings, options, room, (group) => complaintArticle(group, lines))}
<dl><dt>Checks</dt><dd>${tally(subjects).replace('differ', 'complain').replace('same', 'clean')}</dd><dt>Facts</dt><dd>${known(facts)}</dd></dl>`,
    }),
  );
  const left = report.setups.length - shown.length;
  const note = left === 0 ? html`` : html`<p class="dim">${count(left, 'setup')} more not shown.</p>`;
  return documentOf('resaudit lint', report.answer, note, sections);
}

/** Findings as far as they fit in some bytes; the worst come first. */
function listed<F extends Finding | LintFinding>(
  findings: readonly F[],
  { all }: ReporterOptions,
  room: number,
  article: (group: Group<F>) => Html,
): Html {
  const groups = groupAlike(findings);
  const candidates = groups.filter(({ finding }) => all || finding.severity !== 'note');
  const shown: Html[] = [];
  let left = room;
  for (const group of candidates) {
    const each = article(group);
    left -= Buffer.byteLength(each.markup, 'utf8');
    if (left < 0) break;
    shown.push(each);
  }
  const notes = groups.length - candidates.length;
  const cut = candidates.length - shown.length;
  return html`${join(shown)}${groups.length === 0 ? html`<p>None.</p>` : undefined}${
    cut === 0
      ? undefined
      : html`<p class="dim">${count(cut, 'more', 'more')} of lower rank left out to keep the page small.</p>`
  }${notes === 0 ? undefined : html`<p class="dim">${count(notes, 'matter of taste', 'matters of taste')} not shown: see with --all.</p>`}`;
}

function sideCard(label: 'A' | 'B', { name, sources, scope }: SideSummary): Html {
  const kinds = [...new Set(sources.map(({ kind }) => kind))].join(', ');
  return html`<div class="card"><span class="letter ${label.toLowerCase()}">${label}</span><span class="name">${name}</span><div class="place">${kinds}: ${scope.join(', ')}</div></div>`;
}

function coverage({ subjects, coverage: { facts, scope, exporters, unknown } }: CompareReport): Html {
  const asks = unknown.slice(0, 60);
  return html`<dl><dt>Checks</dt><dd>${tally(subjects)}</dd><dt>Facts</dt><dd>A ${known(facts.a)}; B ${known(facts.b)}</dd>${
    scope === undefined ? undefined : html`<dt>Scope</dt><dd>${scope}</dd>`
  }${exporters === undefined ? undefined : html`<dt>Exporters</dt><dd>${exporters}</dd>`}</dl>${
    asks.length === 0
      ? undefined
      : html`<h3>What could not be told</h3><ul class="plain">${asks.map(
          ({ side, settledBy, reason, checks }) =>
            html`<li>${count(checks.length, 'check needs', 'checks need')} <code>${settledBy}</code> of ${side.toUpperCase()}${reason === 'not stated' ? undefined : ` (${reason})`}</li>`,
        )}</ul>`
  }`;
}

function problems(all: readonly (Problem & { readonly side?: 'a' | 'b' })[]): Html {
  const rows = all.slice(0, 60).map(({ severity, side, at, message, help }) => {
    const place = at === undefined ? '' : `${placeOf(at)}: `;
    return html`<li>${severity}: ${side === undefined ? '' : `${side.toUpperCase()}, `}${place}${message}${help === undefined ? '' : `; ${help}`}</li>`;
  });
  return html`<ul class="plain">${rows}</ul>`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, and only the style and the script of this file are taken. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/** A page that loads nothing; its sections are listed at its head. */
export function documentOf(command: string, answer: string, head: Html, sections: readonly Section[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${command}: ${answer}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
<header>
<p class="eyebrow">${command}</p>
<h1>${answer}</h1>
${head}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main">
${sections.map(({ id, title, content }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${content}</section>\n`)}
</main>
<footer><p>resaudit ${VERSION}</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.markup;
}
