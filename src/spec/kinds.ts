import * as z from 'zod/mini';
import type { Expression } from './quantity.ts';
import { spellings, VOCABULARIES, type VocabularyName } from './vocabulary.ts';

/**
 * Kinds of values. Each gives the zod schema of what a person may write; the type parameter is the canonical value
 * that a rule sees after reading (names in canonical spelling, expressions parsed).
 */
export type KindName =
  | 'number'
  | 'quantity'
  | 'boolean'
  | 'text'
  | 'texts'
  | 'name'
  | 'names'
  | 'numbers'
  | 'size'
  | 'object'
  | 'objects';

export interface Kind<V> {
  readonly kind: KindName;
  readonly schema: z.ZodMiniType;
  readonly vocabulary?: VocabularyName;
  /** Lower and upper bound, inclusive, where there are any. */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Number of elements, where it is fixed. */
  readonly length?: number;
  /** Fields of an object or of each object of a list; a question mark at the end marks an optional one. */
  readonly fields?: Readonly<Record<string, Kind<unknown>>>;
  /** Never set: carries the type of the canonical value. */
  readonly type?: V;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** An expression in fact paths as a person writes it: `0.1 * data.devices * data.batchSize / 256`. */
export const EXPRESSION_PATTERN =
  /^\s*(?:[0-9][0-9eE.+-]*|[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+)(?:\s*[*/+]\s*(?:[0-9][0-9eE.+-]*|[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+))*\s*$/;

const checks = ({ min, max }: Bounds) => [
  ...(min === undefined ? [] : [z.gte(min)]),
  ...(max === undefined ? [] : [z.lte(max)]),
];

export const number = (bounds: Bounds = {}): Kind<number> => ({
  kind: 'number',
  schema: z.number().check(...checks(bounds)),
  ...bounds,
});

export const integer = (bounds: Bounds = {}): Kind<number> => ({
  kind: 'number',
  integer: true,
  schema: z.int().check(...checks(bounds)),
  ...bounds,
});

export const quantity = (bounds: Bounds = {}): Kind<number | Expression> => ({
  kind: 'quantity',
  schema: z.union([z.number().check(...checks(bounds)), z.string().check(z.regex(EXPRESSION_PATTERN))]),
  ...bounds,
});

export const boolean = (): Kind<boolean> => ({ kind: 'boolean', schema: z.boolean() });

export const text = (): Kind<string> => ({ kind: 'text', schema: z.string().check(z.minLength(1)) });

export const texts = (): Kind<readonly string[]> => ({
  kind: 'texts',
  schema: z.array(z.string().check(z.minLength(1))),
});

type NameOf<N extends VocabularyName> = (typeof VOCABULARIES)[N]['open'] extends true
  ? string
  : keyof (typeof VOCABULARIES)[N]['names'];

const nameSchema = (vocabulary: VocabularyName) =>
  VOCABULARIES[vocabulary].open ? z.string().check(z.regex(/[A-Za-z0-9]/)) : z.enum(spellings(vocabulary));

export const name = <N extends VocabularyName>(vocabulary: N): Kind<NameOf<N>> => ({
  kind: 'name',
  vocabulary,
  schema: nameSchema(vocabulary),
});

export const names = <N extends VocabularyName>(vocabulary: N): Kind<readonly NameOf<N>[]> => ({
  kind: 'names',
  vocabulary,
  schema: z.array(nameSchema(vocabulary)),
});

export const numbers = (bounds: Bounds & { length?: number; integer?: boolean } = {}): Kind<readonly number[]> => {
  const element = (bounds.integer ? z.int() : z.number()).check(...checks(bounds));
  const list = z.array(element);
  return {
    kind: 'numbers',
    schema: bounds.length === undefined ? list.check(z.minLength(1)) : list.check(z.length(bounds.length)),
    ...bounds,
  };
};

/** One value for every channel, or one a channel in RGB order. */
export const channels = (bounds: Bounds = {}): Kind<number | readonly number[]> => {
  const element = z.number().check(...checks(bounds));
  return {
    kind: 'numbers',
    schema: z.union([element, z.array(element).check(z.minLength(1), z.maxLength(64))]),
    ...bounds,
  };
};

/** One value for all, or one each in order. */
export const oneOrMore = (bounds: Bounds = {}): Kind<number | readonly number[]> => {
  const element = z.number().check(...checks(bounds));
  return { kind: 'numbers', schema: z.union([element, z.array(element).check(z.minLength(1))]), ...bounds };
};

/** `[height, width]` in pixels, or one number for both. */
export const size = (): Kind<number | readonly [number, number]> => {
  const side = z.int().check(z.gte(1));
  return { kind: 'size', integer: true, min: 1, schema: z.union([side, z.array(side).check(z.length(2))]) };
};

type FieldsValue<F> = {
  readonly [K in keyof F as K extends `${infer N}?` ? N : never]?: F[K] extends Kind<infer V> ? V : never;
} & { readonly [K in keyof F as K extends `${string}?` ? never : K]: F[K] extends Kind<infer V> ? V : never };

const fieldsSchema = (fields: Readonly<Record<string, Kind<unknown>>>) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) =>
        key.endsWith('?') ? [key.slice(0, -1), z.optional(field.schema)] : [key, field.schema],
      ),
    ),
  );

export const object = <const F extends Readonly<Record<string, Kind<unknown>>>>(fields: F): Kind<FieldsValue<F>> => ({
  kind: 'object',
  schema: fieldsSchema(fields),
  fields,
});

export const objects = <const F extends Readonly<Record<string, Kind<unknown>>>>(
  fields: F,
): Kind<readonly FieldsValue<F>[]> => ({ kind: 'objects', schema: z.array(fieldsSchema(fields)), fields });

/** An ordered list of named steps with parameters of any kind, such as a pipeline or a procedure. */
export const steps = (): Kind<readonly Step[]> => ({
  kind: 'objects',
  schema: z.array(
    z.union([z.string().check(z.minLength(1)), z.looseObject({ name: z.string().check(z.minLength(1)) })]),
  ),
});

/** A step of a pipeline: its name in canonical spelling, its parameters. A bare name is a step without parameters. */
export type Step = string | ({ readonly name: string } & { readonly [parameter: string]: unknown });

/** Anything that JSON holds; for facts that no person writes, such as a model graph. */
export const anything = <V>(): Kind<V> => ({ kind: 'object', schema: z.looseObject({}) });

/** A name for the scheme, or an object with its parts. */
export const either = <A, B>(a: Kind<A>, b: Kind<B>): Kind<A | B> => ({
  ...b,
  ...(a.vocabulary === undefined ? {} : { vocabulary: a.vocabulary }),
  schema: z.union([a.schema, b.schema]),
});
