import rule from '../../../rules/normalization/suspicious-constant.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.train.normalization';
const of = (mean: number | readonly number[], std: number | readonly number[], scale = 1 / 255) => ({
  [`${phase}.kind`]: 'affine',
  [`${phase}.scale`]: scale,
  [`${phase}.mean`]: mean,
  [`${phase}.std`]: std,
});
const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

ruleTest(rule, {
  clean: {
    ImageNet: of(mean, std),
    'ImageNet on 0–255': of([123.675, 116.28, 103.53], [58.395, 57.12, 57.375], 1),
    'mean only on 0–255': of([123.68, 116.779, 103.939], 1, 1),
    '0.5 twice': of(0.5, 0.5),
    '0.5 twice, one a channel': of([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
    'one channel': { ...of([0.1307], [0.3081]), 'input.channels': 1 },
    'nothing but a shift': of(0.5, 1),
  },
  complains: {
    'std as mean': { setup: of(std, std), severity: 'error', message: 'standard deviation' },
    'mean as std': { setup: of(mean, mean), severity: 'error', message: 'standard deviation' },
    'variance as std': { setup: of(mean, [0.052, 0.05, 0.051]), severity: 'error', message: 'variance' },
    'inverse as std': { setup: of(mean, [4.37, 4.46, 4.44]), severity: 'error', message: 'inverse' },
    '0–255 constants after scaling': {
      setup: of([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]),
      severity: 'error',
    },
    '0–1 constants without scaling': { setup: of(mean, std, 1), severity: 'error', message: 'nothing scales' },
    'two constants for three channels': { setup: of([0.5, 0.4], std), severity: 'error' },
    'three constants for one channel': { setup: { ...of(mean, std), 'input.channels': 1 }, severity: 'error' },
    'division by zero': { setup: of(mean, [0.229, 0, 0.225]), severity: 'error', message: 'zero' },
  },
  lintUnknown: {
    'the unit is unknown': { [`${phase}.kind`]: 'affine', [`${phase}.mean`]: mean, [`${phase}.std`]: std },
  },
  lintNotApplicable: { 'no constants': { [`${phase}.kind`]: 'per-image' } },
});
