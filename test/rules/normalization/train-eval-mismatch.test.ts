import rule from '../../../rules/normalization/train-eval-mismatch.ts';
import { ruleTest } from '../../support/rule-test.ts';

const at = (phase: 'train' | 'eval', scale: number, mean: number, std: number) => ({
  [`preprocess.${phase}.normalization.kind`]: 'affine',
  [`preprocess.${phase}.normalization.scale`]: scale,
  [`preprocess.${phase}.normalization.mean`]: mean,
  [`preprocess.${phase}.normalization.std`]: std,
});
const train = at('train', 1 / 255, 0.5, 0.5);
const kind = (phase: 'train' | 'eval', value: string) => ({ [`preprocess.${phase}.normalization.kind`]: value });

ruleTest(rule, {
  clean: {
    'the same': { ...train, ...at('eval', 1 / 255, 0.5, 0.5) },
    'written in another unit': { ...train, ...at('eval', 1, 127.5, 127.5) },
    'both by the statistics of each image': { ...kind('train', 'per-image'), ...kind('eval', 'per-image') },
    'both adapted to data': { ...kind('train', 'adapted'), ...kind('eval', 'adapted') },
  },
  complains: {
    'other constants': {
      setup: { ...train, ...at('eval', 1 / 255, 0.45, 0.25) },
      severity: 'error',
      message: '[-1, 1]',
    },
    'nothing in evaluation': {
      setup: {
        ...train,
        ...kind('eval', 'none'),
        'preprocess.eval.normalization.scale': 1 / 255,
        'preprocess.eval.normalization.inModel': { scale: 1, offset: 0 },
      },
      severity: 'error',
    },
    'a little off': { setup: { ...train, ...at('eval', 1 / 255, 0.51, 0.5) }, severity: 'info' },
    'each image by itself in training only': {
      setup: { ...kind('train', 'per-image'), ...at('eval', 1 / 255, 0.5, 0.5) },
      severity: 'error',
      message: 'per-image',
    },
    'known weights say which is right': {
      setup: { ...train, ...at('eval', 1 / 255, 0.45, 0.25), 'model.weights.id': 'IMAGENET1K_V1' },
      severity: 'error',
    },
  },
  lintUnknown: {
    'evaluation does not say': train,
    'adapted in training': { ...kind('train', 'adapted'), ...at('eval', 1, 0, 1) },
  },
});
