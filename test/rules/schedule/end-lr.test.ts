import rule from '../../../rules/schedule/end-lr.ts';
import { ruleTest } from '../../support/rule-test.ts';

const low = (minLr: number, lr?: number, kind = 'cosine') => ({
  'schedule.kind': kind,
  'schedule.minLr': minLr,
  ...(lr === undefined ? {} : { 'optimizer.lr': lr }),
});

ruleTest(rule, {
  same: { 'the same rate': [low(1e-5, 0.1), low(1e-5, 0.2)] },
  equivalent: { 'the same part of the peak': [low(1e-3, 0.1), low(2e-3, 0.2)] },
  different: {
    'zero and next to it': { pair: [low(0, 0.1), low(1e-5, 0.1)], severity: 'info', message: '0 against 1e-5' },
    'zero and a tenth of the peak': { pair: [low(0, 0.1), low(0.01, 0.1)], severity: 'warning' },
    'the peak is not known': { pair: [low(0), low(0.01)], severity: 'info' },
  },
  unknown: { 'one side does not say': [low(0, 0.1), { 'schedule.kind': 'cosine' }] },
  notApplicable: { 'a constant rate': [low(0, 0.1), low(0.1, 0.1, 'constant')] },
});
