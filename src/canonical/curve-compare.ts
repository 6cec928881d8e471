import type { Curve, CurveSegment } from '../spec/curve.ts';
import type { Quantity } from '../spec/quantity.ts';
import { lastRate, type Piece, placeCurve, rateAt } from './curve.ts';
import { compareQuantities } from './quantity.ts';

/** How the shapes of two schedules stand to each other, each relative to its own peak, over the fraction of its run. */
export type CurveRelation =
  | { readonly kind: 'same' }
  /** The same but for how often the rate moves: after every step or after every epoch. */
  | { readonly kind: 'same-but-stepping' }
  | {
      readonly kind: 'different';
      /** Largest difference over the larger rate, from 0 to 1. */
      readonly largest: number;
      /** Where that is: the fraction of the run, and the relative rates there. */
      readonly at: { readonly progress: number; readonly a: number; readonly b: number };
      /** Mean rate of b over that of a. */
      readonly areaRatio: number;
      /** Rate at the end over the peak. */
      readonly endOverPeak: { readonly a: number; readonly b: number };
    }
  | { readonly kind: 'unknown'; readonly inputs: readonly string[] };

/** Relative difference that rounded figures may show. */
const TOLERANCE = 1e-3;
/** Below this part of the peak a rate counts as zero. */
const ZERO = 1e-7;
const GRID = 64;
const MAX_SAMPLES = 4096;
/** Points that the mean over the run is taken from. */
const MEAN_SAMPLES = 256;
/** Drops that lie this close on the run are one drop: the rounding of epochs to whole steps. */
const NEAR = 2e-5;

export function compareCurves(a: Curve, b: Curve): CurveRelation {
  if (sameForms(a, b)) return { kind: 'same' };
  const [placedA, placedB] = [placeCurve(a), placeCurve(b)];
  if ('inputs' in placedA || 'inputs' in placedB) {
    const inputs = [placedA, placedB].flatMap((placed) => ('inputs' in placed ? placed.inputs : []));
    return { kind: 'unknown', inputs: [...new Set(inputs)].sort() };
  }
  const stepped = largestDifference(placedA, placedB, true);
  if (stepped.largest <= TOLERANCE) return { kind: 'same' };
  if (movesApart(placedA, placedB) && largestDifference(placedA, placedB, false).largest <= TOLERANCE) {
    return { kind: 'same-but-stepping' };
  }
  return {
    kind: 'different',
    ...stepped,
    areaRatio: meanRate(placedB) / meanRate(placedA),
    endOverPeak: { a: lastRate(placedA), b: lastRate(placedB) },
  };
}

/** Whether the same closed forms follow each other at the same places, whatever the length of the run. */
function sameForms(a: Curve, b: Curve): boolean {
  if (a.unit !== b.unit || a.segments.length !== b.segments.length) return false;
  if (!sameQuantity(a.end, b.end) && (a.end !== undefined || b.end !== undefined)) return false;
  return a.segments.every((segment, i) => sameSegment(segment, b.segments[i]));
}

function sameSegment(a: CurveSegment, b: CurveSegment | undefined): boolean {
  if (b === undefined || a.shape !== b.shape || (a.power ?? 1) !== (b.power ?? 1)) return false;
  const close = (x: number, y: number): boolean => Math.abs(x - y) <= TOLERANCE * Math.max(x, y);
  if (!close(a.start, b.start) || !close(a.end, b.end)) return false;
  return (['from', 'to', 'origin', 'length', 'quantum'] as const).every((key) => sameQuantity(a[key], b[key]));
}

function sameQuantity(a: Quantity | undefined, b: Quantity | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return compareQuantities(a, b).kind === 'same';
}

interface Largest {
  readonly largest: number;
  readonly at: { readonly progress: number; readonly a: number; readonly b: number };
}

function largestDifference(a: readonly Piece[], b: readonly Piece[], stepped: boolean): Largest {
  let worst: Largest = { largest: 0, at: { progress: 0, a: rateAt(a, 0, stepped), b: rateAt(b, 0, stepped) } };
  for (const x of samplePoints(a, b, stepped)) {
    const [rateA, rateB] = [rateAt(a, x, stepped), rateAt(b, x, stepped)];
    const apart = Math.abs(rateA - rateB);
    if (apart <= ZERO) continue;
    const largest = apart / Math.max(rateA, rateB);
    if (largest > worst.largest + 1e-12) worst = { largest, at: { progress: x, a: rateA, b: rateB } };
  }
  return worst;
}

/** A grid, both sides of every breakpoint, and the middle of every stretch on which a stepped rate is held. */
function samplePoints(a: readonly Piece[], b: readonly Piece[], stepped: boolean): readonly number[] {
  const points: number[] = [];
  const push = (x: number): void => {
    if (x >= 0 && x < 1 && points.length < MAX_SAMPLES) points.push(x);
  };
  for (let i = 0; i < GRID; i++) push((i + 0.5) / GRID);
  const breaks = new Set<number>([0, 1]);
  for (const piece of [...a, ...b]) {
    breaks.add(piece.from);
    if (Number.isFinite(piece.to)) breaks.add(piece.to);
    if (piece.shape === 'staircase' || piece.shape === 'cosine') for (const at of turns(piece)) breaks.add(at);
  }
  for (const at of breaks) {
    push(at + NEAR);
    push(at - NEAR);
  }
  const sorted = [...breaks].sort((x, y) => x - y);
  for (const [i, at] of sorted.entries()) {
    const next = sorted[i + 1] ?? 1;
    if (next - at > 4 * NEAR) for (let k = 1; k < 8; k++) push(at + ((next - at) * k) / 8);
  }
  if (!stepped) return points;
  const quanta = [...new Set([...a, ...b].map((piece) => piece.quantum))].filter((quantum) => quantum > 4 * NEAR);
  for (const quantum of quanta) {
    // Finer stepping than this is as good as continuous.
    if (quantum > 1 / 1024) for (let at = quantum / 2; at < 1; at += quantum) push(at);
  }
  // Where a held stretch begins, rounding decides on which side a point falls.
  const isClear = (x: number): boolean => quanta.every((q) => Math.abs(x - Math.round(x / q) * q) >= NEAR / 2);
  return points.filter(isClear);
}

/** Where a form that goes on by itself drops, or turns between falling and rising. */
function turns({ origin, length }: Piece): readonly number[] {
  if (length < 1 / 512) return [];
  const count = Math.max(0, Math.ceil((1 - origin) / length));
  return Array.from({ length: count }, (_, i) => origin + (i + 1) * length).filter((at) => at < 1);
}

/** Whether the two move at different places, so that the same form is held differently. */
function movesApart(a: readonly Piece[], b: readonly Piece[]): boolean {
  const quanta = (pieces: readonly Piece[]): string =>
    [
      ...new Set(pieces.filter(({ shape }) => shape !== 'constant').map(({ quantum }) => quantum.toPrecision(6))),
    ].join();
  return quanta(a) !== quanta(b);
}

function meanRate(pieces: readonly Piece[]): number {
  let sum = 0;
  for (let i = 0; i < MEAN_SAMPLES; i++) sum += rateAt(pieces, (i + 0.5) / MEAN_SAMPLES, true);
  return sum / MEAN_SAMPLES;
}
