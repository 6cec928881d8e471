import { formatValue } from '../../engine/format.ts';
import type { Origin } from '../../spec/origin.ts';
import type { ExtractReport } from '../report.ts';
import { codeFrame } from './frame.ts';
import type { Page } from './page.ts';
import { originInWords, textPlace } from './place.ts';
import { cells, clean, wrap } from './text.ts';

type Row = ExtractReport['facts'][string];

/** One line or several of a tree, and what hangs below. */
interface Branch {
  readonly lines: (page: Page) => readonly string[];
  readonly below: readonly Branch[];
}

/** Where one fact comes from, as a tree: what it was computed from, where that is written, by way of what. */
export function renderProvenance(report: ExtractReport, path: string, page: Page): string {
  const seen = new Set<string>();
  const lines = draw(page, factBranch(report, path, seen), '', '');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function factBranch(report: ExtractReport, path: string, seen: Set<string>): Branch {
  const fact: Row = report.facts[path] ?? { status: 'unknown', reason: { code: 'not-stated', text: 'not stated' } };
  const isRepeated = seen.has(path);
  seen.add(path);
  const { origin } = fact;
  const from = !isRepeated && origin?.kind === 'derived' ? origin.from : [];
  return {
    lines: (page) => [...factLines(page, path, fact), ...(isRepeated ? [] : frameLines(page, origin))],
    below: isRepeated
      ? []
      : [
          ...from.map((each) => factBranch(report, each, seen)),
          ...(origin?.via ?? []).map((each) => placeBranch('by way of', each)),
          ...(fact.alternatives ?? []).map(({ value, when, origin: place }): Branch => {
            const words = `may be ${formatValue(value)}${when === undefined ? '' : ` where ${when}`}`;
            return place === undefined ? wordsBranch(words) : placeBranch(words, place);
          }),
          ...(fact.overridable === undefined ? [] : [wordsBranch(`changed by ${fact.overridable}`)]),
          ...(fact.reason?.settledBy === undefined
            ? []
            : [wordsBranch(`would be settled by --set ${fact.reason.settledBy}=…`)]),
        ],
  };
}

function factLines(page: Page, path: string, fact: Row): string[] {
  const { bold, dim } = page.style;
  const value = fact.status === 'absent' ? 'none' : fact.status === 'unknown' ? '' : formatValue(fact.value);
  const first = [bold(clean(path)), ...(value === '' ? [] : [clean(value)])].join('  ');
  const about =
    fact.status === 'unknown'
      ? `unknown: ${fact.reason?.text ?? 'not stated'}`
      : `${fact.status}${fact.origin === undefined ? '' : `, ${whence(fact.origin)}`}`;
  const plain = `${clean(path)}  ${clean(value)}  ${clean(about)}`;
  if (cells(plain) <= page.width) return [`${first}  ${dim(clean(about))}`];
  return [
    ...wrap(`${clean(path)}  ${clean(value)}`, page.width),
    ...wrap(clean(about), page.width).map((line) => dim(line)),
  ];
}

/** What it was derived from hangs below; here only how. */
const whence = (origin: Origin): string => (origin.kind === 'derived' ? origin.how : originInWords(origin));

function frameLines(page: Page, origin: Origin | undefined): string[] {
  if (origin?.kind === 'preset') return wrap(clean(origin.citation), page.width).map((line) => page.style.dim(line));
  const place = textPlace(origin);
  return place === undefined ? [] : codeFrame(page, place, page.style.cyan, 2);
}

const wordsBranch = (words: string): Branch => ({ lines: (page) => wrap(clean(words), page.width), below: [] });

const placeBranch = (words: string, origin: Origin): Branch => ({
  lines: (page) => [...wrap(clean(`${words} ${originInWords(origin)}`), page.width), ...frameLines(page, origin)],
  below: (origin.via ?? []).map((each) => placeBranch('by way of', each)),
});

function draw(page: Page, branch: Branch, lead: string, hang: string): string[] {
  const bar = branch.below.length > 0 ? '│  ' : '';
  const narrower = { ...page, width: Math.max(30, page.width - cells(hang) - cells(bar)) };
  const { dim } = page.style;
  const own = branch.lines(narrower).map((line, i) => (i === 0 ? dim(lead) + line : dim(hang + bar) + line));
  return [
    ...own,
    ...branch.below.flatMap((child, i) => {
      const isLast = i === branch.below.length - 1;
      return draw(page, child, `${hang}${isLast ? '└─ ' : '├─ '}`, `${hang}${isLast ? '   ' : '│  '}`);
    }),
  ];
}
