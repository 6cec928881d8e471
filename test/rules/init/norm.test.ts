import rule from '../../../rules/init/norm.ts';
import { ruleTest } from '../../support/rule-test.ts';

const start = (value: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ 'init.norm': value, ...more });

ruleTest(rule, {
  same: { 'both at one': [start('ones'), start('ones')] },
  equivalent: { 'one, by two names': [start('ones'), start({ name: 'constant', value: 1 })] },
  different: {
    'closed layers': { pair: [start('ones'), start('zeros')], severity: 'warning', message: 'ones against zeros' },
  },
  unknown: {
    'one side does not say': [start('ones'), { 'model.name': 'my_net' }],
    'a scheme that nobody knows': [start('ones'), start('their-own')],
  },
  notApplicable: { 'trained weights': [start('ones', { 'model.pretrained': true }), start('zeros')] },
});
