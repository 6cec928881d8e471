import type { CurveSegment, CurveUnit } from '../spec/curve.ts';
import type { Quantity } from '../spec/quantity.ts';
import type { Clock } from './clock.ts';
import { blocked, notStated } from './known.ts';
import { add, multiply, proportion, subtract } from './quantity.ts';
import type { Reader } from './reader.ts';
import { quantumOf, startFactor, type Warmup, warmupLength } from './warmup.ts';

/** What every kind of decay is built from. */
interface Parts {
  readonly read: Reader;
  readonly clock: Clock;
  readonly unit: CurveUnit;
  readonly base: Quantity;
  readonly warmup: Warmup;
  /** Where the decay begins to count. */
  readonly origin: Quantity;
  readonly end: Quantity | undefined;
}

type Segments = readonly CurveSegment[] | undefined;

/** Cycles beyond this are not drawn one by one. */
const MAX_CYCLES = 1024;

/** The segments after the warmup, relative to the base rate; undefined where the reader is blocked or the kind has no closed form. */
export function decayOf(
  read: Reader,
  clock: Clock,
  unit: CurveUnit,
  kind: string,
  base: Quantity,
  warmup: Warmup,
): Segments {
  const origin = warmup.overlay ? 0 : warmup.length;
  const parts: Parts = { read, clock, unit, base, warmup, origin, end: clock.end(unit) };
  const segments = decayFor(kind, read)?.(parts);
  const quantum = kind === 'constant' ? undefined : quantumOf(read, clock, unit);
  return quantum === undefined ? segments : segments?.map((segment) => ({ ...segment, quantum }));
}

/** A cosine that starts again at the peak is one with restarts. */
function decayFor(kind: string, read: Reader): ((parts: Parts) => Segments) | undefined {
  if (read.known.value('schedule.restart') !== true || kind === 'cosine-restarts') return DECAYS[kind];
  read.used('schedule.restart');
  if (kind === 'cosine') return restarts;
  read.block({ unknown: `how a ${kind} schedule starts again is unknown`, from: ['schedule.restart'] });
  return undefined;
}

const DECAYS: Readonly<Record<string, (parts: Parts) => Segments>> = {
  constant: ({ origin }) => [constant(origin, 1)],
  step: ({ read, origin }) => {
    const [size, gamma] = [read.number('schedule.stepSize'), read.number('schedule.gamma')];
    return [{ from: origin, shape: 'staircase', start: 1, end: gamma, length: size }];
  },
  'multi-step': multiStep,
  exponential: ({ read, origin }) => {
    const gamma = read.number('schedule.gamma');
    const staircase = read.known.value('schedule.staircase') === true;
    read.used('schedule.staircase');
    const length = periodOr(read, 1);
    return [{ from: origin, shape: staircase ? 'staircase' : 'exponential', start: 1, end: gamma, length }];
  },
  linear: (parts) => held(parts, { shape: 'linear' }),
  polynomial: (parts) => held(parts, { shape: 'polynomial', power: parts.read.number('schedule.power') }),
  cosine,
  'cosine-restarts': restarts,
  'one-cycle': oneCycle,
  cyclic,
  'inverse-time': ({ read, origin }) => {
    const rate = read.number('schedule.gamma');
    return [{ from: origin, shape: 'inverse-time', start: 1, end: 1 / (1 + rate), length: periodOr(read, 1) }];
  },
  'inverse-sqrt': ({ read, warmup }) => {
    const scale = notStated(read.known, 'schedule.period') ? warmup.length : read.quantity('schedule.period');
    if (scale === 0) read.block(blocked(read.known, 'schedule.period'));
    return [{ from: warmup.length, shape: 'inverse-sqrt', start: 1, end: Math.SQRT1_2, length: scale }];
  },
};

const constant = (from: Quantity, rate: number): CurveSegment => ({ from, shape: 'constant', start: rate, end: rate });

/** The period in the schedule's unit, or what stands for it where none is stated. */
function periodOr(read: Reader, otherwise: number): Quantity {
  const open = notStated(read.known, 'schedule.period') || read.known.fact('schedule.period').status === 'absent';
  return open ? otherwise : read.quantity('schedule.period');
}

/** The lowest rate over the base rate. */
function lowest({ read, base }: Parts): number {
  const rate = read.quantity('schedule.minLr');
  if (rate === 0) return 0;
  const relative = proportion(base, rate);
  if (relative === undefined) read.block(blocked(read.known, 'optimizer.lr'));
  return relative ?? Number.NaN;
}

function held(parts: Parts, form: Pick<CurveSegment, 'shape' | 'power'>): Segments {
  const { read, origin } = parts;
  const [period, low] = [read.quantity('schedule.period'), lowest(parts)];
  const to = add(origin, period);
  return [{ from: origin, to, start: 1, end: low, ...form }, constant(to, low)];
}

