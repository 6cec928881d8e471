import rule from '../../../rules/forward/activation-stats.ts';
import { ruleTest } from '../../support/rule-test.ts';

const gains = (...values: readonly number[]) => ({ 'forward.gains': values });

ruleTest(rule, {
  same: {
    'equal gains': [gains(1.2, 1.4), gains(1.2, 1.4)],
    'gains of another seed': [gains(1.2, 1.4, 0.9), gains(1.3, 1.25, 1)],
  },
  different: {
    'a block that amplifies otherwise': {
      pair: [gains(1.2, 1.4, 1.1), gains(1.2, 0.7, 1.1)],
      severity: 'warning',
      message: 'block 2',
    },
    'trained weights': {
      pair: [{ ...gains(1.2, 1.4), 'model.weights.source': 'pretrained' }, gains(1.2, 4)],
      severity: 'info',
    },
  },
  unknown: {
    'networks that were not run': [{ 'model.name': 'a' }, { 'model.name': 'a' }],
    'one block': [gains(), gains()],
  },
  notApplicable: { 'another depth': [gains(1.2, 1.4), gains(1.2)] },
});
