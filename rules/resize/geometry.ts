import { defineRule, type Side } from '../../src/rule.ts';
import { type Geometry, geometry, phaseOf, sizes } from '../shared/geometry.ts';

export default defineRule({
  id: 'resize/geometry',
  title: 'Resize and crop keep another shape',
  why: 'Objects appear squashed, padded or cut off, so the network sees other proportions and another part of the image.',
  help: 'Use the same geometry on both sides; most published figures resize the short side and crop the center.',
  effect: {
    text: 'squashing instead of resizing the short side and cropping: 1 to 8 points',
    source: 'keras-team/keras-applications#88, tensorflow/tensorflow#50150',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    aspect: 'the image is {a} against {b}',
    window: 'the network sees {a} against {b}',
    order: 'the crop is taken {a} against {b}',
  },
  compare: {
    reads: ['preprocess.*.crop.policy'],
    // A random resized crop needs no resize in front of it.
    optional: ['preprocess.*.resize.policy'],
    context: [
      'preprocess.*.operations',
      'preprocess.*.crop.size',
      'preprocess.*.crop.fraction',
      'augment.randomResizedCrop.probability',
      'augment.randomResizedCrop.ratio',
    ],
    check({ a, b, subject, same, equivalent, unknown, notApplicable, different }) {
      const [shapeA, shapeB] = [geometry(a), geometry(b)];
      if (shapeA === undefined || shapeB === undefined)
        return unknown('resize or crop is unknown', 'preprocess.*.resize.policy');
      const phase = phaseOf(subject);
      if (shapeA.window === 'ten' || shapeB.window === 'ten') return notApplicable('ten crops: see eval/tta');
      const drawn = (shape: Geometry): boolean => shape.window === 'random-area';
      if (drawn(shapeA) && drawn(shapeB)) return same();
      if (phase === 'train' && (drawn(shapeA) || drawn(shapeB)) && augmented(a) !== augmented(b))
        return notApplicable('a random resized crop on one side: see augment/random-resized-crop');
      if (shapeA.aspect !== shapeB.aspect) {
        const distorts = shapeA.aspect === 'squashed' || shapeB.aspect === 'squashed';
        const judges = distorts && phase !== 'train';
        const whole = judges && [a, b].every((side) => keepsAll(side, phase));
        const fatal = judges && !whole;
        const slight = whole && [a, b].every(drawsAspects);
        return different('aspect', {
          severity: fatal ? 'error' : slight ? 'info' : 'warning',
          a: ASPECT[shapeA.aspect],
          b: ASPECT[shapeB.aspect],
          at: ['preprocess.*.resize.policy', 'preprocess.*.crop.policy'],
          ...(fatal ? { because: [`squashed against not, in ${phase === 'eval' ? 'evaluation' : 'serving'}`] } : {}),
          ...(whole && !slight ? { because: ['neither crops the short side: both show nearly all of the image'] } : {}),
          ...(slight
            ? {
                because: [
                  'neither crops the short side: both show nearly all of the image',
                  'training draws random aspects, so that the network knows squashed images',
                ],
                effect: {
                  text: '0.07 points of ConvNeXt at 384 pixels (87.39 against 87.46)',
                  source: 'huggingface/pytorch-image-models#1383',
                },
              }
            : {}),
        });
      }
      if (shapeA.window !== shapeB.window) {
        const [windowA, windowB] = [WINDOW[shapeA.window], WINDOW[shapeB.window]];
        return different('window', {
          severity: 'warning',
          a: windowA,
          b: windowB,
          at: ['preprocess.*.crop.policy', 'preprocess.*.resize.policy'],
        });
      }
      if (shapeA.cropFirst !== shapeB.cropFirst) {
        const order = (shape: Geometry): string => (shape.cropFirst ? 'before resizing' : 'after resizing');
        return different('order', {
          severity: 'info',
          a: order(shapeA),
          b: order(shapeB),
          because: ['the same part of the image, sampled on another grid'],
          effect: { text: '0.3 to 0.5 points suspected', source: 'google-research/simclr#18' },
        });
      }
      const policies = [a.value('preprocess.*.resize.policy'), b.value('preprocess.*.resize.policy')];
      return policies[0] === policies[1]
        ? same()
        : equivalent(`${policies.join(' and ')} keep the shape and cut the center out`);
    },
  },
});

/** Whether the window is as long as the short side of the resized image; what is lost is the ends of the long one. */
const keepsAll = (side: Side, phase: 'train' | 'eval' | 'serve'): boolean => (sizes(side, phase).fraction ?? 0) > 0.99;

/** Whether training squashes and stretches images at random, within 3/4 to 4/3 or more. */
function drawsAspects(side: Side): boolean {
  const [low = 1, high = 1] = side.value('augment.randomResizedCrop.ratio') ?? [];
  return (side.value('augment.randomResizedCrop.probability') ?? 1) > 0 && low <= 0.76 && high >= 1.32;
}

const augmented = (side: { value(path: 'augment.randomResizedCrop.probability'): number | undefined }): boolean =>
  (side.value('augment.randomResizedCrop.probability') ?? 0) > 0;

const ASPECT = {
  none: 'not resized',
  squashed: 'squashed to a fixed size',
  padded: 'resized by its long side and padded',
  kept: 'resized in its own shape',
} as const;

const WINDOW = {
  whole: 'the whole image',
  center: 'its center',
  random: 'a random crop',
  'random-area': 'a random resized crop',
  ten: 'ten crops',
} as const;