function multiStep({ read, origin }: Parts): Segments {
  const { known } = read;
  read.used('schedule.milestones');
  const milestones = known.value('schedule.milestones');
  if (milestones === undefined) {
    read.block(blocked(known, 'schedule.milestones'));
    return undefined;
  }
  const factors = known.value('schedule.factors');
  const gamma = factors === undefined ? read.number('schedule.gamma') : Number.NaN;
  if (factors !== undefined) read.used('schedule.factors');
  if (factors !== undefined && factors.length < milestones.length) {
    read.block({
      unknown: 'there are fewer factors than milestones',
      from: ['schedule.factors', 'schedule.milestones'],
    });
  }
  const drops = [...milestones].sort((a, b) => a - b).filter((at) => at > 0);
  const skipped = milestones.length - drops.length;
  const rates = [
    skipped === 0 ? 1 : (factors?.[skipped - 1] ?? gamma ** skipped),
    ...drops.map((_, i) => factors?.[i + skipped] ?? gamma ** (i + skipped + 1)),
  ];
  return rates.map((rate, i) => {
    const next = drops[i];
    return {
      ...constant(i === 0 ? origin : add(origin, drops[i - 1] ?? 0), rate),
      ...(next === undefined ? {} : { to: add(origin, next) }),
    };
  });
}

function cosine(parts: Parts): Segments {
  const { read, origin, end } = parts;
  const [period, low] = [read.quantity('schedule.period'), lowest(parts)];
  const form = { from: origin, shape: 'cosine', start: 1, end: low, length: period } as const;
  // Where the run ends first, what comes after the period does not matter.
  const covered = end === undefined ? undefined : proportion(end, add(origin, period));
  if (covered !== undefined && covered >= 1 - 1e-9) return [form];
  const after = afterPeriod(read);
  if (after === undefined) return undefined;
  // The closed form goes on by itself: past its period it rises again.
  if (after === 'rebound') return [form];
  const to = add(origin, period);
  return [{ ...form, to }, constant(to, low)];
}

function afterPeriod(read: Reader): 'hold' | 'rebound' | undefined {
  const { known } = read;
  read.used('schedule.afterPeriod');
  const after = known.value('schedule.afterPeriod');
  if (after === undefined) {
    const text = 'whether the rate holds or rises after the period of the cosine is unknown';
    read.block(blocked(known, 'schedule.afterPeriod', text));
  }
  return after;
}

/** Ends of the cycles of growing length that cover the run; undefined where the reader is blocked. */
function cyclesOver(
  { read, origin, end, unit }: Parts,
  period: Quantity,
  factor: number,
): readonly number[] | undefined {
  const whole = end === undefined ? undefined : proportion(period, subtract(end, origin));
  if (whole === undefined || !(factor > 0)) {
    const path = unit === 'step' ? 'train.steps' : 'train.epochs';
    read.block(blocked(read.known, path, 'the number of cycles depends on the length of the run'));
    return undefined;
  }
  const ends = [0];
  for (let at = 0, length = 1; at < whole - 1e-9; length *= factor) {
    at += length;
    ends.push(at);
    if (ends.length > MAX_CYCLES) {
      read.block({ unknown: 'the schedule has too many cycles to draw', from: ['schedule.period'] });
      return undefined;
    }
  }
  return ends;
}

function restarts(parts: Parts): Segments {
  const { read, origin } = parts;
  const period = read.quantity('schedule.period');
  const low = lowest(parts);
  const ends = cyclesOver(parts, period, read.number('schedule.periodFactor', 1));
  const decay = read.number('schedule.gamma', 1);
  return ends?.slice(1).map((to, i) => ({
    from: add(origin, multiply(period, ends[i] ?? 0)),
    to: add(origin, multiply(period, to)),
    shape: 'cosine',
    // The lowest rate is absolute, whatever the height of the cycle.
    start: low + (1 - low) * decay ** i,
    end: low,
  }));
}

function cyclic(parts: Parts): Segments {
  const { read, origin } = parts;
  const [period, low] = [read.quantity('schedule.period'), lowest(parts)];
  const ends = cyclesOver(parts, period, 1);
  return ends?.slice(1).flatMap((to, i) => {
    const [a, b, c] = [ends[i] ?? 0, ((ends[i] ?? 0) + to) / 2, to].map((at) => add(origin, multiply(period, at)));
    if (a === undefined || b === undefined || c === undefined) return [];
    return [
      { from: a, to: b, shape: 'linear', start: low, end: 1 },
      { from: b, to: c, shape: 'linear', start: 1, end: low },
    ] satisfies CurveSegment[];
  });
}

/** As PyTorch's, of two phases: the rise ends one unit early, the fall with the last unit. */
function oneCycle(parts: Parts): Segments {
  const { read, clock, unit, base, end } = parts;
  const { known } = read;
  const total = notStated(known, 'schedule.period') ? end : read.quantity('schedule.period');
  const start = startFactor(read, base);
  const low = lowest(parts);
  const rise = warmupLength(read, clock, unit);
  if (total === undefined) read.block(blocked(known, unit === 'step' ? 'train.steps' : 'train.epochs'));
  if (total === undefined || start === undefined || rise === undefined) return undefined;
  const last = unit === 'fraction' ? total : subtract(total, 1);
  const ratio = known.value('schedule.warmup.fraction');
  const stated = known.fact('schedule.warmup.fraction').status !== 'derived';
  const top = ratio !== undefined && stated && unit !== 'fraction' ? subtract(multiply(ratio, total), 1) : rise;
  const shape = known.value('schedule.warmup.kind') === 'linear' ? 'linear' : 'cosine';
  read.used('schedule.warmup.kind');
  return [
    { from: 0, to: top, shape, start, end: 1 },
    { from: top, to: last, shape, start: 1, end: low },
    constant(last, low),
  ];
}
