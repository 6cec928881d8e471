import type { CurveSegment, CurveUnit } from '../spec/curve.ts';
import type { Quantity } from '../spec/quantity.ts';
import type { Clock } from './clock.ts';
import { blocked, notStated } from './known.ts';
import { proportion } from './quantity.ts';
import type { Reader } from './reader.ts';

export interface Warmup {
  readonly segments: readonly CurveSegment[];
  /** In the curve's unit; 0 where there is none. */
  readonly length: Quantity;
  /** Whether the decay runs on under it. */
  readonly overlay: boolean;
}

const NONE: Warmup = { segments: [], length: 0, overlay: false };

/** The warmup of a schedule; undefined where the reader is blocked. */
export function warmupOf(read: Reader, clock: Clock, unit: CurveUnit, base: Quantity): Warmup | undefined {
  const { known } = read;
  const schedule = known.value('schedule.kind');
  // The rise of these is part of the schedule itself.
  if (schedule === 'one-cycle' || schedule === 'cyclic') return NONE;
  read.used('schedule.warmup.kind');
  const kind = known.value('schedule.warmup.kind');
  if (kind === 'none') return NONE;
  const length = warmupLength(read, clock, unit);
  if (length === undefined) return undefined;
  if (length === 0) return NONE;
  if (kind === undefined) {
    read.block(blocked(known, 'schedule.warmup.kind'));
    return undefined;
  }
  const start = startFactor(read, base);
  const overlay = overlayOf(read, schedule);
  if (start === undefined || overlay === undefined) return undefined;
  if (kind === 'exponential' && start === 0) {
    read.block({ unknown: 'an exponential warmup cannot start at 0', from: ['schedule.warmup.startFactor'] });
    return undefined;
  }
  const quantum = quantumOf(read, clock, unit, 'schedule.warmup.steppedPer');
  const shape = { from: 0, to: length, shape: kind, start, end: kind === 'constant' ? start : 1 } as const;
  return { segments: [{ ...shape, ...(quantum === undefined ? {} : { quantum }) }], length, overlay };
}

/** The length in the curve's unit; undefined where the reader is blocked. */
export function warmupLength(read: Reader, clock: Clock, unit: CurveUnit): Quantity | undefined {
  const { known } = read;
  const lengths = [
    ['schedule.warmup.steps', 'step'],
    ['schedule.warmup.epochs', 'epoch'],
    ['schedule.warmup.fraction', 'fraction'],
  ] as const;
  // A length that was derived from another says nothing of its own.
  const rank = (path: (typeof lengths)[number][0]): number => (known.fact(path).status === 'derived' ? 1 : 0);
  for (const [path, own] of [...lengths].sort(([a], [b]) => rank(a) - rank(b))) {
    const value = known.value(path);
    if (value === undefined) continue;
    read.used(path);
    const converted = clock.convert(value, own, unit);
    // A share of the run is rounded up to whole updates.
    if (own === 'fraction' && unit === 'step' && typeof converted === 'number') return Math.ceil(converted - 1e-9);
    if (converted !== undefined) return converted;
    const missing = unit === 'step' ? 'train.steps' : 'train.epochs';
    read.block(blocked(known, missing, `the length of the warmup in ${unit}s is unknown`));
    return undefined;
  }
  if (lengths.every(([path]) => known.fact(path).status === 'absent')) return 0;
  const stated = lengths.map(([path]) => path).find((path) => !notStated(known, path) && !known.known(path));
  read.block(blocked(known, stated ?? 'schedule.warmup.epochs', 'whether and how long there is a warmup is unknown'));
  return undefined;
}

/** How often a schedule moves, as a length in the curve's unit. */
export function quantumOf(
  read: Reader,
  clock: Clock,
  unit: CurveUnit,
  path: 'schedule.steppedPer' | 'schedule.warmup.steppedPer' = 'schedule.steppedPer',
): Quantity | undefined {
  const { known } = read;
  read.used(path);
  const stepped = known.value(path) ?? known.value('schedule.steppedPer');
  return stepped === 'epoch' || stepped === 'step' ? clock.convert(1, stepped, unit) : undefined;
}

/** Learning rate at the start over the peak; undefined where the reader is blocked. */
export function startFactor(read: Reader, base: Quantity): number | undefined {
  const { known } = read;
  const factor = known.value('schedule.warmup.startFactor');
  if (factor !== undefined && known.fact('schedule.warmup.startFactor').status !== 'derived') {
    read.used('schedule.warmup.startFactor');
    return factor;
  }
  read.used('schedule.warmup.startLr');
  const rate = known.value('schedule.warmup.startLr');
  const found = rate === 0 ? 0 : rate === undefined ? factor : proportion(base, rate);
  if (found !== undefined) return found;
  read.block(
    rate === undefined
      ? blocked(known, 'schedule.warmup.startLr', 'where the warmup starts is unknown')
      : blocked(known, 'optimizer.lr', 'where the warmup starts, relative to the peak, is unknown'),
  );
  return undefined;
}

function overlayOf(read: Reader, schedule: string | undefined): boolean | undefined {
  const { known } = read;
  // Nothing decays that could start early or late; an inverse square root is placed by the end of the warmup.
  if (schedule === 'constant' || schedule === 'inverse-sqrt') return false;
  read.used('schedule.warmup.overlay');
  const overlay = known.value('schedule.warmup.overlay');
  if (overlay === undefined) {
    read.block(
      blocked(known, 'schedule.warmup.overlay', 'whether the decay starts with the run or after the warmup is unknown'),
    );
  }
  return overlay;
}
