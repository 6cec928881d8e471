/** The text of a string literal without prefix and quotes, escapes resolved. */
export function resolveEscapes(content: string, raw: boolean): string {
  if (raw || !content.includes('\\')) return content.replace(/\r\n?/g, '\n');
  return content
    .replace(/\r\n?/g, '\n')
    .replace(
      /\\(?:(\n)|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))/gs,
      (whole, ...groups) => {
        const [newline, hex, short, long, octal, other] = groups as (string | undefined)[];
        if (newline !== undefined) return '';
        const digits = hex ?? short ?? long;
        if (digits !== undefined) {
          const code = Number.parseInt(digits, 16);
          return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
        }
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
        return other === undefined ? whole : (SIMPLE[other] ?? whole);
      },
    );
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** A number as Python writes it: an integer or a float; undefined for complex numbers and integers too large to hold. */
export function parseNumber(text: string): { readonly value: number; readonly float: boolean } | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (digits.endsWith('j')) return undefined;
  const old = /^0(\d+)l?$/.exec(digits);
  if (old !== null && /[1-7]/.test(old[1] ?? '') && /^[0-7]+$/.test(old[1] ?? ''))
    return { value: Number.parseInt(old[1] ?? '', 8), float: false };
  if (/^0[xob]/.test(digits)) return whole(Number(digits.replace(/l$/, '')));
  if (/[.e]/.test(digits)) return { value: Number(digits), float: true };
  return whole(Number(digits.replace(/l$/, '')));
}

const whole = (value: number): { readonly value: number; readonly float: boolean } | undefined =>
  Number.isSafeInteger(value) ? { value, float: false } : undefined;
