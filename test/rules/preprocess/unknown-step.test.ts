import rule from '../../../rules/preprocess/unknown-step.ts';
import { ruleTest } from '../../support/rule-test.ts';

const steps = (...operations: readonly unknown[]) => ({ 'preprocess.train.operations': operations });

ruleTest(rule, {
  clean: { 'all is understood': steps('random-resized-crop', 'RandomHorizontalFlip', 'ToTensor', 'Normalize') },
  complains: {
    'a step of the project': {
      setup: steps('ToTensor', 'MyFilter', { name: 'Other' }),
      severity: 'info',
      message: 'MyFilter, Other',
    },
  },
});
