import { divide, type Quantity, type RulePath, type Side } from '../../src/rule.ts';
import { learningRate, numeric } from './training.ts';
import { short } from './words.ts';

/** Whether a side is known to have no warmup. */
export const hasNoWarmup = (side: Side): boolean =>
  side.value('schedule.warmup.kind') === 'none' ||
  side.value('schedule.warmup.epochs') === 0 ||
  side.value('schedule.warmup.steps') === 0 ||
  side.fact('schedule.warmup.epochs').status === 'absent';

/** The lengths in the unit that both sides know; undefined where there is none. */
export function warmupLengths(a: Side, b: Side): { a: Quantity; b: Quantity; path: RulePath } | undefined {
  for (const path of ['schedule.warmup.epochs', 'schedule.warmup.steps', 'schedule.warmup.fraction'] as const) {
    const [x, y] = [a.value(path), b.value(path)];
    if (x !== undefined && y !== undefined) return { a: x, b: y, path };
  }
  return undefined;
}

/** Learning rate at the start of the warmup over the highest one; undefined where it is not known. */
export function warmupStart(side: Side): number | undefined {
  const factor = side.value('schedule.warmup.startFactor');
  if (factor !== undefined) return factor;
  const [rate, peak] = [side.value('schedule.warmup.startLr'), learningRate(side)];
  return rate === undefined || peak === undefined || peak === 0 ? undefined : numeric(divide(rate, peak));
}

/** The length in words; undefined where it is not known as a number. */
export function warmupWords(side: Side): string | undefined {
  const epochs = side.value('schedule.warmup.epochs');
  if (epochs !== undefined) return `${short(epochs)} epochs`;
  const steps = numeric(side.value('schedule.warmup.steps'));
  if (steps !== undefined) return `${short(steps)} updates`;
  const part = side.value('schedule.warmup.fraction');
  return part === undefined ? undefined : `${short(part * 100)} % of the run`;
}
