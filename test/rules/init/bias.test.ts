import rule from '../../../rules/init/bias.ts';
import { ruleTest } from '../../support/rule-test.ts';

const start = (value: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ 'init.bias': value, ...more });

ruleTest(rule, {
  same: { 'both at zero': [start('zeros'), start('zero')] },
  equivalent: { 'zero, by two names': [start('zeros'), start({ name: 'constant', value: 0 })] },
  different: {
    'drawn against zero': {
      pair: [start('pytorch-default'), start('zeros')],
      severity: 'info',
      message: 'pytorch-default against zeros',
    },
  },
  unknown: {
    'one side does not say': [start('zeros'), { 'model.name': 'my_net' }],
    'a scheme that nobody knows': [start('zeros'), start('their-own')],
  },
  notApplicable: { 'trained weights': [start('zeros', { 'model.pretrained': true }), start('pytorch-default')] },
});
