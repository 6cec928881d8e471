import rule from '../../../rules/optimizer/momentum.ts';
import { ruleTest } from '../../support/rule-test.ts';

const sgd = {
  'optimizer.name': 'sgd',
  'optimizer.momentum': 0.9,
  'optimizer.nesterov': false,
  'optimizer.dampening': 0,
};

ruleTest(rule, {
  same: {
    'same values': [sgd, sgd],
    'Nesterov without momentum does nothing': [
      { ...sgd, 'optimizer.momentum': 0 },
      { ...sgd, 'optimizer.momentum': 0, 'optimizer.nesterov': true },
    ],
  },
  different: {
    'another value': {
      pair: [sgd, { ...sgd, 'optimizer.momentum': 0.875 }],
      severity: 'warning',
      message: '0.9 against 0.875',
    },
    'a close value': { pair: [sgd, { ...sgd, 'optimizer.momentum': 0.901 }], severity: 'info' },
    Nesterov: { pair: [sgd, { ...sgd, 'optimizer.nesterov': true }], severity: 'warning' },
    dampening: { pair: [sgd, { ...sgd, 'optimizer.dampening': 0.1 }], severity: 'warning' },
  },
  unknown: {
    'one side does not say': [sgd, { 'optimizer.name': 'sgd' }],
    'Nesterov is not known': [sgd, { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9 }],
  },
  notApplicable: { 'an optimizer without momentum': [sgd, { 'optimizer.name': 'adam' }] },
});
