import { defineRule, sameValue } from '../../src/rule.ts';
import { describe, distance, otherScale, ROUNDING } from '../shared/affine.ts';
import { PRETRAINED_PATHS, rankInput } from '../shared/context.ts';
import { differingParts, NOTICEABLE, PARTS, partsWithin, rankScratch, remedy } from '../shared/normalization.ts';

export default defineRule({
  id: 'normalization/mean-std',
  title: 'Normalization differs',
  why: 'The same image reaches the network as other numbers. Weights trained on one input answer to another with wrong activations from the first layer on.',
  help: 'Use the same constants on both sides, in the same unit.',
  effect: {
    text: 'a ViT whose weights expect mean and std 0.5, fed with ImageNet constants: 57 % became 38 %',
    source: 'mr-eggplant/FOA#2',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    map: 'normalization maps 0–255 to {a} against {b}',
    kind: 'normalization by {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['preprocess.*.normalization.kind', 'preprocess.*.normalization.affine'],
    context: [
      'preprocess.train.normalization.affine',
      'preprocess.eval.normalization.affine',
      'model.norm.kind',
      'model.stem.kind',
      ...PRETRAINED_PATHS,
    ],
    check(context) {
      const { a, b, same, equivalent, unknown, notApplicable, different } = context;
      const rank = () => rankInput(context, { partsWithin, scratch: () => rankScratch(a, b, 'warning') });
      const [kindA, kindB] = [a.value('preprocess.*.normalization.kind'), b.value('preprocess.*.normalization.kind')];
      if (kindA === 'per-image' || kindB === 'per-image') {
        if (kindA === kindB) return same();
        if (kindA === undefined || kindB === undefined)
          return unknown('the kind of normalization of one side is unknown', 'preprocess.*.normalization.kind');
        const words = {
          affine: 'fixed constants',
          'per-image': 'the statistics of each image',
          adapted: 'the statistics of the data',
          none: 'nothing',
          'in-model': 'the network',
        };
        return different('kind', {
          ...rank(),
          a: words[kindA],
          b: words[kindB],
          at: ['preprocess.*.normalization.kind'],
        });
      }
      const mapA = a.value('preprocess.*.normalization.affine');
      const mapB = b.value('preprocess.*.normalization.affine');
      if (mapA === undefined || mapB === undefined)
        return unknown('what a pixel is mapped to is unknown', 'preprocess.*.normalization.affine');
      if (otherScale(mapA, mapB)) return notApplicable('the unit of the pixels differs: see normalization/input-scale');
      const apart = distance(mapA, mapB);
      if (Number.isNaN(apart)) return notApplicable('the numbers of channels differ');
      if (apart <= ROUNDING) {
        const alike = PARTS.every((path) => {
          const [partA, partB] = [a.value(path), b.value(path)];
          return partA === undefined || partB === undefined || sameValue(partA, partB);
        });
        return alike ? same() : equivalent(`both map 0–255 to ${describe(mapA)}, to rounding`);
      }
      const details = {
        a: describe(mapA),
        b: describe(mapB),
        at: differingParts(a, b),
        help: remedy(a, b, mapA, mapB),
      };
      if (apart <= NOTICEABLE) {
        const because = [`the largest difference is ${apart.toFixed(3)}, below ${NOTICEABLE}`];
        return different('map', { ...details, severity: 'info', because });
      }
      return different('map', { ...details, ...rank() });
    },
  },
});
