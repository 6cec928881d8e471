import { pair, type RulePath, type Side } from '../../src/rule.ts';
import { indexOf, operations } from './operations.ts';

type Size = readonly [height: number, width: number];

/** What resize and crop do to the shape of an image. */
export interface Geometry {
  /** none: not resized; squashed: to a fixed size whatever its shape; padded; kept: its shape stays. */
  readonly aspect: 'none' | 'squashed' | 'padded' | 'kept';
  /** center: a fixed window; whole: all of the image; random: another window each time. */
  readonly window: 'whole' | 'center' | 'ten' | 'random' | 'random-area';
  /** Whether the crop is taken from the original and then resized. */
  readonly cropFirst: boolean;
}

const policies = {
  resize: 'preprocess.*.resize.policy',
  crop: 'preprocess.*.crop.policy',
} as const;

/** What the geometry is read from. */
export const GEOMETRY_PATHS = [policies.resize, policies.crop] as const satisfies readonly RulePath[];

/** The geometry of a pipeline; undefined where a policy is unknown. */
export function geometry(side: Side): Geometry | undefined {
  const [resize, crop] = [side.value(policies.resize), side.value(policies.crop)];
  if (crop === 'random-area') return { aspect: 'kept', window: 'random-area', cropFirst: true };
  if (resize === undefined || crop === undefined) return undefined;
  const window = crop === 'none' ? 'whole' : crop;
  const cropFirst = crop === 'center' && cropsFirst(side);
  if (resize === 'none') return { aspect: 'none', window, cropFirst: false };
  // Cover is a resize of the short side and a crop of what sticks out.
  if (resize === 'cover') return { aspect: 'kept', window: window === 'whole' ? 'center' : window, cropFirst };
  if (resize === 'long-side-pad') return { aspect: 'padded', window, cropFirst };
  if (resize === 'short-side') return { aspect: 'kept', window, cropFirst };
  // A square cut out first keeps its shape in a square.
  return { aspect: cropFirst ? 'kept' : 'squashed', window, cropFirst };
}

/** Whether the pipeline crops before it resizes: by its steps, or because its crop is a share of the original. */
function cropsFirst(side: Side): boolean {
  const steps = side.value('preprocess.*.operations');
  if (steps !== undefined) {
    const list = operations(steps);
    const [crop, resize] = [indexOf(list, 'center-crop'), indexOf(list, 'resize')];
    if (crop >= 0 && resize >= 0) return crop < resize;
  }
  const exact = side.value(policies.resize) === 'exact';
  return (
    exact &&
    side.value('preprocess.*.crop.size') === undefined &&
    side.value('preprocess.*.crop.fraction') !== undefined
  );
}

export interface Sizes {
  /** What resize and crop make. */
  readonly input?: Size;
  /** What is said to reach the network. */
  readonly reaches?: Size;
  /** Short side of the input over short side of the resized image. */
  readonly fraction?: number;
  /** Short side of the resized image. */
  readonly short?: number;
}

/** Sizes of a pipeline as far as they are known. */
export function sizes(side: Side, phase: 'train' | 'eval' | 'serve'): Sizes {
  const [resizeSize, cropSize] = [side.value('preprocess.*.resize.size'), side.value('preprocess.*.crop.size')];
  const resize = resizeSize === undefined ? undefined : pair(resizeSize);
  const crop = cropSize === undefined || side.value(policies.crop) === 'none' ? undefined : pair(cropSize);
  const shape = geometry(side);
  const fixed = ['exact', 'cover', 'long-side-pad'].includes(side.value(policies.resize) ?? '') ? resize : undefined;
  const stated = side.value(phase === 'train' ? 'input.size.train' : 'input.size.eval');
  const reaches = stated === undefined ? undefined : pair(stated);
  const input = (shape?.cropFirst ? (fixed ?? crop) : (crop ?? fixed)) ?? reaches;
  const found: Sizes = { ...(input && { input }), ...(reaches && { reaches }) };
  if (shape?.window === 'random-area' || shape?.window === 'random' || input === undefined) return found;
  const share = side.value('preprocess.*.crop.fraction');
  if (shape?.cropFirst) return share === undefined ? found : { ...found, fraction: share };
  const inner = Math.min(...input);
  const short = resize === undefined ? share && Math.floor(inner / share) : Math.min(...resize);
  return short === undefined ? found : { ...found, short, fraction: share ?? inner / short };
}

/** Whether nothing is resized, so that how does not matter; undefined where it cannot be told. */
export function resizes(side: Side): boolean | undefined {
  const [resize, crop] = [side.value(policies.resize), side.value(policies.crop)];
  if (crop === 'random-area') return true;
  if (resize !== undefined) return resize !== 'none';
  return undefined;
}

/** Which phase a subject such as `preprocess.eval` names. */
export function phaseOf(subject: string): 'train' | 'eval' | 'serve' {
  return subject.endsWith('.train') ? 'train' : subject.endsWith('.serve') ? 'serve' : 'eval';
}

/** `224` or `224×320`. */
export const spellSize = ([height, width]: Size): string => (height === width ? String(height) : `${height}×${width}`);
