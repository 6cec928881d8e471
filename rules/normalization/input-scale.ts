import { defineRule } from '../../src/rule.ts';
import { describe, otherScale, width } from '../shared/affine.ts';
import { loadsPretrained, PRETRAINED_PATHS, rankInput, stemNorm } from '../shared/context.ts';
import { constantDefect, differingParts, partsWithin, rankScratch, remedy } from '../shared/normalization.ts';
import { expectedInput } from '../shared/weights.ts';

/** No conventional normalization reaches this far; pixels 0–255 do. */
const WIDE = 40;

export default defineRule({
  id: 'normalization/input-scale',
  title: 'Scale of the input differs',
  why: 'Pixels in another unit (0–255, 0–1, −1–1) multiply the first activations, and with them gradients and what biases and weight decay amount to.',
  help: 'Divide by 255 exactly once on both sides, in the pipeline or in the network.',
  effect: { text: 'weights that expect 0–255 fed with 0–1: 4 % top-1', source: 'jiecaoyu/XNOR-Net-PyTorch#17' },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    scale: 'pixels 0–255 reach the network as {a} against {b}',
    raw: 'pixels reach the network as {value}, and nothing scales them',
  },
  compare: {
    reads: ['preprocess.*.normalization.affine'],
    context: [
      'preprocess.train.normalization.affine',
      'preprocess.eval.normalization.affine',
      'model.norm.kind',
      'model.stem.kind',
      ...PRETRAINED_PATHS,
      'framework.name',
    ],
    check(context) {
      const { a, b, same, different } = context;
      const mapA = a.value('preprocess.*.normalization.affine');
      const mapB = b.value('preprocess.*.normalization.affine');
      if (mapA === undefined || mapB === undefined || !otherScale(mapA, mapB)) return same();
      return different('scale', {
        ...rankInput(context, { partsWithin, scratch: () => rankScratch(a, b, 'error') }),
        a: describe(mapA),
        b: describe(mapB),
        at: differingParts(a, b),
        help: remedy(a, b, mapA, mapB),
      });
    },
  },
  lint: {
    reads: ['preprocess.*.normalization.affine'],
    context: ['model.norm.kind', 'model.stem.kind', 'model.name', ...PRETRAINED_PATHS, 'framework.name'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const map = setup.value('preprocess.*.normalization.affine');
      if (map === undefined || width(map) < WIDE) return clean();
      if (constantDefect(setup)) return notApplicable('the constants are wrong: see normalization/suspicious-constant');
      if (loadsPretrained(setup) === true)
        return expectedInput(setup) === undefined
          ? unknown('which input the pretrained weights expect is not known', 'model.weights.source')
          : notApplicable('known weights: see normalization/weights-mismatch');
      const norm = stemNorm(setup);
      if (norm === 'batch' || norm === 'other') return clean();
      const details = { at: 'preprocess.*.normalization.affine', value: describe(map) } as const;
      if (norm === 'none')
        return complain('raw', { ...details, severity: 'error', because: ['no norm layer follows the first layer'] });
      const wouldRaise = 'an error if no norm layer follows the first layer (model.norm.kind is unknown)';
      return complain('raw', { ...details, severity: 'warning', wouldRaise });
    },
  },
});
