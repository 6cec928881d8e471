import rule from '../../../rules/arch/param-count.ts';
import { ruleTest } from '../../support/rule-test.ts';

const count = (parameters: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'model.parameters': parameters,
  ...more,
});

ruleTest(rule, {
  same: { 'equal counts': [count(25557032), count(25557032)] },
  different: {
    'nothing explains it': {
      pair: [count(25557032, { 'model.depths': [3, 4, 6, 3] }), count(23034024, { 'model.depths': [3, 4, 6, 3] })],
      severity: 'warning',
      message: '25557032 against 23034024 trainable parameters (11 %)',
    },
  },
  unknown: { 'one side does not say': [count(25557032), { 'model.name': 'my_net' }] },
  notApplicable: {
    'depths explain it': [
      count(25557032, { 'model.depths': [3, 4, 6, 3] }),
      count(24440104, { 'model.depths': [3, 4, 5, 3] }),
    ],
    'classes explain it': [
      count(25557032, { 'model.head.classes': 1000 }),
      count(23528522, { 'model.head.classes': 10 }),
    ],
  },
});
