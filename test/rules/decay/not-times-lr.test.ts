import rule from '../../../rules/decay/not-times-lr.ts';
import { ruleTest } from '../../support/rule-test.ts';

const decay = (value: number, kind: string, schedule = 'cosine') => ({
  'optimizer.name': 'adamw',
  'optimizer.lr': 0.001,
  'optimizer.weightDecay': value,
  'optimizer.decayKind': kind,
  'schedule.kind': schedule,
});

ruleTest(rule, {
  same: { 'both without': [decay(1e-4, 'decoupled-relative'), decay(1e-4, 'decoupled_relative')] },
  equivalent: {
    'divided by the base rate': [decay(0.05, 'decoupled'), decay(5e-5, 'decoupled-relative')],
    'absolute at a constant rate': [
      decay(0.05, 'decoupled', 'constant'),
      decay(5e-5, 'decoupled-absolute', 'constant'),
    ],
  },
  different: {
    'the same number': {
      pair: [decay(0.05, 'decoupled'), decay(0.05, 'decoupled-relative')],
      severity: 'error',
      message: 'weight decay 0.05 times the learning rate against 0.05 times the schedule',
    },
    'absolute under a schedule': {
      pair: [decay(0.05, 'decoupled'), decay(5e-5, 'decoupled-absolute')],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [decay(0.05, 'decoupled-relative'), { 'optimizer.weightDecay': 0.05 }] },
  notApplicable: {
    'both with': [decay(0.05, 'decoupled'), decay(0.05, 'l2')],
    'no decay on a side': [decay(0, 'decoupled'), decay(0.05, 'decoupled-relative')],
  },
});
