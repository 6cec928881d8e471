import rule from '../../../rules/init/recurrent.ts';
import { ruleTest } from '../../support/rule-test.ts';

const start = (value: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ 'init.recurrent': value, ...more });
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: { 'equal schemes': [start('orthogonal'), start('orthogonal')] },
  equivalent: {
    'one distribution by two names': [
      start('xavier-uniform'),
      start({ name: 'uniform', mode: 'fan-average', gain: 1 }),
    ],
  },
  different: {
    near: { pair: [start('orthogonal', scratch), start('xavier-uniform', scratch)], severity: 'info' },
    'far, from scratch': {
      pair: [start({ name: 'normal', std: 0.02 }, scratch), start({ name: 'normal', std: 0.05 }, scratch)],
      severity: 'warning',
      message: '2.5 times',
    },
    'far, nobody says from where': {
      pair: [start({ name: 'normal', std: 0.02 }), start({ name: 'normal', std: 0.05 })],
      severity: 'info',
    },
    constants: {
      pair: [start('orthogonal', scratch), start('zeros', scratch)],
      severity: 'warning',
      message: 'B starts from constants',
    },
  },
  unknown: {
    'one side does not say': [start('orthogonal'), { 'model.name': 'my_net' }],
    'a scheme that nobody knows': [start('orthogonal'), start('their-own')],
  },
  notApplicable: {
    'trained weights': [
      start('orthogonal', { 'model.pretrained': true }),
      start('xavier-uniform', { 'model.pretrained': true }),
    ],
  },
});
