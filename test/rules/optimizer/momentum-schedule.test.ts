import rule from '../../../rules/optimizer/momentum-schedule.ts';
import { ruleTest } from '../../support/rule-test.ts';

const cycle = (range?: readonly number[]) => ({
  'optimizer.name': 'sgd',
  'schedule.kind': 'one-cycle',
  ...(range === undefined ? {} : { 'schedule.momentumRange': range }),
});
const nadam = (decay?: number) => ({
  'optimizer.name': 'nadam',
  'schedule.kind': 'constant',
  ...(decay === undefined ? {} : { 'optimizer.momentumDecay': decay }),
});
/** What PyTorch's scheduler does where nothing is said. */
const byDefault = { 'framework.name': 'pytorch', ...cycle() };

ruleTest(rule, {
  same: {
    'the same range': [cycle([0.85, 0.95]), cycle([0.85, 0.95])],
    'the default of PyTorch': [byDefault, cycle([0.85, 0.95])],
    'the same decay': [nadam(0.004), nadam(0.004)],
  },
  different: {
    'a lower range': {
      pair: [cycle([0.85, 0.95]), cycle([0.8, 0.9])],
      severity: 'info',
      message: '[0.85, 0.95] against [0.8, 0.9]',
    },
    'none on one side': {
      pair: [
        { ...cycle([0.85, 0.95]), 'optimizer.momentum': 0.9 },
        { ...cycle(), 'schedule.momentumRange': null, 'optimizer.momentum': 0.9 },
      ],
      severity: 'info',
      message: '[0.85, 0.95] against [0.9, 0.9]',
    },
    'another decay': { pair: [nadam(0.004), nadam(1)], severity: 'info', message: '0.004 against 1' },
  },
  unknown: {
    'one side does not say': [cycle([0.85, 0.95]), cycle()],
    'nor of NAdam': [nadam(0.004), nadam()],
  },
  notApplicable: {
    'no cycle': [cycle([0.85, 0.95]), { 'optimizer.name': 'sgd', 'schedule.kind': 'step' }],
  },
});
