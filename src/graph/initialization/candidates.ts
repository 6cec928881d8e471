export type Family = 'normal' | 'uniform' | 'truncated-normal';
export type FanMode = 'fan-in' | 'fan-out' | 'fan-average' | 'none';

/** Deviation of a normal distribution cut off at two standard deviations, over that of the whole. */
const CUT = 0.87962566103423978;

/** A scheme that weights may have been drawn by: variance is `scale` over the fan of `mode`, or `scale` itself. */
export interface Candidate {
  /** As the field calls it; the distribution where there is no name. */
  readonly name: string;
  readonly family: Family;
  readonly mode: FanMode;
  /** Variance times the fan, of what is drawn. */
  readonly scale: number;
  /** Of a truncated normal: whether it was rescaled to keep its variance. */
  readonly corrected?: boolean;
}

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

const NAMED: readonly (readonly [name: string, family: 'normal' | 'uniform', scale: number, mode: FanMode])[] = [
  ['kaiming-normal', 'normal', 2, 'fan-in'],
  ['kaiming-normal', 'normal', 2, 'fan-out'],
  ['kaiming-uniform', 'uniform', 2, 'fan-in'],
  ['kaiming-uniform', 'uniform', 2, 'fan-out'],
  ['xavier-normal', 'normal', 1, 'fan-average'],
  ['xavier-uniform', 'uniform', 1, 'fan-average'],
  ['lecun-normal', 'normal', 1, 'fan-in'],
  ['lecun-uniform', 'uniform', 1, 'fan-in'],
  ['pytorch-default', 'uniform', 1 / 3, 'fan-in'],
  ['uniform', 'uniform', 1 / 3, 'fan-out'],
];

/** The last is what PyTorch draws embeddings by. */
const ABSOLUTE = [0.001, 0.01, 0.02, 0.05, 0.1, 1];

export const CANDIDATES: readonly Candidate[] = [
  ...NAMED.map(([name, family, scale, mode]) => ({ name, family, scale, mode })),
  // Keras cuts the tails of its normal schemes off and makes up for it; TensorFlow.js does not make up for it.
  ...NAMED.filter(([, family]) => family === 'normal').flatMap(([name, , scale, mode]) => [
    { name, family: 'truncated-normal' as const, scale, mode, corrected: true },
    { name, family: 'truncated-normal' as const, scale: scale * CUT ** 2, mode, corrected: false },
  ]),
  ...ABSOLUTE.flatMap((std) => [
    { name: 'normal', family: 'normal' as const, scale: std ** 2, mode: 'none' as const },
    {
      name: 'truncated-normal',
      family: 'truncated-normal' as const,
      scale: (std * CUT) ** 2,
      mode: 'none' as const,
      corrected: false,
    },
  ]),
  // Keras draws embeddings and `uniform` from ±0.05.
  { name: 'uniform', family: 'uniform', scale: 0.05 ** 2 / 3, mode: 'none' },
];

export function fanOf(mode: FanMode, { fanIn, fanOut }: Fans): number {
  if (mode === 'fan-in') return fanIn;
  if (mode === 'fan-out') return fanOut;
  return mode === 'fan-average' ? (fanIn + fanOut) / 2 : 1;
}

export function deviationOf(candidate: Candidate, fans: Fans): number {
  return Math.sqrt(candidate.scale / fanOf(candidate.mode, fans));
}

interface Shape {
  readonly kurtosis: number;
  /** Variance of the sample deviation's logarithm, times the number of elements. */
  readonly logDeviation: number;
  /** Variance of the sample kurtosis, times the number of elements. */
  readonly kurtosisSpread: number;
  /** Largest magnitude over the deviation; Infinity where there is no bound. */
  readonly bound: number;
}

export const SHAPES: Readonly<Record<Family, Shape>> = {
  normal: { kurtosis: 0, logDeviation: 0.5, kurtosisSpread: 24, bound: Number.POSITIVE_INFINITY },
  uniform: { kurtosis: -1.2, logDeviation: 0.2, kurtosisSpread: 1.1, bound: Math.sqrt(3) },
  'truncated-normal': { kurtosis: -0.6344, logDeviation: 0.342, kurtosisSpread: 4.5, bound: 2 / CUT },
};
