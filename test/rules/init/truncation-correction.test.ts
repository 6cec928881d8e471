import rule from '../../../rules/init/truncation-correction.ts';
import { ruleTest } from '../../support/rule-test.ts';

const start = (framework: string, value: unknown = 'xavier-normal', more: Readonly<Record<string, unknown>> = {}) => ({
  'framework.name': framework,
  'model.name': 'my_net',
  'init.conv': value,
  ...more,
});

ruleTest(rule, {
  same: {
    'one framework': [start('tfjs'), start('tfjs')],
    'not cut off': [start('pytorch'), start('keras')],
  },
  different: {
    'Keras against TensorFlow.js': {
      pair: [start('keras'), start('tfjs')],
      severity: 'info',
      message: 'conv: truncated normal corrected against not corrected',
    },
  },
  unknown: { 'nothing is known': [{ 'model.name': 'my_net' }, { 'model.name': 'my_net' }] },
  notApplicable: { 'trained weights': [start('keras', 'xavier-normal', { 'model.pretrained': true }), start('tfjs')] },
});
