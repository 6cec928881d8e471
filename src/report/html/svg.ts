import { formatNumber } from '../../engine/format.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A path through points; those that lie on the line of their neighbors are left out. */
export function pathOf(points: readonly Point[]): string {
  const kept: Point[] = [];
  for (const point of points) {
    const [before, last] = kept.slice(-2);
    if (before !== undefined && last !== undefined && isBetween(before, last, point)) kept.pop();
    kept.push(point);
  }
  return kept.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Whether a point lies on the way between two others, to a fifth of a pixel. */
function isBetween(from: Point, at: Point, to: Point): boolean {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return true;
  const off = Math.abs((to.x - from.x) * (from.y - at.y) - (from.x - at.x) * (to.y - from.y)) / length;
  const along = (at.x - from.x) * (to.x - from.x) + (at.y - from.y) * (to.y - from.y);
  return off < 0.2 && along >= 0 && along <= length * length;
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
