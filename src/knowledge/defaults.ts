import type { Fact } from '../spec/fact.ts';
import type { FactPath } from '../spec/paths.ts';

/** The default of a fact that nobody wrote. */
export interface DefaultValue {
  readonly path: FactPath;
  /** The value, or undefined where the library does nothing of the kind (the fact is absent). */
  readonly value: unknown;
  readonly library: string;
  readonly version?: string;
  /** What has the default: `torch.optim.AdamW(weight_decay)`. */
  readonly parameter: string;
}

/**
 * The defaults that hold for a setup, given the facts known so far; empty where no framework is known.
 * Called again after it filled something, until it fills nothing new.
 */
export function defaultsFor(_get: (path: FactPath) => Fact | undefined): readonly DefaultValue[] {
  return [];
}
