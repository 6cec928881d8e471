import rule from '../../../rules/resize/random-at-eval.ts';
import { ruleTest } from '../../support/rule-test.ts';

const steps = (...operations: readonly unknown[]) => ({ 'preprocess.eval.operations': operations });

ruleTest(rule, {
  clean: {
    'fixed steps': steps('Resize', 'CenterCrop', 'ToTensor', 'Normalize'),
    'a center crop': { 'preprocess.eval.crop.policy': 'center' },
    'a step that is never applied': steps('Resize', { name: 'RandomHorizontalFlip', probability: 0 }),
  },
  complains: {
    'a flip': { setup: steps('Resize', 'RandomHorizontalFlip'), severity: 'error', message: 'RandomHorizontalFlip' },
    'a step now and then': { setup: steps({ name: 'Grayscale', probability: 0.2 }), severity: 'error' },
    'a random crop': {
      setup: { 'preprocess.eval.crop.policy': 'random-area' },
      severity: 'error',
      message: 'random area',
    },
    'in serving': {
      setup: { 'preprocess.serve.operations': ['random-crop'] },
      severity: 'error',
      subject: 'preprocess.serve',
    },
  },
  lintNotApplicable: {
    'in training': { 'preprocess.train.operations': ['RandomHorizontalFlip'] },
    'averaged over copies': { ...steps('RandomHorizontalFlip'), 'eval.tta': true },
    'ten crops': { ...steps('random-crop'), 'eval.crops': 10 },
  },
});
