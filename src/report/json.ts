import type { Reporter } from './reporter.ts';

/** What JSON lets stand but a terminal acts on or hides: in JSON it can occur in strings alone, but for the line ends between them. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Indented JSON in which every character is printable; the value is that of plain JSON. */
export function inertJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replaceAll(UNPRINTABLE, escapeUnits);
  return `${text}\n`;
}

/** `\u` escapes of the UTF-16 units of one character. */
function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The report as it is. */
export const reporter: Reporter = { compare: inertJson, lint: inertJson, extract: inertJson };
