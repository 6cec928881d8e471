import type { Origin } from '../spec/origin.ts';
import type { SourceInfo } from '../spec/setup.ts';
import type { Evidence, FindingSide } from './report.ts';

/** A place that tools outside can show: a file, and where in it, as far as that is known. */
export interface Spot {
  readonly file: string;
  /** Lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
  readonly region?: {
    readonly line: number;
    readonly column?: number;
    readonly endLine?: number;
    readonly endColumn?: number;
  };
}

/** Where an origin is to be seen; a preset, a derivation and an argument of no file are nowhere. */
export function spotOf(origin: Origin | undefined): Spot | undefined {
  switch (origin?.kind) {
    case 'text': {
      const { file, line, column, endLine, endColumn, cell } = origin;
      // Lines of a notebook count within its cell, which no other tool knows of.
      if (cell !== undefined) return { file };
      const end =
        endColumn === undefined || (endLine ?? line) < line || ((endLine ?? line) === line && endColumn < column)
          ? {}
          : { endLine: endLine ?? line, endColumn };
      return { file, region: { line, column, ...end } };
    }
    case 'graph':
      return { file: origin.file };
    case 'default':
      return spotOf(origin.omittedAt);
    case 'argument': {
      const { file, line, column } = origin;
      if (file === undefined) return undefined;
      return line === undefined ? { file } : { file, region: { line, ...(column === undefined ? {} : { column }) } };
    }
    default:
      return undefined;
  }
}

/** The place to look at on one side of a finding: that of its first fact, or of the facts below, or on the way. */
export function spotOfSide({ origin, facts }: FindingSide): Spot | undefined {
  const origins = [origin, ...facts.flatMap(originsOf)];
  const onTheWay = origins.flatMap((each) => each?.via ?? []);
  for (const each of [...origins, ...onTheWay]) {
    const spot = spotOf(each);
    if (spot !== undefined) return spot;
  }
  return undefined;
}

const originsOf = ({ origin, basis = [] }: Evidence): (Origin | undefined)[] => [
  origin,
  ...basis.map((base) => base.origin),
];

/** The first of some sources that is a file whose text was read. */
export function fileOf(sources: readonly SourceInfo[], texts: ReadonlyMap<string, string>): Spot | undefined {
  const source = sources.find(({ name, kind }) => kind !== 'preset' && texts.has(name));
  return source === undefined ? undefined : { file: source.name };
}
