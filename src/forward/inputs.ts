/** What an input is filled with; the same seed gives the same numbers on every machine. */
export type Fill =
  | { readonly kind: 'normal'; readonly seed: number }
  /** The same numbers, each off by a factor 1 ± scale at random. */
  | { readonly kind: 'perturbed'; readonly seed: number; readonly scale: number }
  | { readonly kind: 'integers'; readonly below: number; readonly seed: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface Feed {
  readonly name: string;
  /** As in `TensorProto.DataType`. */
  readonly type: number;
  readonly dims: readonly number[];
  readonly fill: Fill;
}

export interface FeedData {
  readonly type: 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;
}

const [FLOAT, UINT8, INT32, INT64, BOOL, DOUBLE] = [1, 2, 6, 7, 9, 11];
/** Types of inputs that can be filled. */
export const FILLABLE: ReadonlySet<number> = new Set([FLOAT, UINT8, INT32, INT64, BOOL, DOUBLE]);

/** Numbers from a seed, each between 0 and 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Independent numbers of mean 0 and standard deviation 1. */
export function normals(random: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

export function fillFeed({ type, dims, fill }: Feed): FeedData {
  const size = dims.reduce((all, dim) => all * dim, 1);
  const next = generator(fill);
  if (type === FLOAT) return { type: 'float32', data: Float32Array.from({ length: size }, next) };
  if (type === DOUBLE) return { type: 'float64', data: Float64Array.from({ length: size }, next) };
  if (type === INT32) return { type: 'int32', data: Int32Array.from({ length: size }, next) };
  if (type === INT64) return { type: 'int64', data: BigInt64Array.from({ length: size }, () => BigInt(next())) };
  return { type: type === BOOL ? 'bool' : 'uint8', data: Uint8Array.from({ length: size }, next) };
}

function generator(fill: Fill): () => number {
  if (fill.kind === 'constant') return () => fill.value;
  const random = seeded(fill.seed);
  if (fill.kind === 'integers') return () => Math.floor(random() * fill.below);
  const normal = normals(random);
  if (fill.kind === 'normal') return normal;
  const sign = seeded(fill.seed + 1);
  return () => Math.fround(normal()) * (1 + (sign() < 0.5 ? fill.scale : -fill.scale));
}
