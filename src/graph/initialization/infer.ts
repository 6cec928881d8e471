import {
  CANDIDATES,
  type Candidate,
  deviationOf,
  type Family,
  type FanMode,
  type Fans,
  fanOf,
  SHAPES,
} from './candidates.ts';
import type { Moments } from './moments.ts';

/** A layer's weights as they were sampled. */
export interface Sample extends Fans {
  readonly moments: Moments;
  /** Whether its rows, or columns, are orthogonal and of one length; the length over that of an orthonormal matrix. */
  readonly orthogonalGain?: number | undefined;
}

export type Inference =
  /** Schemes that these weights cannot tell apart; usually one. */
  | {
      readonly kind: 'schemes';
      readonly candidates: readonly Candidate[];
      /** Samples, by their place, that alone follow another one. */
      readonly exceptions?: readonly number[];
    }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'orthogonal'; readonly gain: number }
  | { readonly kind: 'trained'; readonly evidence: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Below so many elements a layer says next to nothing. */
const FEWEST = 64;

/** What the weights of one role were drawn by: all layers are held against each scheme together. */
export function inferScheme(samples: readonly Sample[]): Inference {
  const constant = constantOf(samples);
  if (constant !== undefined) return { kind: 'constant', value: constant };
  const telling = samples.filter(({ moments }) => moments.count >= FEWEST && moments.deviation > 0);
  if (telling.length === 0) return { kind: 'unknown', reason: 'there are too few weights to tell' };
  const gains = telling.flatMap(({ orthogonalGain }) => orthogonalGain ?? []);
  const [gain] = gains;
  if (
    gain !== undefined &&
    gains.length === telling.length &&
    gains.every((other) => Math.abs(other - gain) < 1e-3 * gain)
  ) {
    return { kind: 'orthogonal', gain: Number(gain.toPrecision(4)) };
  }
  const shifted = telling.filter(
    ({ moments }) => Math.abs(moments.mean) > 6 * (moments.deviation / Math.sqrt(moments.count)),
  );
  const fits = CANDIDATES.flatMap((candidate) => {
    const misfit = misfitOf(candidate, telling);
    return misfit === undefined ? [] : [{ candidate, misfit }];
  });
  const best = Math.min(...fits.map(({ misfit }) => misfit));
  if (fits.length > 0 && shifted.length <= telling.length * 0.05) {
    // What is within chance of the best cannot be told from it.
    return {
      kind: 'schemes',
      candidates: fits.filter(({ misfit }) => misfit - best <= 12).map(({ candidate }) => candidate),
    };
  }
  const heavy = telling.filter(({ moments }) => moments.kurtosis > 0.5 + 6 * Math.sqrt(24 / moments.count));
  if (heavy.length > telling.length / 2)
    return { kind: 'trained', evidence: `${heavy.length} of ${telling.length} layers have heavy tails` };
  if (shifted.length > telling.length / 5)
    return { kind: 'trained', evidence: `the means of ${shifted.length} of ${telling.length} layers are off zero` };
  const free = freeScale(telling);
  if (free !== undefined) return { kind: 'schemes', candidates: [free] };
  return withExceptions(samples) ?? { kind: 'unknown', reason: 'its layers follow no one scheme' };
}

/** Of so many layers one may follow another scheme than all others do. */
const PER_EXCEPTION = 8;

/** The scheme that all but a few layers follow. */
function withExceptions(samples: readonly Sample[]): Inference | undefined {
  const telling = samples.flatMap((sample, i) => (sample.moments.count >= FEWEST ? [i] : []));
  const most = Math.floor(telling.length / PER_EXCEPTION);
  let best: { exceptions: number[]; fits: { candidate: Candidate; misfit: number }[] } | undefined;
  for (const candidate of CANDIDATES) {
    const exceptions = telling.filter((i) => {
      const sample = samples[i];
      return sample === undefined || misfitOf(candidate, [sample]) === undefined;
    });
    if (exceptions.length === 0 || exceptions.length > most) continue;
    const rest = telling.filter((i) => !exceptions.includes(i)).flatMap((i) => samples[i] ?? []);
    const misfit = misfitOf(candidate, rest);
    if (misfit === undefined) continue;
    if (best === undefined || exceptions.length < best.exceptions.length) best = { exceptions, fits: [] };
    if (best.exceptions.join() === exceptions.join()) best.fits.push({ candidate, misfit });
  }
  if (best === undefined) return undefined;
  const least = Math.min(...best.fits.map(({ misfit }) => misfit));
  const candidates = best.fits.filter(({ misfit }) => misfit - least <= 12).map(({ candidate }) => candidate);
  return { kind: 'schemes', candidates, exceptions: best.exceptions };
}

function constantOf(samples: readonly Sample[]): number | undefined {
  const [first] = samples;
  if (first === undefined || samples.some(({ moments }) => moments.deviation > 0)) return undefined;
  return samples.every(({ moments }) => moments.mean === first.moments.mean) ? first.moments.mean : undefined;
}

/**
 * How far a scheme lies from the samples, in squared standard errors of deviation and kurtosis over all layers; undefined
 * where it is refuted.
 */
function misfitOf(candidate: Candidate, samples: readonly Sample[]): number | undefined {
  const shape = SHAPES[candidate.family];
  let total = 0;
  for (const sample of samples) {
    const { moments } = sample;
    const expected = deviationOf(candidate, sample);
    // One weight beyond a hard bound refutes it; storage as float16 rounds by less than a thousandth.
    if (moments.largest > shape.bound * expected * 1.001) return undefined;
    const off = misfit(shape, moments, expected);
    // No layer may be far off by itself, however well the others fit.
    if (off > 40) return undefined;
    total += off;
  }
  const terms = 2 * samples.length;
  return total > terms + 5 * Math.sqrt(2 * terms) + 10 ? undefined : total;
}

function misfit(shape: (typeof SHAPES)[Family], { count, deviation, kurtosis }: Moments, expected: number): number {
  const byDeviation = Math.log(deviation / expected) ** 2 / (shape.logDeviation / count);
  const byKurtosis = (kurtosis - shape.kurtosis) ** 2 / (shape.kurtosisSpread / count);
  return byDeviation + byKurtosis;
}

/** A distribution of some other scale that all layers share, absolute or by a fan. */
function freeScale(samples: readonly Sample[]): Candidate | undefined {
  if (samples.length < 2) return undefined;
  const fits: { candidate: Candidate; misfit: number }[] = [];
  for (const family of ['normal', 'uniform', 'truncated-normal'] as const) {
    for (const mode of ['none', 'fan-in', 'fan-out', 'fan-average'] as const satisfies readonly FanMode[]) {
      let [weights, sum] = [0, 0];
      for (const sample of samples) {
        const { count, deviation } = sample.moments;
        weights += count;
        sum += count * Math.log(deviation ** 2 * fanOf(mode, sample));
      }
      const scale = Math.exp(sum / weights);
      const candidate = { name: family, family, mode, scale: Number(scale.toPrecision(3)) };
      const misfit = misfitOf({ ...candidate, scale }, samples);
      if (misfit !== undefined) fits.push({ candidate, misfit });
    }
  }
  const [best, next] = fits.sort((a, b) => a.misfit - b.misfit);
  if (best === undefined || (next !== undefined && next.misfit - best.misfit <= 12)) return undefined;
  return best.candidate;
}
