import type { RulePath } from '../spec/paths.ts';
import { type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked, notStated } from './known.ts';

const base = 'preprocess.*.normalization' as const;

/** The map of each channel from 8-bit RGB pixel to network input: slope·x + offset. */
export interface Affine {
  readonly slope: readonly number[];
  readonly offset: readonly number[];
}

/**
 * How far two affine maps lie apart: the largest difference over all pixel values and channels, in 8-bit levels of the
 * steeper map. Infinity where the numbers of channels differ or one map is flat.
 */
export function affineDistance(a: Affine, b: Affine): number {
  if (a.slope.length !== b.slope.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const [i, slopeA] of a.slope.entries()) {
    const [slopeB = Number.NaN, offsetA = Number.NaN, offsetB = Number.NaN] = [b.slope[i], a.offset[i], b.offset[i]];
    const steeper = Math.max(Math.abs(slopeA), Math.abs(slopeB));
    for (const pixel of [0, 255]) {
      const apart = Math.abs(slopeA * pixel + offsetA - (slopeB * pixel + offsetB));
      worst = Math.max(worst, apart === 0 ? 0 : apart / steeper);
    }
  }
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

/** Whether two maps are the same but for rounding of published figures: less than a twentieth of an 8-bit level apart. */
export function sameAffine(a: Affine, b: Affine): boolean {
  return affineDistance(a, b) < 0.05;
}

type Part = 'scale' | 'mean' | 'std';
type Channels = number | readonly number[];

/** What each part is where the pipeline is known not to have it. */
const IDENTITY: Readonly<Record<Part, number>> = { scale: 1, mean: 0, std: 1 };

function part(known: Known, name: Part): { value: Channels } | Underived {
  const path: RulePath = `${base}.${name}`;
  const fact = known.fact(path);
  if (fact.status === 'unknown') return blocked(known, path);
  return { value: known.value(path) ?? IDENTITY[name] };
}

function affine(known: Known): Derived | Underived | undefined {
  const kind = known.value(`${base}.kind`);
  const from: RulePath[] = [`${base}.kind`];
  if (kind === undefined) return undefined;
  if (kind === 'per-image') {
    return { unknown: 'per-image normalization has no fixed map from pixel to input', from };
  }
  let front: { scale: Channels; mean: Channels; std: Channels } = { scale: 1, mean: 0, std: 1 };
  if (kind === 'none' || kind === 'in-model') {
    if (!notStated(known, `${base}.scale`)) {
      const scale = part(known, 'scale');
      if ('unknown' in scale) return scale;
      front = { ...front, scale: scale.value };
      from.push(`${base}.scale`);
    }
  } else {
    const [scale, mean, std] = [part(known, 'scale'), part(known, 'mean'), part(known, 'std')];
    for (const missing of [mean, std, scale]) {
      if ('unknown' in missing) {
        const adapted = kind === 'adapted' ? { unknown: 'the statistics are adapted from data that was not read' } : {};
        return { ...missing, ...adapted };
      }
    }
    if ('unknown' in scale || 'unknown' in mean || 'unknown' in std) return undefined;
    front = { scale: scale.value, mean: mean.value, std: std.value };
    from.push(`${base}.scale`, `${base}.mean`, `${base}.std`);
  }
  // With normalization in front of it a network is fed as its author wrote; without, it may well rescale by itself.
  const silent = notStated(known, `${base}.inModel`);
  if (!known.known(`${base}.inModel`) && !(silent && (kind === 'affine' || kind === 'adapted'))) {
    return blocked(known, `${base}.inModel`, 'what the network itself does to its input is unknown');
  }
  const inside = known.value(`${base}.inModel`) ?? { scale: 1, offset: 0 };
  if (!silent) from.push(`${base}.inModel`);
  const parts = [front.scale, front.mean, front.std, inside.scale, inside.offset];
  const count = channelCount(known, parts);
  if (count === undefined) return { unknown: 'its parts have different numbers of channels', from };
  const at = (values: Channels, i: number): number =>
    typeof values === 'number' ? values : ((values.length === 1 ? values[0] : values[i]) ?? Number.NaN);
  const slope: number[] = [];
  const offset: number[] = [];
  for (let i = 0; i < count; i++) {
    const std = at(front.std, i);
    if (std === 0) return { unknown: 'a standard deviation of 0 divides by zero', from };
    slope.push((at(front.scale, i) / std) * at(inside.scale, i));
    offset.push((-at(front.mean, i) / std) * at(inside.scale, i) + at(inside.offset, i));
  }
  // −0 and 0 are the same offset.
  return {
    value: { slope, offset: offset.map((o) => o + 0) },
    from,
    how: '(scale·x − mean)/std, then what the network does',
  };
}

function channelCount(known: Known, parts: readonly Channels[]): number | undefined {
  const lengths = new Set(
    parts.map((values) => (typeof values === 'number' ? 1 : values.length)).filter((length) => length > 1),
  );
  if (lengths.size > 1) return undefined;
  const [length] = lengths;
  return length ?? known.value('input.channels') ?? (known.value(`${base}.channelOrder`) === 'gray' ? 1 : 3);
}

/** Whoever gives a mean or a standard deviation normalizes by it. */
function kind(known: Known): Derived | undefined {
  const given = (['mean', 'std'] as const).filter((name) => known.value(`${base}.${name}`) !== undefined);
  if (given.length === 0) return undefined;
  return { value: 'affine', from: given.map((name) => `${base}.${name}` as const), how: 'a mean or std is given' };
}

export const NORMALIZATION: readonly Derivation[] = [
  derivation(`${base}.kind`, kind),
  derivation(`${base}.affine`, affine),
];
