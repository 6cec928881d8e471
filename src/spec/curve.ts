import type { Quantity } from './quantity.ts';

export type CurveUnit = 'epoch' | 'step' | 'fraction';

/**
 * The learning rate over a run: segments in order of progress, each a closed form. Where two segments overlap, the
 * first of the list holds. Positions are in `unit`; a position may be an expression where, say, the number of steps in
 * an epoch is not known.
 */
export interface Curve {
  readonly [key: string]: unknown;
  readonly unit: CurveUnit;
  /** End of the run, in `unit`; undefined where the length of the run is not known. */
  readonly end?: Quantity;
  /** Highest learning rate over the run, to the stepping quantum. */
  readonly peak: Quantity;
  readonly segments: readonly CurveSegment[];
}

export type CurveShape =
  | 'constant'
  | 'linear'
  | 'cosine'
  | 'polynomial'
  | 'exponential'
  | 'staircase'
  | 'inverse-sqrt'
  | 'inverse-time';

/** A closed form in t = (position − origin) / length. Learning rates are relative to the peak of the run. */
export interface CurveSegment {
  readonly from: Quantity;
  /** Where the segment ends; left out: at the end of the run. */
  readonly to?: Quantity;
  readonly shape: CurveShape;
  /** At t = 0. */
  readonly start: number;
  /** At t = 1; the form may go on beyond it. */
  readonly end: number;
  /** Where t is 0; left out: at `from`. */
  readonly origin?: Quantity;
  /** Length of t from 0 to 1; left out: from `from` to `to`. */
  readonly length?: Quantity;
  /** Of a polynomial shape. */
  readonly power?: number;
  /** Where the rate changes only at whole multiples of this length; left out: not known, or at every point. */
  readonly quantum?: Quantity;
}
