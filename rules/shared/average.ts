import type { Side } from '../../src/rule.ts';

/** Decay of a moving average for one optimizer update, d^(1/k); 0 where there is none, undefined where it is not known. */
export function decayPerUpdate(side: Side): number | undefined {
  const decay = side.value('train.ema.decay');
  if (decay === undefined || decay === 0) return decay;
  const every = side.value('train.ema.every');
  return every === undefined ? undefined : decay ** (1 / every);
}

/** Updates over which the average forgets: 1/(1 − d). */
export const memory = (decay: number): number => 1 / (1 - decay);
