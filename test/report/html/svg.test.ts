import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathOf, ticksOf } from '../../../src/report/html/svg.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

const pointsOf = (path: string): Point[] =>
  path
    .slice(1)
    .split('L')
    .map((pair) => pair.split(' ').map(Number))
    .map(([x = 0, y = 0]) => ({ x, y }));

/** Where a path that goes from left to right is at some x. */
function heightAt(points: readonly Point[], x: number): number {
  const next = Math.max(
    1,
    points.findIndex((point) => point.x >= x),
  );
  const [from, to] = [points[next - 1], points[next]];
  if (from === undefined || to === undefined) throw new TypeError('outside');
  return from.y + ((to.y - from.y) * (x - from.x)) / (to.x - from.x);
}

describe('a path through points', () => {
  it('leaves out what lies on the way', () => {
    expect(pathOf([0, 1, 2, 3].map((x) => ({ x, y: 2 * x })))).toBe('M0 0L3 6');
    expect(pathOf([0, 0, 5, 5].map((y, x) => ({ x, y })))).toBe('M0 0L1 0L2 5L3 5');
  });

  it('follows a curve that bends slowly', () => {
    const cosine = Array.from({ length: 721 }, (_, i) => ({ x: i, y: 240 * Math.cos((Math.PI * i) / 1440) }));
    const path = pointsOf(pathOf(cosine));
    expect(path.length).toBeLessThan(60);
    for (const { x, y } of cosine) expect(Math.abs(heightAt(path, x) - y), String(x)).toBeLessThan(0.6);
  });

  it('passes every point closely, whatever the points are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 60 }), (heights) => {
        // Ten apart, so that a path that is close is close in height, too.
        const points = heights.map((y, i) => ({ x: 10 * i, y }));
        const path = pointsOf(pathOf(points));
        for (const { x, y } of points) expect(Math.abs(heightAt(path, x) - y)).toBeLessThan(0.2 * 31 + 0.2);
      }),
    );
  });
});

describe('ticks', () => {
  it('are round and within the range', () => {
    expect(ticksOf(0, 0.4, 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(ticksOf(-2.1, 2.6, 4)).toEqual([-2, 0, 2]);
    expect(ticksOf(1, 1, 4)).toEqual([1]);
  });
});
