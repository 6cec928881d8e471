import rule from '../../../rules/label-smoothing/value.ts';
import { ruleTest } from '../../support/rule-test.ts';

const smoothing = (value: number) => ({ 'regularization.labelSmoothing': value });

ruleTest(rule, {
  same: { 'the same value': [smoothing(0.1), smoothing(0.1)], 'none on both sides': [smoothing(0), smoothing(0)] },
  equivalent: { 'on the other classes only': [smoothing(0.1), smoothing((0.1 * 1000) / 999)] },
  different: {
    'on one side': { pair: [smoothing(0.1), smoothing(0)], severity: 'warning', message: '0.1 against 0' },
    'a close value': { pair: [smoothing(0.1), smoothing(0.11)], severity: 'info' },
    // (onehot + ε/K)/(1 + ε) is smoothing by ε/(1 + ε).
    'normalized by 1 + ε': { pair: [smoothing(0.1), smoothing(0.1 / 1.1)], severity: 'info' },
  },
  unknown: { 'one side does not say': [smoothing(0.1), {}] },
});
