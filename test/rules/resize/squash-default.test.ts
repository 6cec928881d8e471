import rule from '../../../rules/resize/squash-default.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { byDefault } from '../../support/setup.ts';

const exact = {
  'preprocess.train.resize.policy': 'exact',
  'preprocess.train.resize.size': [224, 224],
  'preprocess.train.crop.policy': 'none',
};

ruleTest(rule, {
  clean: {
    'short side': { ...exact, 'preprocess.train.resize.policy': 'short-side' },
    'a square cut out first': {
      ...exact,
      'preprocess.train.crop.policy': 'center',
      'preprocess.train.crop.fraction': 0.875,
    },
  },
  complains: {
    'nobody asked for it': {
      setup: {
        ...exact,
        'preprocess.train.resize.policy': byDefault(
          'exact',
          'keras',
          'image_dataset_from_directory(crop_to_aspect_ratio)',
        ),
      },
      severity: 'warning',
    },
    'written out': { setup: exact, severity: 'info', message: '[224, 224]' },
  },
  lintUnknown: { 'the crop is unknown': { 'preprocess.train.resize.policy': 'exact' } },
  lintNotApplicable: { 'square images': { ...exact, 'data.dataset': 'cifar10' } },
});
