import { BATCH } from './batch.ts';
import { DATASET } from './datasets.ts';
import type { Derivation } from './derivation.ts';
import { GEOMETRY } from './geometry.ts';
import { LOSS } from './loss.ts';
import { NETWORK } from './network.ts';
import { NORMALIZATION } from './normalization.ts';
import { OPTIMIZER } from './optimizer.ts';
import { SCHEDULE } from './schedule.ts';

export { substituteKnown } from './substitute.ts';

/** In order: a later derivation may read what an earlier one wrote. */
export const DERIVATIONS: readonly Derivation[] = [
  ...NORMALIZATION,
  ...GEOMETRY,
  ...DATASET,
  ...BATCH,
  ...SCHEDULE,
  ...OPTIMIZER,
  ...LOSS,
  ...NETWORK,
];
