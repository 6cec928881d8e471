import type { CurveUnit } from '../spec/curve.ts';
import type { RulePath } from '../spec/paths.ts';
import type { Quantity } from '../spec/quantity.ts';
import type { Known } from './derivation.ts';
import { divide, input, multiply } from './quantity.ts';

/** Converts lengths between epochs, steps and fractions of the run. */
export interface Clock {
  /** The run in a unit, where it is known. */
  end(unit: CurveUnit): Quantity | undefined;
  /** Undefined where the conversion cannot be written down. */
  convert(length: Quantity, from: CurveUnit, to: CurveUnit): Quantity | undefined;
}

/** Facts that a conversion may rest on are reported to `used`. */
export function clockOf(known: Known, used: (path: RulePath) => void): Clock {
  const stepsPerEpoch = (): Quantity => {
    used('data.stepsPerEpoch');
    return known.value('data.stepsPerEpoch') ?? input('data.stepsPerEpoch');
  };
  const end = (unit: CurveUnit): Quantity | undefined => {
    if (unit === 'fraction') return 1;
    const path = unit === 'epoch' ? 'train.epochs' : 'train.steps';
    used(path);
    return known.value(path);
  };
  const convert = (length: Quantity, from: CurveUnit, to: CurveUnit): Quantity | undefined => {
    if (from === to || length === 0) return length;
    if (from === 'epoch' && to === 'step') return multiply(length, stepsPerEpoch());
    if (from === 'step' && to === 'epoch') return divide(length, stepsPerEpoch());
    const whole = end(from === 'fraction' ? to : from);
    if (whole === undefined) return undefined;
    return from === 'fraction' ? multiply(length, whole) : divide(length, whole);
  };
  return { end, convert };
}
