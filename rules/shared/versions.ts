/** The leading numbers of a version: `2.10.0rc1` is [2, 10, 0]; undefined where there are none. */
export function parseVersion(text: string): readonly number[] | undefined {
  const match = /^\s*v?(\d+(?:\.\d+)*)/.exec(text);
  return match?.[1]?.split('.').map(Number);
}

/** Negative where a is older than b; missing places count as zero. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a version lies in [from, before); an end that is left out is open. */
export function within(version: string, from: string | undefined, before: string | undefined): boolean | undefined {
  const parsed = parseVersion(version);
  if (parsed === undefined) return undefined;
  const [low, high] = [from, before].map((end) => (end === undefined ? undefined : parseVersion(end)));
  return (
    (low === undefined || compareVersions(parsed, low) >= 0) &&
    (high === undefined || compareVersions(parsed, high) < 0)
  );
}
