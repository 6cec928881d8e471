import rule from '../../../rules/optimizer/bias-correction.ts';
import { ruleTest } from '../../support/rule-test.ts';

const adam = (corrected?: boolean, warmup?: number) => ({
  'optimizer.name': 'adamw',
  ...(corrected === undefined ? {} : { 'optimizer.biasCorrection': corrected }),
  ...(warmup === undefined ? {} : { 'schedule.warmup.epochs': warmup }),
});

ruleTest(rule, {
  same: { 'on both sides': [adam(true), adam(true)] },
  different: {
    'with warmup': { pair: [adam(true, 5), adam(false, 5)], severity: 'info', message: 'on against off' },
    'without warmup': { pair: [adam(true, 0), adam(false, 0)], severity: 'warning' },
    'warmup unknown': { pair: [adam(true), adam(false)], severity: 'info' },
  },
  unknown: { 'one side does not say': [adam(true), adam()] },
  notApplicable: { 'SGD has no moments': [adam(true), { 'optimizer.name': 'sgd' }] },
});
