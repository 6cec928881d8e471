import { pair, type RulePath, type Side } from '../../src/rule.ts';
import { dataset } from './datasets.ts';
import { resizes } from './geometry.ts';

/** What decides whether it matters how an image is resampled. */
export const RESAMPLING_CONTEXT = [
  'preprocess.*.resize.policy',
  'preprocess.*.crop.policy',
  'preprocess.*.resize.size',
  'preprocess.*.crop.size',
  'data.dataset',
] as const satisfies readonly RulePath[];

/** Why it does not matter how images are resampled, or undefined where it does or may. */
export function idle(a: Side, b: Side): string | undefined {
  const [resizesA, resizesB] = [resizes(a), resizes(b)];
  if (resizesA === false && resizesB === false) return 'nothing is resized';
  if (resizesA === false || resizesB === false) return 'only one side resizes: see resize/geometry';
  return undefined;
}

/** Whether resizing enlarges, known where the dataset has images of one size. */
export function enlarges(side: Side): boolean | undefined {
  const source = dataset(side)?.side;
  const size = side.value('preprocess.*.resize.size') ?? side.value('preprocess.*.crop.size');
  return source === undefined || size === undefined ? undefined : Math.min(...pair(size)) >= source;
}

/** Whether images stay as large as they are. */
export function keepsSize(side: Side): boolean {
  if (side.value('preprocess.*.crop.policy') === 'random-area') return false;
  const source = dataset(side)?.side;
  const size = side.value('preprocess.*.resize.size') ?? side.value('preprocess.*.crop.size');
  return source !== undefined && size !== undefined && pair(size).every((value) => value === source);
}

/** Filters that average over all that a target pixel covers, whatever is said of antialiasing. */
const AVERAGING: ReadonlySet<string | undefined> = new Set(['area', 'box']);

/** Whether shrinking averages over what a target pixel covers; undefined where it is unknown. */
export function antialiased(side: Side): boolean | undefined {
  const interpolation = side.value('preprocess.*.resize.interpolation');
  if (interpolation === 'nearest') return false;
  return AVERAGING.has(interpolation) ? true : side.value('preprocess.*.resize.antialias');
}
