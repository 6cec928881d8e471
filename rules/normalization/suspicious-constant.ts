import { defineRule, type RulePath } from '../../src/rule.ts';
import { type ConstantDefect, constantDefect } from '../shared/normalization.ts';

const AT: Readonly<Record<ConstantDefect, RulePath>> = {
  zeroStd: 'preprocess.*.normalization.std',
  length: 'preprocess.*.normalization.mean',
  swapped: 'preprocess.*.normalization.mean',
  variance: 'preprocess.*.normalization.std',
  inverse: 'preprocess.*.normalization.std',
  largeMean: 'preprocess.*.normalization.mean',
  smallConstants: 'preprocess.*.normalization.mean',
};

export default defineRule({
  id: 'normalization/suspicious-constant',
  title: 'Normalization constant cannot be right',
  why: 'The constants are of another kind, unit or length than the place where they stand, so the input is nowhere near centered and scaled.',
  help: 'Use mean and standard deviation of the pixels, one a channel, in the unit that the pixels have at that point.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    zeroStd: 'std {value} divides by zero',
    length: 'mean {value} has another number of entries than std or the channels of the input',
    swapped: 'mean {value} is the standard deviation',
    variance: 'std {value} is the variance',
    inverse: 'std {value} is larger than pixels on 0–1 vary: its inverse, or of another unit',
    largeMean: 'mean {value} is on 0–255, but pixels were scaled to 0–1 before',
    smallConstants: 'mean {value} is on 0–1, but nothing scales the pixels from 0–255',
  },
  lint: {
    reads: ['preprocess.*.normalization.kind'],
    optional: ['preprocess.*.normalization.scale', 'preprocess.*.normalization.mean', 'preprocess.*.normalization.std'],
    context: ['input.channels'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('preprocess.*.normalization.kind') !== 'affine') return notApplicable('no constants');
      const defect = constantDefect(setup);
      if (defect === undefined) return unknown('the constants are not all known', 'preprocess.*.normalization.scale');
      return defect === null ? clean() : complain(defect, { severity: 'error', at: AT[defect] });
    },
  },
});
