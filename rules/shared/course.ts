import { type Side, sampleCurve } from '../../src/rule.ts';

const GRID = Array.from({ length: 1024 }, (_, i) => (i + 0.5) / 1024);

/** Learning rates over the run in parts of the peak; undefined where the curve is not known, or cannot be placed on the run. */
function ratesOf(side: Side): readonly number[] | undefined {
  const curve = side.value('schedule.curve');
  return curve === undefined ? undefined : sampleCurve(curve, GRID);
}

/** Factor by which the rate falls at once, at its largest drop; 1 where it moves smoothly, undefined where it is not known. */
export function largestDrop(side: Side): number | undefined {
  const kind = side.value('schedule.kind');
  // Near its end a smooth schedule falls by large factors too, over many steps.
  if (kind !== undefined && !['step', 'multi-step', 'exponential', 'plateau', 'custom'].includes(kind)) return 1;
  const rates = ratesOf(side);
  if (rates === undefined) {
    const factor = side.value(kind === 'plateau' ? 'schedule.factor' : 'schedule.gamma');
    return kind === undefined || factor === undefined || factor <= 0 ? undefined : 1 / factor;
  }
  return rates.reduce((largest, rate, i) => {
    const before = rates[i - 1];
    return before === undefined || rate <= 0 ? largest : Math.max(largest, before / rate);
  }, 1);
}

/** Whether the learning rate spends the end of the run near zero, so that the last weights hardly move; undefined where it is not known. */
export function anneals(side: Side): boolean | undefined {
  const rates = ratesOf(side);
  if (rates !== undefined) {
    const tail = rates.slice(-Math.ceil(rates.length / 10));
    // A line to a hundredth is at 0.06 of its peak there, in the mean.
    return (tail.at(-1) ?? 1) <= 0.02 && tail.reduce((sum, rate) => sum + rate, 0) / tail.length <= 0.065;
  }
  const kind = side.value('schedule.kind');
  if (kind === undefined || side.value('schedule.curve') !== undefined) return undefined;
  return ['cosine', 'linear', 'polynomial', 'one-cycle', 'custom'].includes(kind) ? undefined : false;
}
