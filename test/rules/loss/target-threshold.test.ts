import rule from '../../../rules/loss/target-threshold.ts';
import { ruleTest } from '../../support/rule-test.ts';

const threshold = (value: number | null, more: Readonly<Record<string, unknown>> = {}) => ({
  'loss.targetThreshold': value,
  ...more,
});
const unmixed = { 'augment.mixup.alpha': 0, 'augment.cutmix.alpha': 0 };

ruleTest(rule, {
  same: {
    'the same threshold': [threshold(0.2), threshold(0.2)],
    'none on both sides': [threshold(null), threshold(null)],
  },
  different: {
    'another threshold': { pair: [threshold(0.2), threshold(0.5)], severity: 'warning', message: '0.2 against 0.5' },
    'a loss that is known to have none': {
      pair: [threshold(0.2), threshold(null)],
      severity: 'warning',
      message: '0.2 against none',
    },
    'without mixing': { pair: [threshold(0.2, unmixed), threshold(0.5, unmixed)], severity: 'info' },
  },
  unknown: { 'one side does not say': [threshold(0.2), {}] },
});
