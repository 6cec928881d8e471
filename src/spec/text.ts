/** Characters that a terminal, a log or a diff would act on or hide: controls, format characters, separators, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of unknown origin made safe to show on one line: unprintable characters are spelled out, what is longer than `limit` is cut. */
export function printable(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.replaceAll(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** The same in double quotes. */
export const quoted = (text: string, limit = 60): string => `"${printable(text, limit)}"`;

/** The first control character or lone surrogate that no fact may hold, with where it is; tabs and line ends are let pass. */
export function findControl(text: string): { readonly index: number; readonly name: string } | undefined {
  const match = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u.exec(text);
  if (match === null) return undefined;
  const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { index: match.index, name: `U+${code}` };
}
