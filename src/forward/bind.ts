import type { OnnxValue } from '../sources/onnx/model.ts';
import { UsageError } from '../spec/errors.ts';
import { printable } from '../spec/text.ts';
import type { Part } from './compose.ts';

export interface BindOptions {
  /** Size of every first dimension that a model leaves open. */
  readonly batch?: number | undefined;
  /** Sizes by name of a dimension, or by `input:axis`. */
  readonly dims?: ReadonlyMap<string, number>;
}

/** An input with every size settled. */
export interface BoundInput {
  readonly name: string;
  /** As in `TensorProto.DataType`. */
  readonly type: number;
  readonly dims: readonly number[];
}

const DEFAULT_BATCH = 2;

/** Inputs that are no weights: before version 4 of the format initializers stood among them. */
function inputsOf({ model }: Part): OnnxValue[] {
  const weights = new Set(model.graph.initializers.map(({ name }) => name));
  return model.graph.inputs.filter(({ name }) => !weights.has(name));
}

/**
 * Sizes for all inputs of two models. What one leaves open the other may settle.
 * @throws {UsageError} where a size is not known, or not the one that was asked for.
 */
export function bindInputs(
  a: Part,
  b: Part,
  options: BindOptions,
): { a: BoundInput[]; b: BoundInput[]; assumed: string[] } {
  const [inputsA, inputsB] = [inputsOf(a), inputsOf(b)];
  const fixedBatch = [...inputsA, ...inputsB].map(({ shape }) => shape?.[0]).find((dim) => typeof dim === 'number');
  if (options.batch !== undefined && typeof fixedBatch === 'number' && fixedBatch !== options.batch) {
    throw new UsageError(`--batch ${options.batch} does not fit: a model has its batch fixed at ${fixedBatch}`, {
      help: 'leave out --batch, or export the model with a dynamic batch',
    });
  }
  const batch = options.batch ?? (typeof fixedBatch === 'number' ? fixedBatch : DEFAULT_BATCH);
  const used = new Set<string>();
  const assumed = new Set<string>();
  const open: string[] = [];
  const bind = (inputs: readonly OnnxValue[], others: readonly OnnxValue[]): BoundInput[] =>
    inputs.map((input, place) => {
      const { name, type, shape } = input;
      if (shape === undefined) {
        throw new UsageError(`input ${printable(name)} declares no shape`, { help: 'export the model with shapes' });
      }
      const other = others[place]?.shape;
      const dims = shape.map((dim, axis): number => {
        if (typeof dim === 'number') return dim;
        for (const key of [dim, `${name}:${axis}`]) {
          const given = key === '' ? undefined : options.dims?.get(key);
          if (given === undefined) continue;
          used.add(key);
          return given;
        }
        if (axis === 0) {
          assumed.add(`${printable(dim || `${name}:0`)} = ${batch}`);
          return batch;
        }
        const theirs = other?.length === shape.length ? other[axis] : undefined;
        if (typeof theirs === 'number') return theirs;
        open.push(dim === '' ? `${name}:${axis}` : dim);
        return 0;
      });
      return { name, type, dims };
    });
  const bound = { a: bind(inputsA, inputsB), b: bind(inputsB, inputsA), assumed: [...assumed] };
  if (open.length > 0) {
    const names = [...new Set(open)].map((name) => printable(name));
    throw new UsageError(`the inputs leave ${names.length === 1 ? 'a size' : 'sizes'} open: ${names.join(', ')}`, {
      help: `give ${names.length === 1 ? 'it' : 'them'}, such as --dims ${names.map((name) => `${name}=224`).join(',')}`,
    });
  }
  const unused = [...(options.dims?.keys() ?? [])].find((key) => !used.has(key));
  if (unused !== undefined) {
    throw new UsageError(`--dims names ${printable(unused)}, which no input leaves open`, {
      help: 'see the inputs with: resaudit extract MODEL --format tree',
    });
  }
  return bound;
}

/** The order of A's axes that gives B's, where one input is channels first and the other channels last; [] where they are alike. */
export function axesBetween(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  if (a.length === b.length && a.every((dim, i) => dim === b[i])) return [];
  if (a.length !== b.length || a.length < 3) return undefined;
  const axes = a.map((_, i) => i);
  const last = [0, ...axes.slice(2), 1];
  const first = [0, a.length - 1, ...axes.slice(1, -1)];
  for (const perm of [last, first]) if (perm.every((axis, i) => a[axis] === b[i])) return perm;
  return undefined;
}
