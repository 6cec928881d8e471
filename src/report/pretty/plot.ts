import { formatNumber } from '../../engine/format.ts';
import { type Curves, type CurveView, curvesOf, POINTS } from '../curves.ts';
import type { CompareReport } from '../report.ts';
import { heading, type Page, paragraph } from './page.ts';
import { cells, clean, shorten } from './text.ts';

/** Rows of the plot, each of four dots. */
const ROWS = 12;
/** Dots that B's line shows and leaves out, so that the sides are told apart without color. */
const [DASH, GAP] = [3, 4];

interface Dots {
  /** Bits of braille by row and cell. */
  readonly a: Uint8Array[];
  readonly b: Uint8Array[];
}

/** Both learning-rate curves over the run, one above the other. */
export function plotBlock(page: Page, report: CompareReport): string[] {
  const curves = curvesOf(report);
  if (curves === undefined) return [];
  const { a, b } = curves;
  const lines = [heading(page, 'Learning rate over the run')];
  if ('missing' in a && 'missing' in b) return [...lines, ...legend(page, report, curves)];
  const top = Math.max(...ratesOf(a), ...ratesOf(b));
  const labels = [top, top / 2, 0].map((value) => (curves.relative ? `${formatNumber(value * 100)} %` : short(value)));
  const margin = Math.max(...labels.map(cells)) + 2;
  const width = Math.max(20, page.width - margin - 2);
  const dots = drawn(curves, width, top);
  const named = letters(curves, width, top);
  for (let row = 0; row < ROWS; row++) {
    const label = row === 0 ? labels[0] : row === ROWS / 2 ? labels[1] : row === ROWS - 1 ? labels[2] : '';
    const axis = label === '' ? '│' : '┤';
    lines.push(
      `${page.style.dim(`${(label ?? '').padStart(margin - 1)} ${axis}`)}${cellsOf(page, dots, named, row, width)}`,
    );
  }
  const middle = Math.floor(width / 2);
  const ticks = `${' '.repeat(margin + 1)}${'0 %'.padEnd(middle - 2)}${'50 %'.padEnd(width - middle - 3)}100 %`;
  lines.push(page.style.dim(`${' '.repeat(margin)}└${'─'.repeat(middle)}┴${'─'.repeat(width - middle - 1)}`));
  lines.push(page.style.dim(ticks.slice(0, page.width)));
  return [...lines, ...legend(page, report, curves)];
}

const ratesOf = (view: CurveView): readonly number[] => ('missing' in view ? [] : view.rates);
const short = (value: number): string => formatNumber(Number(value.toPrecision(3)));

function legend(page: Page, report: CompareReport, { a, b, relative }: Curves): string[] {
  const line = (label: 'A' | 'B', name: string, view: CurveView): string[] => {
    const sample = label === 'A' ? '⠒⠒⠒⠒' : '⠒ ⠒ ';
    const paint = label === 'A' ? page.style.cyan : page.style.magenta;
    const about =
      'missing' in view
        ? `not drawn: ${view.missing}`
        : `peak ${view.peak}${view.length === '' ? '' : `, ${view.length}`}`;
    const words = clean(about);
    const room = page.width - 12 - cells(words);
    if (room < 12)
      return [`  ${label} ${paint(sample)}  ${shorten(clean(name), page.width - 10)}`, ...paragraph(page, about, 10)];
    return [`  ${label} ${paint(sample)}  ${shorten(clean(name), room)}  ${page.style.dim(words)}`];
  };
  const same =
    !('missing' in a) && !('missing' in b) && a.rates.every((rate, i) => Math.abs(rate - (b.rates[i] ?? 0)) < 1e-9);
  return [
    ...line('A', report.a.name, a),
    ...line('B', report.b.name, b),
    ...(relative ? paragraph(page, 'each relative to its own peak, as a peak is not known as a number', 2) : []),
    ...(same ? paragraph(page, 'both take the same course; B lies under A', 2) : []),
  ];
}

/** Bit of braille by dot row and column within a cell. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

function drawn({ a, b }: Curves, width: number, top: number): Dots {
  return { a: lineOf(ratesOf(a), width, top, false), b: lineOf(ratesOf(b), width, top, true) };
}

function lineOf(rates: readonly number[], width: number, top: number, dashed: boolean): Uint8Array[] {
  const grid = Array.from({ length: ROWS }, () => new Uint8Array(width));
  const columns = width * 2;
  let last: number | undefined;
  let along = 0;
  for (let x = 0; x < columns && rates.length > 0; x++) {
    const y = dotRow(rates[Math.round((x / (columns - 1)) * (POINTS - 1))] ?? 0, top);
    const from = last ?? y;
    const step = y < from ? -1 : 1;
    // A jump is drawn as a line down or up, so that steps are seen whole.
    for (let at = last === undefined || from === y ? y : from + step; ; at += step) {
      if (!dashed || along % (DASH + GAP) < DASH) mark(grid, x, at);
      along++;
      if (at === y) break;
    }
    last = y;
  }
  return grid;
}

const dotRow = (rate: number, top: number): number =>
  Math.round((1 - (top === 0 ? 0 : Math.max(0, rate) / top)) * (ROWS * 4 - 1));

function mark(grid: Uint8Array[], x: number, y: number): void {
  const row = grid[Math.floor(y / 4)];
  const bit = BITS[y % 4]?.[x % 2];
  if (row !== undefined && bit !== undefined) row[Math.floor(x / 2)] = (row[Math.floor(x / 2)] ?? 0) | bit;
}

/** Where the letters of the sides stand: above or below their lines, by row and column. */
function letters({ a, b }: Curves, width: number, top: number): ReadonlyMap<string, 'A' | 'B'> {
  const placed = new Map<string, 'A' | 'B'>();
  const put = (letter: 'A' | 'B', view: CurveView, share: number): void => {
    const rates = ratesOf(view);
    if (rates.length === 0) return;
    const column = Math.floor(width * share);
    const row = Math.floor(dotRow(rates[Math.round(share * (POINTS - 1))] ?? 0, top) / 4);
    placed.set(`${row > 0 ? row - 1 : row + 1} ${column}`, letter);
  };
  put('A', a, 0.08);
  put('A', a, 0.55);
  put('B', b, 0.16);
  put('B', b, 0.63);
  return placed;
}

function cellsOf(page: Page, dots: Dots, named: ReadonlyMap<string, 'A' | 'B'>, row: number, width: number): string {
  const { cyan, magenta } = page.style;
  let text = '';
  for (let column = 0; column < width; column++) {
    const [a, b] = [dots.a[row]?.[column] ?? 0, dots.b[row]?.[column] ?? 0];
    const letter = named.get(`${row} ${column}`);
    if (a === 0 && b === 0 && letter !== undefined) text += (letter === 'A' ? cyan : magenta).bold(letter);
    else if (a === 0 && b === 0) text += ' ';
    else text += (a === 0 ? magenta : cyan)(String.fromCodePoint(0x2800 | a | b));
  }
  return text.trimEnd();
}
