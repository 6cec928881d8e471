import rule from '../../../rules/resize/train-eval-discrepancy.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (train: number, evaluation: number, rest: Readonly<Record<string, unknown>> = {}) => ({
  'preprocess.train.crop.policy': 'random-area',
  'input.size.train': train,
  'input.size.eval': evaluation,
  ...rest,
});

ruleTest(rule, {
  clean: {
    'evaluated larger': of(176, 224),
    'crops of nearly all of the image': of(224, 224, { 'augment.randomResizedCrop.scale': [0.8, 1] }),
  },
  complains: {
    'the same size': { setup: of(224, 224), severity: 'info', message: '224' },
    'evaluated smaller': { setup: of(224, 192), severity: 'info' },
  },
  lintUnknown: {
    'the size of evaluation is unknown': { 'preprocess.train.crop.policy': 'random-area', 'input.size.train': 224 },
  },
  lintNotApplicable: { 'no random resized crop': of(224, 224, { 'preprocess.train.crop.policy': 'random' }) },
});
