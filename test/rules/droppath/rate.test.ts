import rule from '../../../rules/droppath/rate.ts';
import { ruleTest } from '../../support/rule-test.ts';

const depth = (rate: number, rule?: string) => ({
  'regularization.stochasticDepth': rate,
  ...(rule === undefined ? {} : { 'regularization.stochasticDepthRule': rule }),
});

ruleTest(rule, {
  same: {
    'the same rate and rule': [depth(0.1, 'linear'), depth(0.1, 'linear')],
    'none on both sides, whatever the rule': [depth(0, 'linear'), depth(0)],
  },
  different: {
    'on one side': { pair: [depth(0.1), depth(0)], severity: 'warning', message: '0.1 against 0' },
    'a close rate': { pair: [depth(0.1), depth(0.12)], severity: 'info' },
    'constant over depth': {
      pair: [depth(0.2, 'linear'), depth(0.2, 'uniform')],
      severity: 'warning',
      message: 'linear against constant over depth',
    },
  },
  unknown: { 'one side does not say': [depth(0.1), {}], 'the rule is not known': [depth(0.1, 'linear'), depth(0.1)] },
});
