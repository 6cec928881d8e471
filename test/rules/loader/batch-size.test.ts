import rule from '../../../rules/loader/batch-size.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (batch: number, devices = 1, accumulation = 1, rest: object = {}) => ({
  'data.batchSize': batch,
  'data.batchScope': 'process',
  'data.devices': devices,
  'data.accumulation': accumulation,
  ...rest,
});
const rate = (lr: number) => ({ 'optimizer.lr': lr });
const open = (batch: number, rest: object = {}) => ({
  'data.batchSize': batch,
  'data.batchScope': 'process',
  'data.accumulation': 1,
  ...rest,
});

ruleTest(rule, {
  same: { 'the same': [of(32, 8), of(32, 8)], 'the same on unknown devices': [open(32), open(32)] },
  equivalent: {
    'more devices': [of(256), of(32, 8)],
    accumulated: [of(256), of(64, 1, 4)],
    'all processes counted': [of(32, 8), { ...of(256, 8), 'data.batchScope': 'global' }],
  },
  different: {
    'the same learning rate': {
      pair: [of(256, 1, 1, rate(0.1)), of(64, 1, 1, rate(0.1))],
      severity: 'error',
      message: '256 against 64 examples',
    },
    'a learning rate of its own': { pair: [of(256, 1, 1, rate(0.1)), of(1024, 1, 1, rate(0.05))], severity: 'error' },
    'scaled linearly': { pair: [of(256, 1, 1, rate(0.1)), of(1024, 1, 1, rate(0.4))], severity: 'warning' },
    'scaled by the root': { pair: [of(256, 1, 1, rate(0.1)), of(1024, 1, 1, rate(0.2))], severity: 'warning' },
    'learning rate unknown': { pair: [of(256), of(1024)], severity: 'warning' },
    'nearly the same': { pair: [of(256, 1, 1, rate(0.1)), of(250, 1, 1, rate(0.1))], severity: 'info' },
    'under another optimizer, whose rates are others': {
      pair: [
        of(256, 1, 1, { ...rate(0.1), 'optimizer.name': 'sgd' }),
        of(1024, 1, 1, { ...rate(0.001), 'optimizer.name': 'adamw' }),
      ],
      severity: 'warning',
    },
    'under an optimizer of the same family': {
      pair: [
        of(256, 1, 1, { ...rate(0.001), 'optimizer.name': 'adam' }),
        of(1024, 1, 1, { ...rate(0.001), 'optimizer.name': 'adamw' }),
      ],
      severity: 'error',
    },
    'on as many unknown devices': { pair: [open(32), open(64)], severity: 'warning' },
  },
  unknown: {
    'one side does not say': [of(256), {}],
    'devices unknown on one side': [of(256), open(32)],
  },
});
