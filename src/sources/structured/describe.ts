import type { Kind } from '../../spec/kinds.ts';
import { VOCABULARIES } from '../../spec/vocabulary.ts';

/** What a person may write for a value of a kind, in words that follow "must be". */
export function describeKind(kind: Kind<unknown>): string {
  switch (kind.kind) {
    case 'number':
      return `${kind.integer ? 'a whole number' : 'a number'}${bounds(kind)}`;
    case 'quantity':
      return `a number${bounds(kind)}, or an expression such as "0.1 * data.batchSize / 256"`;
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'text on one line';
    case 'texts':
      return 'a list of texts';
    case 'name':
      return oneOf(kind);
    case 'names':
      return `a list of names, each ${oneOf(kind)}`;
    case 'numbers':
      return numbers(kind);
    case 'size':
      return 'a size in whole pixels: one number, or [height, width]';
    case 'object':
      return `an object with ${fieldNames(kind)}${kind.vocabulary === undefined ? '' : `, or ${oneOf(kind)}`}`;
    case 'objects':
      return `a list of objects with ${fieldNames(kind)}`;
    case 'steps':
      return 'a list of steps, each a name or an object with a name';
    case 'anything':
      return 'an object';
  }
}

function bounds({ min, max }: Kind<unknown>): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function numbers(kind: Kind<unknown>): string {
  const what = `${kind.integer ? 'whole numbers' : 'numbers'}${bounds(kind)}`;
  const count =
    kind.length === undefined ? (kind.maxLength === undefined ? '' : `up to ${kind.maxLength} `) : `${kind.length} `;
  return `${kind.scalar ? 'a number, or ' : ''}a list of ${count}${what}`;
}

function oneOf({ vocabulary }: Kind<unknown>): string {
  if (vocabulary === undefined) return 'a name';
  const { open, names } = VOCABULARIES[vocabulary];
  const known = Object.keys(names);
  return open ? `a name such as ${known.slice(0, 4).join(', ')}` : `one of ${known.join(', ')}`;
}

const fieldNames = ({ fields = {} }: Kind<unknown>): string =>
  Object.keys(fields)
    .map((name) => name.replace(/\?$/, ''))
    .join(', ');
