import type { Fact } from '../spec/fact.ts';
import type { RulePath, ValueOf } from '../spec/paths.ts';

/** What a derivation sees: the facts of one setup that are known so far. */
export interface Known {
  /** The canonical value; where the fact is absent, what absence amounts to; undefined where it is unknown. */
  value<P extends RulePath>(path: P): ValueOf<P> | undefined;
  fact<P extends RulePath>(path: P): Fact<ValueOf<P>>;
  known(path: RulePath): boolean;
}

/** A value that a derivation came to, and the facts it really used. */
export interface Derived {
  readonly value: unknown;
  readonly from: readonly RulePath[];
  /** How, in a few words or a formula. */
  readonly how: string;
}

/** It could not be told, because of these facts. */
export interface Underived {
  readonly unknown: string;
  readonly settledBy?: RulePath;
  readonly from?: readonly RulePath[];
}

/** It is known not to be there, because of these facts. */
export interface Absent {
  readonly absent: string;
  readonly from: readonly RulePath[];
}

/**
 * One step from facts to a derived fact. Runs in the order of the list, once a phase where `writes` has `preprocess.*`.
 * A fact that a source states is never overwritten.
 */
export interface Derivation {
  readonly writes: RulePath;
  derive(known: Known): Derived | Underived | Absent | undefined;
}

export function derivation(writes: RulePath, derive: Derivation['derive']): Derivation {
  return { writes, derive };
}
