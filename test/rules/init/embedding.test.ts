import rule from '../../../rules/init/embedding.ts';
import { ruleTest } from '../../support/rule-test.ts';

const start = (value: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ 'init.embedding': value, ...more });
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: { 'equal schemes': [start({ name: 'normal', std: 1 }), start({ name: 'normal', std: 1 })] },
  equivalent: {
    'one distribution by two names': [
      start('xavier-uniform'),
      start({ name: 'uniform', mode: 'fan-average', gain: 1 }),
    ],
  },
  different: {
    near: {
      pair: [start({ name: 'normal', std: 1 }, scratch), start({ name: 'normal', std: 0.9 }, scratch)],
      severity: 'info',
    },
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
      pair: [start({ name: 'normal', std: 1 }, scratch), start('zeros', scratch)],
      severity: 'warning',
      message: 'B starts from constants',
    },
  },
  unknown: {
    'one side does not say': [start({ name: 'normal', std: 1 }), { 'model.name': 'my_net' }],
    'a scheme that nobody knows': [start({ name: 'normal', std: 1 }), start('their-own')],
  },
  notApplicable: {
    'trained weights': [
      start({ name: 'normal', std: 1 }, { 'model.pretrained': true }),
      start({ name: 'uniform', bound: 0.05 }, { 'model.pretrained': true }),
    ],
  },
});
