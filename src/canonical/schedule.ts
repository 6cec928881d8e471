import { buildCurve } from './curve-build.ts';
import { type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked } from './known.ts';
import { divide, input, multiply } from './quantity.ts';

/** Kinds that never rise above the rate that they start from, given that each drop is one. */
const FALLING = new Set(['constant', 'linear', 'polynomial', 'cosine', 'cosine-restarts', 'inverse-sqrt', 'plateau']);
const FALLING_BY_GAMMA = new Set(['step', 'multi-step', 'exponential', 'inverse-time']);

function peakLr(known: Known): Derived | Underived | undefined {
  // A curve that was evaluated from a script says more than the facts around it.
  const drawn = known.value('schedule.curve');
  if (drawn !== undefined) return { value: drawn.peak, from: ['schedule.curve'], how: 'highest rate of the curve' };
  const [kind, lr] = [known.value('schedule.kind'), known.value('optimizer.lr')];
  if (lr === undefined) return undefined;
  if (kind === undefined) return blocked(known, 'schedule.kind');
  const gamma = known.value('schedule.gamma');
  const falls = FALLING.has(kind) || (FALLING_BY_GAMMA.has(kind) && gamma !== undefined && gamma <= 1);
  const low = known.value('schedule.minLr');
  const floored = typeof low === 'number' && typeof lr === 'number' && low > lr;
  if (falls && !floored) {
    return { value: lr, from: ['optimizer.lr', 'schedule.kind'], how: 'the schedule only lowers the rate' };
  }
  const built = buildCurve(known);
  if (built === undefined || 'unknown' in built) {
    return built ?? { unknown: `the highest rate of a ${kind} schedule is unknown`, from: ['schedule.kind'] };
  }
  const from = [...new Set(['optimizer.lr' as const, ...built.from])];
  return { value: built.curve.peak, from, how: 'highest rate of the schedule' };
}

function curve(known: Known): Derived | Underived | undefined {
  const built = buildCurve(known);
  if (built === undefined || 'unknown' in built) return built;
  return { value: built.curve, from: built.from, how: 'kind, lengths and warmup of the schedule' };
}

function warmupSteps(known: Known): Derived | undefined {
  const epochs = known.value('schedule.warmup.epochs');
  if (epochs !== undefined) {
    const each = known.value('data.stepsPerEpoch') ?? input('data.stepsPerEpoch');
    const from = ['schedule.warmup.epochs', 'data.stepsPerEpoch'] as const;
    return { value: epochs === 0 ? 0 : multiply(epochs, each), from, how: 'epochs × stepsPerEpoch' };
  }
  const [share, total] = [known.value('schedule.warmup.fraction'), known.value('train.steps')];
  if (share === undefined || total === undefined) return undefined;
  const value = multiply(share, total);
  return {
    value: typeof value === 'number' ? Math.ceil(value - 1e-9) : value,
    from: ['schedule.warmup.fraction', 'train.steps'],
    how: 'fraction × steps, rounded up',
  };
}

/** The path holds a number only: steps that cannot be counted in epochs stay steps. */
function warmupEpochs(known: Known): Derived | undefined {
  const [steps, each] = [known.value('schedule.warmup.steps'), known.value('data.stepsPerEpoch')];
  const value = steps === 0 ? 0 : steps === undefined || each === undefined ? undefined : divide(steps, each);
  if (typeof value !== 'number') return undefined;
  return { value, from: ['schedule.warmup.steps', 'data.stepsPerEpoch'], how: 'steps / stepsPerEpoch' };
}

function startLr(known: Known): Derived | undefined {
  const [factor, peak] = [known.value('schedule.warmup.startFactor'), known.value('schedule.peakLr')];
  if (factor === undefined || peak === undefined) return undefined;
  return {
    value: multiply(factor, peak),
    from: ['schedule.warmup.startFactor', 'schedule.peakLr'],
    how: 'startFactor × peakLr',
  };
}

function startFactor(known: Known): Derived | undefined {
  const [rate, peak] = [known.value('schedule.warmup.startLr'), known.value('schedule.peakLr')];
  const value = rate === undefined || peak === undefined ? undefined : divide(rate, peak);
  if (typeof value !== 'number') return undefined;
  return { value, from: ['schedule.warmup.startLr', 'schedule.peakLr'], how: 'startLr / peakLr' };
}

export const SCHEDULE: readonly Derivation[] = [
  derivation('schedule.warmup.steps', warmupSteps),
  derivation('schedule.warmup.epochs', warmupEpochs),
  derivation('schedule.peakLr', peakLr),
  derivation('schedule.warmup.startLr', startLr),
  derivation('schedule.warmup.startFactor', startFactor),
  derivation('schedule.curve', curve),
];
