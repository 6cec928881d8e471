import type { Curve, CurveSegment, CurveShape } from '../spec/curve.ts';
import type { Quantity } from '../spec/quantity.ts';
import { inputsOf, proportion, subtract } from './quantity.ts';

/** A segment with all positions as fractions of the run. */
export interface Piece {
  /** Where it begins to hold: later than `from` where another segment holds first. */
  readonly begin: number;
  readonly from: number;
  readonly to: number;
  readonly origin: number;
  readonly length: number;
  readonly shape: CurveShape;
  readonly start: number;
  readonly end: number;
  readonly power: number;
  /** 0 where the rate may change at every point. */
  readonly quantum: number;
}

export interface Unplaced {
  /** Paths of the facts that would place the curve on the run. */
  readonly inputs: readonly string[];
}

/** The curve over the fraction of the run that is done, or what is missing to place it there. */
export function placeCurve(curve: Curve): readonly Piece[] | Unplaced {
  const { end } = curve;
  if (end === undefined) return { inputs: [curve.unit === 'step' ? 'train.steps' : 'train.epochs'] };
  const open = new Set<string>();
  const place = (position: Quantity): number => {
    if (position === 0) return 0;
    const at = proportion(end, position);
    if (at !== undefined) return at;
    for (const path of [...inputsOf(end), ...inputsOf(position)]) open.add(path);
    return Number.NaN;
  };
  const pieces: Piece[] = [];
  let covered = 0;
  for (const segment of curve.segments) {
    const piece = placeSegment(segment, end, place);
    if (piece.to <= covered || (pieces.length > 0 && piece.from >= 1)) continue;
    pieces.push({ ...piece, begin: Math.max(piece.from, covered) });
    covered = piece.to;
  }
  return open.size > 0 ? { inputs: [...open].sort() } : pieces;
}

function placeSegment(
  segment: CurveSegment,
  end: Quantity,
  place: (position: Quantity) => number,
): Omit<Piece, 'begin'> {
  const from = place(segment.from);
  // A segment that is open to the right runs to the end, and a little over it so that the end belongs to it.
  const to = segment.to === undefined ? Number.POSITIVE_INFINITY : place(segment.to);
  const length =
    segment.length === undefined
      ? segment.to === undefined
        ? 1 - from
        : place(subtract(segment.to, segment.from))
      : place(segment.length);
  return {
    from,
    to,
    origin: segment.origin === undefined ? from : place(segment.origin),
    length,
    shape: segment.shape,
    start: segment.start,
    end: segment.end,
    power: segment.power ?? 1,
    // A quantum that cannot be placed is a step among many, which no comparison resolves.
    quantum: (segment.quantum === undefined ? undefined : proportion(end, segment.quantum)) ?? 0,
  };
}

/** The closed form at t, where t is 0 at the origin and 1 after its length. */
export function formAt({ shape, start, end, power }: Piece | CurveSegment, t: number): number {
  switch (shape) {
    case 'constant':
      return start;
    case 'linear':
      return start + (end - start) * t;
    case 'cosine':
      return end + ((start - end) * (1 + Math.cos(Math.PI * t))) / 2;
    case 'polynomial':
      return end + (start - end) * Math.max(0, 1 - t) ** (power ?? 1);
    case 'exponential':
      return start * (end / start) ** t;
    case 'staircase':
      return start * (end / start) ** Math.floor(t + 1e-9);
    case 'inverse-sqrt':
      return start / Math.sqrt(1 + ((start / end) ** 2 - 1) * t);
    case 'inverse-time':
      return start / (1 + (start / end - 1) * t);
  }
}

/** The rate of a placed curve at a fraction of the run; `stepped`: with the rate held between the points where it changes. */
export function rateAt(pieces: readonly Piece[], x: number, stepped: boolean): number {
  const piece = pieceAt(pieces, x);
  if (piece === undefined) return Number.NaN;
  let at = x;
  if (stepped && piece.quantum > 0) {
    at = Math.max(piece.from, Math.floor(x / piece.quantum + 1e-6) * piece.quantum);
  }
  return formAt(piece, piece.length === 0 ? 1 : (at - piece.origin) / piece.length);
}

/** Rate in the last update of the run: over the last stretch on which it is held, or at the very end where it moves all along. */
export function lastRate(pieces: readonly Piece[]): number {
  const quantum = pieceAt(pieces, 1 - 1e-9)?.quantum ?? 0;
  return rateAt(pieces, 1 - Math.max(quantum / 2, 1e-7), true);
}

/** The last piece that begins at or before a fraction of the run. */
function pieceAt(pieces: readonly Piece[], x: number): Piece | undefined {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.begin ?? 0) <= x + 1e-12) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}

/**
 * Learning rates relative to the peak at fractions of the run, from 0 to 1; undefined where the curve cannot be placed
 * on the run.
 */
export function sampleCurve(curve: Curve, progress: readonly number[]): readonly number[] | undefined {
  const pieces = placeCurve(curve);
  if ('inputs' in pieces) return undefined;
  return progress.map((x) => rateAt(pieces, x, true));
}
