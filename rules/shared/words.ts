/** A number in a sentence: three significant digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const FRACTIONS: readonly (readonly [value: number, words: string])[] = [
  [1 / 2, 'half'],
  [1 / 3, 'a third'],
  [1 / 4, 'a quarter'],
  [2, 'twice'],
];

/** A ratio in words: `a quarter`, `twice`, `3.2 times`. */
export function times(ratio: number): string {
  const named = FRACTIONS.find(([value]) => Math.abs(ratio - value) < 1e-3 * value);
  if (named !== undefined) return named[1];
  if (ratio > 0 && ratio < 1) {
    const inverse = 1 / ratio;
    if (Math.abs(inverse - Math.round(inverse)) < 1e-3 * inverse) return `1/${Math.round(inverse)}`;
  }
  return `${short(ratio)} times`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
