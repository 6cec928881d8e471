import type { Derivation } from './derivation.ts';

/** In order: a later derivation may read what an earlier one wrote. */
export const DERIVATIONS: readonly Derivation[] = [];
