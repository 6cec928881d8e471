import type { FactStatus } from '../../spec/fact.ts';
import type { Origin, TextOrigin } from '../../spec/origin.ts';

/** `file:line:column`, with the cell of a notebook. */
export const placeOf = ({ file, line, column, cell }: TextOrigin): string =>
  `${file}${cell === undefined ? '' : ` cell ${cell}`}:${line}:${column}`;

/** Where a fact comes from, in a few words. */
export function originInWords(origin: Origin): string {
  switch (origin.kind) {
    case 'text':
      return placeOf(origin);
    case 'graph':
      return [origin.file, ...named('node', origin.node), ...named('tensor', origin.tensor)].join(', ');
    case 'default': {
      const version = origin.version === undefined ? '' : ` ${origin.version}`;
      const omitted = origin.omittedAt === undefined ? '' : `, left out at ${placeOf(origin.omittedAt)}`;
      return `default of ${origin.library}${version}: ${origin.parameter}${omitted}`;
    }
    case 'preset':
      return `preset ${origin.preset}, line ${origin.line}`;
    case 'derived':
      return origin.from.length === 0 ? origin.how : `from ${origin.from.join(', ')}: ${origin.how}`;
    case 'argument':
      return origin.file === undefined ? origin.argument : `${origin.argument} in ${origin.file}:${origin.line ?? 1}`;
  }
}

const named = (what: string, name: string | undefined): string[] => (name === undefined ? [] : [`${what} ${name}`]);

/** The place in a text to show of an origin, if it has one. */
export function textPlace(origin: Origin | undefined): TextOrigin | undefined {
  if (origin?.kind === 'text') return origin;
  if (origin?.kind === 'default') return origin.omittedAt;
  return undefined;
}

/** How a status reads in front of a place; a stated fact needs no word. */
export const STATUS_WORDS: Readonly<Record<FactStatus, string>> = {
  stated: '',
  default: 'default',
  derived: 'derived',
  inferred: 'inferred',
  measured: 'measured',
  absent: 'not there',
  unknown: 'unknown',
};
