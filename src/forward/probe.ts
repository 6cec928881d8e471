import type { Composition } from './compose.ts';

/** What a tensor is like, without its elements. */
export interface Statistics {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly l2: number;
  /** Shares of elements. */
  readonly zero: number;
  readonly negative: number;
  readonly nan: number;
  readonly infinite: number;
  /** Of each channel; undefined where a tensor has none. */
  readonly channelMean?: readonly number[];
  readonly channelStd?: readonly number[];
}

/** How far two tensors are apart. */
export interface Distance {
  /** ‖a − b‖ / ‖a‖; NaN where either holds what is no number. */
  readonly relative: number;
}

export type Values = (output: string) => readonly number[];

/** Nodes added to a model, and how to read what they give. */
export interface Probe<T> {
  readonly outputs: readonly string[];
  read(values: Values): T;
}

/** A tensor as numbers of 32 bits, whatever it is in the model. */
export function asFloat(model: Composition, tensor: string, isFloat32: boolean): string {
  return isFloat32 ? tensor : model.add('Cast', [tensor], { to: 1 });
}

/** The distance between two tensors of one shape. */
export function distanceProbe(model: Composition, a: string, b: string): Probe<Distance> {
  const difference = model.add('Sub', [a, b]);
  const apart = model.reduce('ReduceSumSquare', difference);
  const whole = model.reduce('ReduceSumSquare', a);
  const outputs = [apart, whole];
  for (const output of outputs) model.output(output);
  return {
    outputs,
    read(values) {
      const [d = Number.NaN, n = Number.NaN] = outputs.map((output) => values(output)[0]);
      return { relative: d === 0 ? 0 : Math.sqrt(d / n) };
    },
  };
}

/**
 * Statistics of a tensor of known shape: NCHW or tokens with their channels last.
 * @param channel The axis of the channels; undefined where there is none.
 */
export function statisticsProbe(
  model: Composition,
  tensor: string,
  shape: readonly number[],
  channel: number | undefined,
): Probe<Statistics> {
  const count = shape.reduce((all, dim) => all * dim, 1);
  const share = (condition: string): string => model.reduce('ReduceMean', model.add('Cast', [condition], { to: 1 }));
  const zero = model.number(0);
  const mean = model.reduce('ReduceMean', tensor);
  const spread = model.reduce('ReduceSumSquare', model.add('Sub', [tensor, mean]));
  const named = {
    mean,
    spread,
    squares: model.reduce('ReduceSumSquare', tensor),
    min: model.reduce('ReduceMin', tensor),
    max: model.reduce('ReduceMax', tensor),
    zero: share(model.add('Equal', [tensor, zero])),
    negative: share(model.add('Less', [tensor, zero])),
    nan: share(model.add('IsNaN', [tensor])),
    infinite: share(model.add('IsInf', [tensor])),
  };
  const axes = shape.map((_, i) => i).filter((axis) => axis !== channel);
  const perChannel = channel === undefined ? undefined : channelProbe(model, tensor, axes);
  const outputs = [...Object.values(named), ...Object.values(perChannel ?? {})];
  for (const output of outputs) model.output(output);
  const each = channel === undefined ? 1 : count / (shape[channel] ?? 1);
  return {
    outputs,
    read(values) {
      const at = (name: keyof typeof named): number => values(named[name])[0] ?? Number.NaN;
      return {
        count,
        mean: at('mean'),
        std: Math.sqrt(at('spread') / count),
        min: at('min'),
        max: at('max'),
        l2: Math.sqrt(at('squares')),
        zero: at('zero'),
        negative: at('negative'),
        nan: at('nan'),
        infinite: at('infinite'),
        ...(perChannel === undefined
          ? {}
          : {
              channelMean: values(perChannel.mean),
              channelStd: values(perChannel.spread).map((sum) => Math.sqrt(sum / each)),
            }),
      };
    },
  };
}

function channelProbe(model: Composition, tensor: string, axes: readonly number[]): { mean: string; spread: string } {
  const kept = model.reduce('ReduceMean', tensor, axes, true);
  const spread = model.reduce('ReduceSumSquare', model.add('Sub', [tensor, kept]), axes);
  return { mean: model.reduce('ReduceMean', tensor, axes), spread };
}
