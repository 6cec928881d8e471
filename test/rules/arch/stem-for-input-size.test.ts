import rule from '../../../rules/arch/stem-for-input-size.ts';
import { ruleTest } from '../../support/rule-test.ts';

const stem = { 'model.stem.stride': 2, 'model.stem.pool': 'max' };

ruleTest(rule, {
  clean: {
    'large images': { ...stem, 'input.size.train': 224, 'model.totalStride': 32 },
    'a small stem': {
      'model.stem.stride': 1,
      'model.stem.pool': 'none',
      'input.size.train': 32,
      'model.totalStride': 8,
    },
    'a stem without pooling': { 'model.stem.stride': 2, 'model.stem.pool': 'none', 'input.size.train': 64 },
  },
  complains: {
    'an ImageNet stem on 32 pixels': {
      setup: { ...stem, 'input.size.train': [32, 32] },
      severity: 'error',
      message: 'an input of 32 pixels 4 times',
    },
    'nothing left at the end': {
      setup: { 'model.totalStride': 32, 'input.size.train': 32 },
      severity: 'error',
      message: 'one pixel is left',
    },
    'hardly anything left': {
      setup: { 'model.totalStride': 32, 'input.size.train': 64 },
      severity: 'error',
      message: '2×2 pixels or fewer',
    },
  },
  lintUnknown: {
    'no size': stem,
    'no stem': { 'input.size.train': 32 },
    'a stem that may pool': { 'model.stem.stride': 2, 'input.size.train': 32 },
  },
  lintNotApplicable: {
    patches: { 'model.stem.kind': 'patch', 'model.stem.stride': 16, 'model.stem.pool': 'none', 'input.size.train': 32 },
    'a task without images': { ...stem, 'input.size.train': 32, 'setup.task': 'language-modeling' },
  },
});
