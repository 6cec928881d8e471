import { type Curve, formatQuantity, sampleCurve } from '../rule.ts';
import { isCurve } from './facts.ts';
import type { CompareReport, FactTable } from './report.ts';

/** The learning rate of one side over the run, or why it cannot be drawn. */
export type CurveView =
  | {
      /** At `POINTS` fractions of the run, evenly from 0 to 1. */
      readonly rates: readonly number[];
      readonly peak: string;
      /** Length of the run in words, such as `90 epochs`. */
      readonly length: string;
    }
  | { readonly missing: string };

export interface Curves {
  readonly a: CurveView;
  readonly b: CurveView;
  /** Whether rates are relative to each side's peak, as a peak is not known as a number. */
  readonly relative: boolean;
}

/** Samples of a run: enough for steps of a few epochs to be seen where they are. */
export const POINTS = 721;

/** Both learning-rate curves; undefined where the report holds no facts. */
export function curvesOf({ facts }: CompareReport): Curves | undefined {
  if (facts === undefined) return undefined;
  const [a, b] = [curveIn(facts.a), curveIn(facts.b)];
  const relative = [a, b].some((curve) => typeof curve !== 'string' && typeof curve.peak !== 'number');
  return { a: viewOf(a, relative), b: viewOf(b, relative), relative };
}

/** The curve of a setup, or why there is none. */
function curveIn(facts: FactTable): Curve | string {
  const fact = facts['schedule.curve'];
  if (fact === undefined) return 'not stated';
  if (fact.status === 'unknown') return fact.reason?.text ?? 'unknown';
  return isCurve(fact.value) ? fact.value : 'no schedule';
}

function viewOf(curve: Curve | string, relative: boolean): CurveView {
  if (typeof curve === 'string') return { missing: curve };
  const sampled = sampleCurve(
    curve,
    Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1)),
  );
  if (sampled === undefined || !sampled.every(Number.isFinite))
    return { missing: 'the length of the run is not known' };
  const scale = relative || typeof curve.peak !== 'number' ? 1 : curve.peak;
  const length =
    curve.end === undefined || curve.unit === 'fraction' ? '' : `${formatQuantity(curve.end)} ${curve.unit}s`;
  return { rates: sampled.map((rate) => rate * scale), peak: formatQuantity(curve.peak), length };
}
