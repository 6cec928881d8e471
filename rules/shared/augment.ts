import type { RulePath, Side } from '../../src/rule.ts';

/** One kind of augmentation: what says how strong it is, and what else can switch it off. */
interface Kind {
  readonly name: string;
  readonly paths: readonly RulePath[];
  /** Whether it is on; undefined where that is unknown. */
  on(side: Side): boolean | undefined;
}

/** On where any of these is above zero. */
const above =
  (
    ...paths: readonly (
      | 'augment.randomResizedCrop.probability'
      | 'augment.padCrop.padding'
      | 'augment.horizontalFlip.probability'
      | 'augment.verticalFlip.probability'
      | 'augment.rotation.degrees'
      | 'augment.colorJitter.brightness'
      | 'augment.colorJitter.contrast'
      | 'augment.colorJitter.saturation'
      | 'augment.colorJitter.hue'
      | 'augment.lighting.std'
      | 'augment.randomErasing.probability'
      | 'augment.mixup.alpha'
      | 'augment.cutmix.alpha'
    )[]
  ) =>
  (side: Side): boolean | undefined => {
    const values = paths.map((path) => side.value(path));
    if (values.some((value) => value !== undefined && value > 0)) return true;
    return values.some((value) => value === undefined) ? undefined : false;
  };

const switched =
  (path: 'augment.rotation.probability' | 'augment.colorJitter.probability' | 'augment.mixup.probability') =>
  (on: (side: Side) => boolean | undefined) =>
  (side: Side): boolean | undefined =>
    side.value(path) === 0 ? false : on(side);

const JITTER = [
  'augment.colorJitter.brightness',
  'augment.colorJitter.contrast',
  'augment.colorJitter.saturation',
  'augment.colorJitter.hue',
] as const;

export const isOn = {
  randomResizedCrop: above('augment.randomResizedCrop.probability'),
  padCrop: above('augment.padCrop.padding'),
  flip: above('augment.horizontalFlip.probability', 'augment.verticalFlip.probability'),
  rotation: switched('augment.rotation.probability')(above('augment.rotation.degrees')),
  colorJitter: switched('augment.colorJitter.probability')(above(...JITTER)),
  lighting: above('augment.lighting.std'),
  auto: (side: Side): boolean | undefined => {
    const policy = side.value('augment.auto.policy');
    return policy === undefined ? undefined : policy !== 'none';
  },
  randomErasing: above('augment.randomErasing.probability'),
  mixup: switched('augment.mixup.probability')(above('augment.mixup.alpha')),
  cutmix: switched('augment.mixup.probability')(above('augment.cutmix.alpha')),
} as const;

const KINDS: readonly Kind[] = [
  { name: 'random resized crop', paths: ['augment.randomResizedCrop.probability'], on: isOn.randomResizedCrop },
  { name: 'padded crop', paths: ['augment.padCrop.padding'], on: isOn.padCrop },
  { name: 'flip', paths: ['augment.horizontalFlip.probability', 'augment.verticalFlip.probability'], on: isOn.flip },
  { name: 'rotation', paths: ['augment.rotation.degrees'], on: isOn.rotation },
  { name: 'color jitter', paths: JITTER, on: isOn.colorJitter },
  { name: 'color noise', paths: ['augment.lighting.std'], on: isOn.lighting },
  { name: 'automatic augmentation', paths: ['augment.auto.policy'], on: isOn.auto },
  { name: 'random erasing', paths: ['augment.randomErasing.probability'], on: isOn.randomErasing },
  { name: 'mixup', paths: ['augment.mixup.alpha'], on: isOn.mixup },
  { name: 'CutMix', paths: ['augment.cutmix.alpha'], on: isOn.cutmix },
];

/** All that says whether a setup augments at all. */
export const AUGMENT_PATHS: readonly RulePath[] = [
  ...KINDS.flatMap(({ paths }) => paths),
  'augment.rotation.probability',
  'augment.colorJitter.probability',
  'augment.mixup.probability',
];

/** Names of the kinds of augmentation that are on; undefined where none is and some are unknown. */
export function augmentations(side: Side): readonly string[] | undefined {
  const states = KINDS.map((kind) => ({ name: kind.name, on: kind.on(side) }));
  const on = states.filter((state) => state.on === true).map(({ name }) => name);
  return on.length === 0 && states.some((state) => state.on === undefined) ? undefined : on;
}

/** Whether one side augments in several ways and the other not at all, which `augment/missing` says once. */
export function oneSideHasNone(a: Side, b: Side): boolean {
  const [onA, onB] = [augmentations(a), augmentations(b)];
  if (onA === undefined || onB === undefined) return false;
  return (onA.length === 0 && onB.length > 1) || (onB.length === 0 && onA.length > 1);
}

export const NONE_ON_ONE_SIDE = 'one side has no augmentation at all: see augment/missing';
