/** `2.13.0+cpu` is [2, 13, 0]; undefined where the text is no version. */
export function parseVersion(text: string): readonly number[] | undefined {
  const match = /^[^\d]{0,8}(\d+(?:\.\d+){0,3})/.exec(text.trim());
  return match?.[1]?.split('.').map(Number);
}

/** Negative where a is older than b; missing parts are 0. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
