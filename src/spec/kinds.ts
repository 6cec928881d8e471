import type { Expression } from './quantity.ts';
import type { VOCABULARIES, VocabularyName } from './vocabulary.ts';

/**
 * Kinds of values, as plain data: what a person may write. The type parameter is the canonical value that a rule sees after
 * reading (names in canonical spelling, expressions parsed). `kind-schema.ts` makes zod schemas of them, the reader of
 * specs reads by them; a property test holds the two to the same verdicts.
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
  | 'objects'
  | 'steps'
  | 'anything';

export interface Kind<V> {
  readonly kind: KindName;
  /** Of names; of an object: a bare name stands for `{name}`. */
  readonly vocabulary?: VocabularyName;
  /** Lower and upper bound, inclusive, where there are any. */
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** Number of elements, where it is fixed. */
  readonly length?: number;
  /** Most elements. */
  readonly maxLength?: number;
  /** Of numbers: one number may stand for a list of them. */
  readonly scalar?: true;
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
  /^\s*(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+)(?:\s*[*/+]\s*(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)+))*\s*$/;

export const number = (bounds: Bounds = {}): Kind<number> => ({ kind: 'number', ...bounds });

export const integer = (bounds: Bounds = {}): Kind<number> => ({ kind: 'number', integer: true, ...bounds });

export const quantity = (bounds: Bounds = {}): Kind<number | Expression> => ({ kind: 'quantity', ...bounds });

export const boolean = (): Kind<boolean> => ({ kind: 'boolean' });

export const text = (): Kind<string> => ({ kind: 'text' });

export const texts = (): Kind<readonly string[]> => ({ kind: 'texts' });

type NameOf<N extends VocabularyName> = (typeof VOCABULARIES)[N]['open'] extends true
  ? string
  : keyof (typeof VOCABULARIES)[N]['names'];

export const name = <N extends VocabularyName>(vocabulary: N): Kind<NameOf<N>> => ({ kind: 'name', vocabulary });

export const names = <N extends VocabularyName>(vocabulary: N): Kind<readonly NameOf<N>[]> => ({
  kind: 'names',
  vocabulary,
});

/** At least one number. */
export const numbers = (bounds: Bounds & { length?: number; integer?: boolean } = {}): Kind<readonly number[]> => ({
  kind: 'numbers',
  ...bounds,
});

/** One value for every channel, or one a channel in RGB order. */
export const channels = (bounds: Bounds = {}): Kind<number | readonly number[]> => ({
  kind: 'numbers',
  scalar: true,
  maxLength: 64,
  ...bounds,
});

/** One value for all, or one each in order. */
export const oneOrMore = (bounds: Bounds = {}): Kind<number | readonly number[]> => ({
  kind: 'numbers',
  scalar: true,
  ...bounds,
});

/** `[height, width]` in pixels, or one number for both. */
export const size = (): Kind<number | readonly [number, number]> => ({ kind: 'size', integer: true, min: 1 });

type FieldsValue<F> = {
  readonly [K in keyof F as K extends `${infer N}?` ? N : never]?: F[K] extends Kind<infer V> ? V : never;
} & { readonly [K in keyof F as K extends `${string}?` ? never : K]: F[K] extends Kind<infer V> ? V : never };

export const object = <const F extends Readonly<Record<string, Kind<unknown>>>>(fields: F): Kind<FieldsValue<F>> => ({
  kind: 'object',
  fields,
});

export const objects = <const F extends Readonly<Record<string, Kind<unknown>>>>(
  fields: F,
): Kind<readonly FieldsValue<F>[]> => ({ kind: 'objects', fields });

/** An ordered list of named steps with parameters of any kind, such as a pipeline or a procedure. */
export const steps = (): Kind<readonly Step[]> => ({ kind: 'steps' });

/** A step of a pipeline: its name in canonical spelling, its parameters. A bare name is a step without parameters. */
export type Step = string | ({ readonly name: string } & { readonly [parameter: string]: unknown });

/** An object of any shape; for facts that no person writes, such as a model graph. */
export const anything = <V>(): Kind<V> => ({ kind: 'anything' });

/** A name for the scheme, or an object with its parts. */
export const either = <A, B>(a: Kind<A>, b: Kind<B>): Kind<A | B> => ({
  ...b,
  ...(a.vocabulary === undefined ? {} : { vocabulary: a.vocabulary }),
});
