import type { TextOrigin } from '../../spec/origin.ts';
import { printable } from '../../spec/text.ts';
import { GUTTER, type Page } from './page.ts';
import { cells, head, shorten, tail } from './text.ts';

type Paint = (text: string) => string;

/** The line that an origin names with the place marked, and a line of context on either side. Nothing where the text is not known. */
export function codeFrame(page: Page, origin: TextOrigin, mark: Paint, margin = GUTTER): string[] {
  const lines = page.lines(origin.file);
  const line = lines?.[origin.line - 1];
  if (lines === undefined || line === undefined) return [];
  const [above, below] = [lines[origin.line - 2], lines[origin.line]];
  const indent = Math.min(...[above, line, below].map(indentOf));
  const digits = String(origin.line + 1).length;
  const room = page.width - margin - digits - 3;
  const { dim } = page.style;
  const row = (number: string, text: string, paint: Paint): string =>
    (' '.repeat(margin) + dim(`${number.padStart(digits)} │ `) + paint(text)).trimEnd();
  const context = (number: number, text: string | undefined): string[] =>
    text === undefined || text.trim() === ''
      ? []
      : [row(String(number), shorten(spell(text.slice(indent)), room), dim)];
  const { text, offset, length } = cut(line, indent, origin, room);
  return [
    ...context(origin.line - 1, above),
    row(String(origin.line), text, (t) => t),
    row('', ' '.repeat(offset) + '^'.repeat(length), mark),
    ...context(origin.line + 1, below),
  ];
}

const indentOf = (line: string | undefined): number =>
  line === undefined || line.trim() === '' ? Number.POSITIVE_INFINITY : line.length - line.trimStart().length;

/** Beyond this many characters on either side nothing can be in view. */
const REACH = 400;

const spell = (text: string): string =>
  printable(text.slice(0, REACH).replaceAll('\t', '  '), Number.POSITIVE_INFINITY);

interface Cut {
  readonly text: string;
  /** Where the marked part begins and how long it is, in columns. */
  readonly offset: number;
  readonly length: number;
}

/** What fits of a line around the place that an origin names. */
function cut(line: string, indent: number, { line: first, column, endLine, endColumn }: TextOrigin, room: number): Cut {
  const start = Math.min(column - 1, line.length);
  const end = endLine === undefined || endLine === first ? (endColumn ?? column) - 1 : line.trimEnd().length;
  const before = spell(line.slice(Math.max(Math.min(indent, start), start - REACH), start));
  const marked = spell(line.slice(start, Math.max(end, start)));
  const after = spell(line.slice(Math.max(end, start)));
  const isWhole = start - Math.min(indent, start) <= REACH;
  if (isWhole && cells(before + marked + after) <= room) {
    return { text: before + marked + after, offset: cells(before), length: Math.max(1, cells(marked)) };
  }
  const shown = head(marked, Math.floor((room * 2) / 3));
  const lead = tail(before, Math.floor((room - cells(shown)) / 2) - 1);
  const left = isWhole && lead === before ? lead : `…${lead}`;
  return { text: shorten(left + marked + after, room), offset: cells(left), length: Math.max(1, cells(shown)) };
}
