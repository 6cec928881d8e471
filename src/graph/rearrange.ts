import type { Shape } from './model-graph.ts';

/** Elements of a transposed constant; undefined where its shape does not say how they lie. */
export function transposed(
  data: readonly number[],
  shape: Shape | undefined,
  perm: readonly number[] | undefined,
): readonly number[] | undefined {
  const sizes = sizesOf(data, shape);
  const order = perm ?? sizes?.map((_, i) => sizes.length - 1 - i);
  if (sizes === undefined || order?.length !== sizes.length) return data.length === 1 ? data : undefined;
  const steps = strides(sizes);
  return gathered(
    data,
    order.map((axis) => Array.from({ length: sizes[axis] ?? 0 }, (_, i) => i * (steps[axis] ?? 0))),
  );
}

/** Elements of a slice of a constant, along any axes and backwards too. */
export function sliced(
  data: readonly number[],
  shape: Shape | undefined,
  bounds: Readonly<Record<'starts' | 'ends' | 'axes' | 'steps', readonly number[] | undefined>>,
): readonly number[] | undefined {
  const sizes = sizesOf(data, shape);
  const { starts, ends } = bounds;
  if (sizes === undefined || starts === undefined || ends === undefined) return undefined;
  const axes = bounds.axes ?? starts.map((_, i) => i);
  const steps = strides(sizes);
  const places = sizes.map((size, axis) => Array.from({ length: size }, (_, i) => i * (steps[axis] ?? 0)));
  for (const [i, given] of axes.entries()) {
    const axis = given < 0 ? given + sizes.length : given;
    const size = sizes[axis];
    const step = bounds.steps?.[i] ?? 1;
    if (size === undefined || step === 0) return undefined;
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const within = (bound: number): number => Math.min(high, Math.max(low, bound < 0 ? bound + size : bound));
    const [start, end] = [within(starts[i] ?? 0), within(ends[i] ?? 0)];
    const taken: number[] = [];
    for (let at = start; step > 0 ? at < end : at > end; at += step) taken.push(at * (steps[axis] ?? 0));
    places[axis] = taken;
  }
  return gathered(data, places);
}

function sizesOf(data: readonly number[], shape: Shape | undefined): readonly number[] | undefined {
  const sizes = shape ?? [data.length];
  if (!sizes.every((dim): dim is number => typeof dim === 'number')) return undefined;
  return sizes.reduce((all, dim) => all * dim, 1) === data.length ? sizes : undefined;
}

function strides(sizes: readonly number[]): readonly number[] {
  const steps = sizes.map(() => 1);
  for (let i = sizes.length - 2; i >= 0; i--) steps[i] = (steps[i + 1] ?? 1) * (sizes[i + 1] ?? 1);
  return steps;
}

/** The elements at every sum of one offset for each axis, the last axis fastest. */
function gathered(data: readonly number[], offsets: readonly (readonly number[])[]): readonly number[] {
  let places = [0];
  for (const axis of offsets) places = places.flatMap((place) => axis.map((offset) => place + offset));
  return places.map((place) => data[place] ?? Number.NaN);
}
