import { printable } from '../../spec/text.ts';

const LONGEST = 4000;

/** Text of any origin made safe to show on one line. */
export const clean = (text: string): string => printable(text, LONGEST);

const WIDE =
  /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns of a terminal that a character takes. */
function cellsOf(character: string): number {
  // Letters of Western languages, and punctuation, arrows and lines: one, without asking the tables of Unicode.
  if (character < '\u0300' || (character >= '\u2000' && character < '\u20d0')) return 1;
  return /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** Columns of a terminal that text without line breaks takes. */
export function cells(text: string): number {
  let sum = 0;
  for (const character of text) sum += cellsOf(character);
  return sum;
}

/** The longest beginning that fits in some columns. */
export function head(text: string, room: number): string {
  let [taken, used] = ['', 0];
  for (const character of text) {
    used += cellsOf(character);
    if (used > room) break;
    taken += character;
  }
  return taken;
}

/** The longest ending that fits in some columns. */
export function tail(text: string, room: number): string {
  let [taken, used] = ['', 0];
  for (const character of [...text].reverse()) {
    used += cellsOf(character);
    if (used > room) break;
    taken = character + taken;
  }
  return taken;
}

/** Cut to some columns, with a sign where something is missing. */
export const shorten = (text: string, room: number): string =>
  cells(text) <= room ? text : `${head(text, Math.max(0, room - 1))}…`;

/** Filled with blanks to some columns. */
export const pad = (text: string, room: number): string => text + ' '.repeat(Math.max(0, room - cells(text)));

/** Lines of at most some columns, broken between words, or within a word where it is longer than a line. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (cells(rest) > room) {
      const part = head(rest, room);
      if (part === '') break;
      lines.push(part);
      rest = rest.slice(part.length);
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}

/** `1 check`, `2 checks`. */
export const count = (n: number, word: string, plural = `${word}s`): string => `${n} ${n === 1 ? word : plural}`;
