import rule from '../../../rules/arch/frozen-layers.ts';
import { ruleTest } from '../../support/rule-test.ts';

const frozen = (value: string, fraction?: number) => ({
  'model.trainable.frozen': value,
  ...(fraction === undefined ? {} : { 'model.trainable.fraction': fraction }),
});

ruleTest(rule, {
  same: {
    'equal layers': [frozen('backbone'), frozen('backbone')],
    'none, written or not': [frozen('none'), { 'framework.name': 'pytorch', 'optimizer.name': 'sgd' }],
  },
  equivalent: { 'other names for the same share': [frozen('features.*', 0.1), frozen('backbone', 0.10000001)] },
  different: {
    'other layers': { pair: [frozen('none'), frozen('backbone')], severity: 'error', message: 'none against backbone' },
    'another share': {
      pair: [{ 'model.trainable.fraction': 1 }, { 'model.trainable.fraction': 0.1 }],
      severity: 'error',
    },
  },
  unknown: { 'one side does not say': [frozen('backbone'), { 'model.name': 'my_net' }] },
});
