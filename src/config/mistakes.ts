import type { core } from 'zod/mini';
import { nearest } from '../spec/nearest.ts';
import { printable, quoted } from '../spec/text.ts';
import { configJsonSchema } from './shape.ts';

export interface Mistake {
  readonly path: readonly (string | number)[];
  /** The key below the path that is meant, where it is one. */
  readonly key?: string;
  readonly message: string;
  readonly help?: string;
}

/** A complaint of zod in words that a person can act on; an issue may hold several. */
export function wordsOf(issue: core.$ZodIssue): Mistake[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const name = path.length === 0 ? 'the configuration' : printable(path.join('.'));
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(path);
      return issue.keys.map((key) => {
        const meant = nearest(key, known);
        const help = meant === undefined ? `it takes ${known.join(', ')}` : `did you mean ${meant}?`;
        return { path, key, message: `${name} has no ${quoted(key)}`, help };
      });
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      const meant = typeof issue.input === 'string' ? nearest(issue.input, known) : undefined;
      const all = `it takes ${known.join(', ')}`;
      return [
        {
          path,
          message: `${name} cannot be ${shown(issue.input)}`,
          help: meant === undefined ? all : `did you mean ${meant}? ${all}`,
        },
      ];
    }
    case 'invalid_type':
      return issue.input === undefined
        ? [{ path, message: `${name} is missing`, help: `write a value: ${TYPES[issue.expected] ?? issue.expected}` }]
        : [{ path, message: `${name} must be ${TYPES[issue.expected] ?? issue.expected}, not ${shown(issue.input)}` }];
    case 'too_small':
      return [{ path, message: `${name} is empty` }];
    default:
      return [{ path, message: `${name} cannot be ${shown(issue.input)}` }];
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** Keys that the object at a path may have. */
function keysAt(path: readonly (string | number)[]): string[] {
  let schema: unknown = configJsonSchema();
  for (const part of path) {
    schema =
      typeof part === 'number'
        ? field(schema, 'items')
        : (field(field(schema, 'properties'), part) ?? field(schema, 'additionalProperties'));
  }
  const properties = field(schema, 'properties');
  return typeof properties === 'object' && properties !== null
    ? Object.keys(properties).filter((key) => key !== '$schema')
    : [];
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
