import type { Device } from './session.ts';

/** What rounding may come to, by relative L2, before it was looked at for the networks at hand. */
export interface Limits {
  /** Up to this, both compute the same. */
  readonly match: number;
  /** Up to this, the precision of the arithmetic accounts for it. */
  readonly tolerance: number;
  /** What a single layer may add. */
  readonly local: number;
  /** Half the spacing of numbers of the least precise arithmetic, times what a provider adds to it. */
  readonly unit: number;
}

/** How far above the response to rounding alone a difference must be to have another cause. */
export const MARGIN = 30;

/**
 * Starting values by the least precise arithmetic of both sides and the device that ran them. On the processor, graphs that
 * compute the same in another order were measured 2e-7 to 6e-7 apart through all layers of residual networks.
 */
export function limitsFor(precisions: readonly string[], device: Device): Limits {
  // On other devices, sums are taken in another order, and functions are of another library.
  const match = device === 'cpu' ? 2e-6 : 1e-5;
  if (precisions.includes('bfloat16')) return { match, tolerance: 2e-2, local: 2e-2, unit: 2 ** -9 };
  if (precisions.includes('float16')) return { match, tolerance: 3e-3, local: 3e-3, unit: 2 ** -12 };
  return { match, tolerance: match, local: match, unit: device === 'cpu' ? 2 ** -24 : 2 ** -22 };
}
