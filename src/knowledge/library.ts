import type { RulePath, ValueOf } from '../spec/paths.ts';

/** A library whose defaults are known. */
export interface Library {
  /** As its users install it: `torch`, `keras`, `@tensorflow/tfjs`. */
  readonly name: string;
  /** The newest version that its tables were checked with; what holds where no version is stated. */
  readonly checked: string;
}

/** One default: what a fact is where an argument was left out. */
export interface Row {
  readonly path: RulePath;
  /** The canonical value; undefined where the library does nothing of the kind. */
  readonly value: unknown;
  /** The parameter that was left out; empty where the callable does this whatever it is given. */
  readonly of: string;
  /** First version that does so. */
  readonly since?: string;
  /** First version that does so no longer. */
  readonly before?: string;
}

/** What must hold of the setup. `preprocess.*` is the phase that the rows are for. */
export type Condition =
  | { readonly path: RulePath; readonly is: readonly unknown[] }
  /** Known, and none of these. */
  | { readonly path: RulePath; readonly isNot: readonly unknown[] }
  /** Unknown, or none of these. */
  | { readonly path: RulePath; readonly unlessIs: readonly unknown[] }
  /** Known, with a text that matches. */
  | { readonly path: RulePath; readonly matches: RegExp }
  /** As a person spelled it. */
  | { readonly path: RulePath; readonly spelled: RegExp }
  | { readonly path: RulePath; readonly known: true }
  /** Nobody said anything of any of these. */
  | { readonly unstated: readonly RulePath[] }
  | { readonly not: Condition }
  | { readonly anyOf: readonly Condition[] };

/** A callable with the defaults of its parameters, and when a setup uses it. */
export interface Construct {
  readonly library: Library;
  /** Qualified name: `torch.optim.AdamW`. */
  readonly callable: string;
  readonly when: readonly Condition[];
  readonly rows: readonly Row[];
}

/** A row; `of` is the parameter, `versions` from when to when it holds. */
export function row<P extends RulePath>(
  path: P,
  value: ValueOf<P> | undefined,
  of = '',
  versions: Pick<Row, 'since' | 'before'> = {},
): Row {
  return { path, value, of, ...versions };
}

/** Rows of what there is none of. */
export const none = (...paths: readonly RulePath[]): readonly Row[] => paths.map((path) => row(path, undefined));
