import rule from '../../../rules/arch/pool.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: { 'one pooling by two names': [{ 'model.head.pool': 'gap' }, { 'model.head.pool': 'AdaptiveAvgPool2d' }] },
  different: {
    flattened: {
      pair: [{ 'model.head.pool': 'global-average' }, { 'model.head.pool': 'flatten' }],
      severity: 'warning',
      message: 'global-average against flatten',
    },
  },
  unknown: { 'one side does not say': [{ 'model.head.pool': 'flatten' }, { 'model.name': 'my_net' }] },
});
