import { sameValue } from '../../src/rule.ts';

/** The map from 8-bit pixel to network input, by channel in RGB order: slope·x + offset. */
export interface Affine {
  readonly slope: readonly number[];
  readonly offset: readonly number[];
}

/** Published constants are rounded: maps closer than this at every pixel value are the same map. */
export const ROUNDING = 0.01;

/** Range of a conventional network input. A map with a wider one is measured in units of its own width. */
const CONVENTIONAL_WIDTH = 8;

/** One pair of slope and offset a channel; a map of one channel stands for all of them. */
function channels({ slope, offset }: Affine, count: number): (readonly [slope: number, offset: number])[] {
  return Array.from({ length: count }, (_, i) => [
    (slope.length === 1 ? slope[0] : slope[i]) ?? Number.NaN,
    (offset.length === 1 ? offset[0] : offset[i]) ?? Number.NaN,
  ]);
}

const count = ({ slope, offset }: Affine): number => Math.max(slope.length, offset.length);

/** Lowest and highest network input over all channels. */
export function range(map: Affine): readonly [low: number, high: number] {
  const ends = channels(map, count(map)).flatMap(([slope, offset]) => [offset, slope * 255 + offset]);
  return [Math.min(...ends), Math.max(...ends)];
}

/** Width of the range of network input. */
export function width(map: Affine): number {
  const [low, high] = range(map);
  return high - low;
}

/** How far the widest channel reaches. */
export const span = ({ slope }: Affine): number => 255 * Math.max(...slope.map(Math.abs));

/**
 * Largest difference of two maps over channels and the pixel values 0, 128 and 255, in network input units; where a map
 * reaches further than any normalized input does (0–255), in units of a conventional range. NaN where the numbers of
 * channels cannot be matched.
 */
export function distance(a: Affine, b: Affine): number {
  const length = Math.max(count(a), count(b));
  const [mapA, mapB] = [channels(a, length), channels(b, length)];
  const unit = Math.max(1, Math.min(width(a), width(b)) / CONVENTIONAL_WIDTH);
  let largest = 0;
  for (const [i, [slopeA, offsetA]] of mapA.entries()) {
    const [slopeB, offsetB] = mapB[i] ?? [Number.NaN, Number.NaN];
    for (const pixel of [0, 128, 255]) {
      const difference = Math.abs((slopeA - slopeB) * pixel + offsetA - offsetB);
      if (Number.isNaN(difference)) return Number.NaN;
      largest = Math.max(largest, difference / unit);
    }
  }
  return largest;
}

/** `[-2.12, 2.64]`: what 0–255 is mapped to. */
export function describe(map: Affine): string {
  const [low, high] = range(map).map((value) => String(Number(value.toFixed(Math.abs(value) < 0.01 ? 6 : 2)) + 0));
  return `[${low}, ${high}]`;
}

const inRange = (map: Affine, low: number, high: number): boolean => sameValue(range(map), [low, high], 0.01);

/** Factor between the widths of two maps from which on one sees pixels in another unit, not other statistics. */
const UNIT_RATIO = 20;

/**
 * Whether two maps differ in the unit of the pixel (0–255, 0–1, −1–1, divided by 255 twice) rather than in the
 * statistics that are taken out.
 */
export function otherScale(a: Affine, b: Affine): boolean {
  const [wide, narrow] = [Math.max(width(a), width(b)), Math.min(width(a), width(b))];
  if (wide > narrow * UNIT_RATIO) return true;
  const plain = (map: Affine): string | undefined =>
    inRange(map, 0, 1) ? '0–1' : inRange(map, -1, 1) ? '−1–1' : undefined;
  const [plainA, plainB] = [plain(a), plain(b)];
  return plainA !== undefined && plainB !== undefined && plainA !== plainB;
}

/** The map of constants as people write them. */
export function fromConstants(
  scale: number,
  mean: number | readonly number[],
  std: number | readonly number[],
): Affine {
  const at = (values: number | readonly number[], i: number): number =>
    typeof values === 'number' ? values : ((values.length === 1 ? values[0] : values[i]) ?? Number.NaN);
  const length = Math.max(typeof mean === 'number' ? 1 : mean.length, typeof std === 'number' ? 1 : std.length);
  const indices = Array.from({ length }, (_, i) => i);
  return {
    slope: indices.map((i) => scale / at(std, i)),
    offset: indices.map((i) => -at(mean, i) / at(std, i) + 0),
  };
}

/** The map as constants to paste: `x/255, mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225]`. */
export function asConstants(map: Affine): string {
  const unit = width(map) > 40 ? 1 : 255;
  const pairs = channels(map, count(map));
  const spell = (values: readonly number[]): string => {
    const short = values.map((value) => String(Number(value.toFixed(unit === 1 ? 3 : 4)) + 0));
    return new Set(short).size === 1 ? (short[0] ?? '') : `[${short.join(', ')}]`;
  };
  const std = pairs.map(([slope]) => 1 / (slope * unit));
  const mean = pairs.map(([, offset], i) => -offset * (std[i] ?? Number.NaN));
  return `${unit === 1 ? 'x on 0–255' : 'x/255'}, mean ${spell(mean)}, std ${spell(std)}`;
}
