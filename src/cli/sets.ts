import { UsageError } from '../spec/errors.ts';
import { quoted } from '../spec/text.ts';

export type Assignment = readonly [key: string, value: string];

export interface SideSets {
  readonly a: readonly Assignment[];
  readonly b: readonly Assignment[];
}

/**
 * Reads `key=value`.
 * @throws {UsageError} where there is no key or no `=`.
 */
function readAssignment(option: string, written: string): Assignment {
  const at = written.indexOf('=');
  if (at <= 0) {
    throw new UsageError(`${option} ${quoted(written)} lacks ${at === 0 ? 'a key' : 'a value'}`, {
      help: `write KEY=VALUE, such as ${option} data.devices=8`,
    });
  }
  return [written.slice(0, at), written.slice(at + 1)];
}

/** Sides of `--set`, `--set-a` and `--set-b`: `a:` or `b:` in front of the key names one, without it both are meant; what names its side comes later and wins. */
export function sidesOf(
  both: readonly string[] = [],
  onlyA: readonly string[] = [],
  onlyB: readonly string[] = [],
): SideSets {
  const given = both.map((written) => {
    const side = /^([ab]):/.exec(written)?.[1];
    return { side, assignment: readAssignment('--set', side === undefined ? written : written.slice(2)) };
  });
  const of = (side: 'a' | 'b', more: readonly string[]): Assignment[] => [
    ...given.filter((set) => set.side === undefined).map(({ assignment }) => assignment),
    ...given.filter((set) => set.side === side).map(({ assignment }) => assignment),
    ...more.map((written) => readAssignment(`--set-${side}`, written)),
  ];
  return { a: of('a', onlyA), b: of('b', onlyB) };
}

/**
 * The same for a command that has one side.
 * @throws {UsageError} where a side is named.
 */
export function oneSide(written: readonly string[] = []): readonly Assignment[] {
  return written.map((set) => {
    if (/^[ab]:/.test(set)) {
      throw new UsageError(`--set ${quoted(set)} names a side`, { help: 'there is one here: leave out a: or b:' });
    }
    return readAssignment('--set', set);
  });
}
