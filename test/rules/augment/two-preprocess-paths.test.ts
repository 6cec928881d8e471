import rule from '../../../rules/augment/two-preprocess-paths.ts';
import { ruleTest } from '../../support/rule-test.ts';

const steps = (...operations: readonly unknown[]) => ({ 'preprocess.train.operations': operations });

ruleTest(rule, {
  clean: {
    'each once': steps('RandomHorizontalFlip', 'RandomRotation', 'Normalize'),
    'brightness and contrast': steps('RandomBrightness', 'RandomContrast'),
    'resized twice': steps('Resize', 'CenterCrop', 'Resize'),
    'a second one that is never applied': steps('RandomHorizontalFlip', {
      name: 'RandomHorizontalFlip',
      probability: 0,
    }),
  },
  complains: {
    'in the pipeline and in the network': {
      setup: steps('random_flip_left_right', 'Normalize', { name: 'RandomHorizontalFlip', place: 'model' }),
      severity: 'warning',
      message: 'horizontal-flip',
    },
  },
});
