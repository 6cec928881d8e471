import type { Quantity } from './quantity.ts';

/**
 * The learning rate over a run: segments in order of progress, each a closed form.
 * Positions are in `unit`; a position may be an expression where, say, steps per epoch is not known.
 */
export interface Curve {
  readonly [key: string]: unknown;
  readonly unit: 'epoch' | 'step' | 'fraction';
  /** End of the run, in `unit`; undefined where the length of the run is not known. */
  readonly end?: Quantity;
  /** Highest learning rate over the run. */
  readonly peak: Quantity;
  readonly segments: readonly CurveSegment[];
}

/** Learning rates are relative to the peak of the run. */
export interface CurveSegment {
  readonly from: Quantity;
  readonly to?: Quantity;
  readonly shape: 'constant' | 'linear' | 'cosine' | 'polynomial' | 'exponential' | 'inverse-sqrt' | 'inverse-time';
  readonly start: number;
  readonly end: number;
  /** Of polynomial and exponential shapes. */
  readonly power?: number;
  /** Where the rate changes only at whole multiples of this many units. */
  readonly quantum?: number;
}
