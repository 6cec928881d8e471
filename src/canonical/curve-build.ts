import type { Curve, CurveSegment, CurveUnit } from '../spec/curve.ts';
import type { RulePath } from '../spec/paths.ts';
import type { Quantity } from '../spec/quantity.ts';
import { type Clock, clockOf } from './clock.ts';
import { formAt, placeCurve } from './curve.ts';
import { decayOf } from './curve-decay.ts';
import type { Known, Underived } from './derivation.ts';
import { blocked } from './known.ts';
import { input, multiply } from './quantity.ts';
import { type Reader, readerOf } from './reader.ts';
import { warmupOf } from './warmup.ts';

/** What a schedule comes to. */
export interface Built {
  readonly curve: Curve;
  readonly from: readonly RulePath[];
}

/** The curve of the schedule facts, or the fact that is missing for it. */
export function buildCurve(known: Known): Built | Underived | undefined {
  const read = readerOf(known);
  read.used('schedule.kind');
  const kind = known.value('schedule.kind');
  if (kind === undefined) return undefined;
  if (kind === 'plateau') return { unknown: 'a plateau schedule depends on the run', from: ['schedule.kind'] };
  const clock = clockOf(known, read.used);
  const base = baseRate(read, kind);
  const unit = unitOf(read, kind);
  if (unit === undefined) {
    return read.blocked() ?? blocked(known, 'schedule.unit', 'whether the schedule counts epochs or steps is unknown');
  }
  const warmup = warmupOf(read, clock, unit, base);
  const decay = warmup === undefined ? undefined : decayOf(read, clock, unit, kind, base, warmup);
  const problem = read.blocked();
  if (problem !== undefined) return problem;
  if (warmup === undefined || decay === undefined) {
    return { unknown: `the curve of a ${kind} schedule cannot be told from these facts`, from: read.from() };
  }
  return finish(read, clock, unit, base, [...warmup.segments, ...decay]);
}

/** The learning rate that the closed forms multiply; the input itself where it is not known. */
function baseRate(read: Reader, kind: string): Quantity {
  const { known } = read;
  const peak = known.fact('schedule.peakLr');
  const derived = peak.origin?.kind === 'derived' && peak.origin.via === undefined;
  const stated = derived ? undefined : known.value('schedule.peakLr');
  const lr = known.value('optimizer.lr');
  // These overwrite the optimizer's own rate.
  const overwrites = kind === 'one-cycle' || kind === 'cyclic';
  const overlaid = known.value('schedule.warmup.overlay') === true;
  if (stated !== undefined && (overwrites || !overlaid || lr === undefined)) {
    read.used('schedule.peakLr');
    return stated;
  }
  if (overwrites) {
    read.block(blocked(known, 'schedule.peakLr'));
    return Number.NaN;
  }
  read.used('optimizer.lr');
  return lr ?? input('optimizer.lr');
}

function unitOf(read: Reader, kind: string): CurveUnit | undefined {
  const { known } = read;
  read.used('schedule.unit');
  const stated = known.value('schedule.unit');
  if (stated !== undefined) return stated;
  read.used('schedule.steppedPer');
  const stepped = known.value('schedule.steppedPer');
  if (stepped === 'epoch' || stepped === 'step') return stepped;
  if (kind === 'constant') return known.value('train.epochs') === undefined ? 'step' : 'epoch';
  return undefined;
}

/** Makes rates relative to the peak of the run. */
function finish(
  read: Reader,
  clock: Clock,
  unit: CurveUnit,
  base: Quantity,
  segments: readonly CurveSegment[],
): Built | Underived {
  const end = clock.end(unit);
  const raw: Curve = { unit, ...(end === undefined ? {} : { end }), peak: base, segments };
  const top = highest(raw);
  if (top === undefined || !(top > 0) || !Number.isFinite(top)) {
    return { unknown: 'the highest learning rate depends on the length of the run', settledBy: 'train.epochs' };
  }
  const relative = segments.map((segment) => ({
    ...segment,
    start: tidy(segment.start / top),
    end: tidy(segment.end / top),
  }));
  return { curve: { ...raw, peak: multiply(top, base), segments: relative }, from: read.from() };
}

/** The highest rate over the run; where the run cannot be placed, 1 if no segment rises above its start. */
function highest(curve: Curve): number | undefined {
  const pieces = placeCurve(curve);
  if ('inputs' in pieces) {
    const tops = curve.segments.map(({ start, end }) => Math.max(start, end));
    return tops.every((top) => top <= 1 + 1e-9) ? 1 : undefined;
  }
  let top = 0;
  for (const piece of pieces) {
    for (const x of [piece.begin, Math.min(1, piece.to)]) {
      top = Math.max(top, formAt(piece, piece.length === 0 ? 1 : (x - piece.origin) / piece.length));
    }
  }
  return top;
}

const tidy = (value: number): number => Number(value.toPrecision(12));
