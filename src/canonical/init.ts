import type { ValueOf } from '../spec/paths.ts';

type Scheme = ValueOf<'init.conv'>;
export type InitRole = 'conv' | 'dense' | 'embedding' | 'recurrent' | 'norm' | 'bias';
type Mode = 'fan-in' | 'fan-out' | 'fan-average' | 'none';

/** An initialization as what is drawn. */
export interface CanonicalInit {
  readonly family: 'constant' | 'normal' | 'truncated-normal' | 'uniform' | 'orthogonal';
  /** Of a constant. */
  readonly value?: number;
  /** The fan that the variance is divided by; `none`: the variance is absolute. */
  readonly mode?: Mode;
  /** Variance of the tensor as drawn, times the fan of `mode`. */
  readonly variance?: number;
  /** Of an orthogonal matrix. */
  readonly gain?: number;
}

/** Variance of a normal distribution cut off at two standard deviations, over that of the whole. */
const TRUNCATED_VARIANCE = 0.87962566103423978 ** 2;

interface FanScheme {
  readonly family: 'normal' | 'uniform';
  readonly mode: Mode;
  readonly scale: number;
}

const FAN_SCHEMES: Readonly<Record<string, FanScheme>> = {
  'kaiming-normal': { family: 'normal', mode: 'fan-in', scale: 2 },
  'kaiming-uniform': { family: 'uniform', mode: 'fan-in', scale: 2 },
  'xavier-normal': { family: 'normal', mode: 'fan-average', scale: 1 },
  'xavier-uniform': { family: 'uniform', mode: 'fan-average', scale: 1 },
  'lecun-normal': { family: 'normal', mode: 'fan-in', scale: 1 },
  'lecun-uniform': { family: 'uniform', mode: 'fan-in', scale: 1 },
};

/** PyTorch's own, by role: kaiming uniform with a = √5, which is U(±1/√fan). */
const PYTORCH: Readonly<Record<InitRole, CanonicalInit | undefined>> = {
  conv: { family: 'uniform', mode: 'fan-in', variance: 1 / 3 },
  dense: { family: 'uniform', mode: 'fan-in', variance: 1 / 3 },
  bias: { family: 'uniform', mode: 'fan-in', variance: 1 / 3 },
  embedding: { family: 'normal', mode: 'none', variance: 1 },
  norm: { family: 'constant', value: 1 },
  // U(±1/√hidden) for all matrices, whatever their fan.
  recurrent: undefined,
};

/** Frameworks whose named normal schemes cut the tails off at two standard deviations, and whether they make up for it. */
const TRUNCATING: Readonly<Record<string, { readonly corrected: boolean }>> = {
  keras: { corrected: true },
  'tf-keras': { corrected: true },
  tensorflow: { corrected: true },
  tfjs: { corrected: false },
};

/**
 * What a scheme draws; undefined where that cannot be told.
 * @param framework whose meaning a bare name has: `kaiming-normal` is truncated in Keras and tfjs
 */
export function canonicalInit(scheme: Scheme, role: InitRole, framework?: string): CanonicalInit | undefined {
  const parts = typeof scheme === 'string' ? { name: scheme } : scheme;
  const { name } = parts;
  const distribution = 'distribution' in parts ? parts.distribution : undefined;
  const fan = FAN_SCHEMES[name];
  if (name === 'pytorch-default') return PYTORCH[role];
  if (fan === undefined) return plainInit({ ...parts, name: distribution ?? name });
  const named = TRUNCATING[framework ?? ''];
  const bare = distribution === undefined;
  const truncated = bare ? fan.family === 'normal' && named !== undefined : distribution === 'truncated-normal';
  const corrected =
    ('corrected' in parts ? parts.corrected : undefined) ?? (bare ? (named?.corrected ?? true) : undefined);
  if (truncated && corrected === undefined) return undefined;
  const gain = 'gain' in parts ? parts.gain : undefined;
  const scale = gain === undefined ? fan.scale : gain ** 2;
  return {
    family: truncated ? 'truncated-normal' : bare ? fan.family : distribution === 'uniform' ? 'uniform' : 'normal',
    mode: ('mode' in parts ? parts.mode : undefined) ?? fan.mode,
    variance: truncated && corrected === false ? scale * TRUNCATED_VARIANCE : scale,
  };
}

function plainInit(parts: Exclude<Scheme, string>): CanonicalInit | undefined {
  const { name, mode, gain, std, value, bound, corrected } = parts;
  switch (name) {
    case 'zeros':
      return { family: 'constant', value: 0 };
    case 'ones':
      return { family: 'constant', value: 1 };
    case 'constant':
      return value === undefined ? undefined : { family: 'constant', value };
    case 'orthogonal':
      return { family: 'orthogonal', gain: gain ?? 1 };
    case 'normal':
    case 'truncated-normal':
    case 'uniform': {
      // std is that of the tensor as drawn, so that no correction enters it.
      if (std !== undefined) return { family: name, mode: 'none', variance: std ** 2 };
      if (bound !== undefined && name === 'uniform') return { family: name, mode: 'none', variance: bound ** 2 / 3 };
      if (gain === undefined || mode === undefined) return undefined;
      if (name === 'truncated-normal' && corrected === undefined) return undefined;
      const cut = name === 'truncated-normal' && corrected === false;
      return { family: name, mode, variance: gain ** 2 * (cut ? TRUNCATED_VARIANCE : 1) };
    }
    default:
      return undefined;
  }
}

/** How two initializations stand to each other; `ratio` is the standard deviation of b over that of a. */
export type InitRelation =
  | { readonly kind: 'same' }
  /** Equal variance, another shape. */
  | { readonly kind: 'same-variance' }
  | { readonly kind: 'different'; readonly ratio?: number };

export function compareInits(a: CanonicalInit, b: CanonicalInit, tolerance = 1e-3): InitRelation {
  const close = (x: number, y: number): boolean => Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
  if (a.family === 'constant' || b.family === 'constant' || a.family === 'orthogonal' || b.family === 'orthogonal') {
    if (a.family !== b.family) return { kind: 'different' };
    const [x, y] = [a.value ?? a.gain ?? 0, b.value ?? b.gain ?? 0];
    return close(x, y) ? { kind: 'same' } : { kind: 'different', ...(x === 0 ? {} : { ratio: y / x }) };
  }
  const [x, y] = [a.variance, b.variance];
  // Fans of different modes are not compared: which is larger depends on the layer.
  if (a.mode !== b.mode || x === undefined || y === undefined) return { kind: 'different' };
  if (!close(x, y)) return { kind: 'different', ...(x === 0 ? {} : { ratio: Math.sqrt(y / x) }) };
  return a.family === b.family ? { kind: 'same' } : { kind: 'same-variance' };
}
