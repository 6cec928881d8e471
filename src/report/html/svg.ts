import { formatNumber } from '../../engine/format.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far a path may pass by a point, in pixels. */
const TOLERANCE = 0.2;

/** A path through points, without those that it passes by closely anyhow. */
export function pathOf(points: readonly Point[]): string {
  return simplified(points)
    .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`)
    .join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Splits at the point farthest off until none is off (Douglas and Peucker). */
function simplified(points: readonly Point[]): readonly Point[] {
  const kept = new Set<number>([0, points.length - 1]);
  const open: (readonly [number, number])[] = [[0, points.length - 1]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [first, last] = range;
    const [from, to] = [points[first], points[last]];
    if (from === undefined || to === undefined) continue;
    let [farthest, most] = [first, TOLERANCE];
    for (let i = first + 1; i < last; i++) {
      const off = distance(points[i] ?? from, from, to);
      if (off > most) [farthest, most] = [i, off];
    }
    if (farthest === first) continue;
    kept.add(farthest);
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => kept.has(i));
}

/** Distance of a point from the stretch between two others. */
function distance(at: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((at.x - from.x) * dx + (at.y - from.y) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(at.x - from.x - share * dx, at.y - from.y - share * dy);
}

/** Round values that span a range, about `wanted` of them. */
export function ticksOf(low: number, high: number, wanted: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A number to three digits. */
export const short = (value: number): string => formatNumber(Number(value.toPrecision(3)));
