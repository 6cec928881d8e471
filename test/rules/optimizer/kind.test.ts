import rule from '../../../rules/optimizer/kind.ts';
import { ruleTest } from '../../support/rule-test.ts';

const named = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({ 'optimizer.name': name, ...more });

ruleTest(rule, {
  same: { 'other spellings': [named('SGD'), named('sgd')] },
  equivalent: {
    'the two forms of RMSprop': [named('rmsprop'), named('rmsproptf')],
    'AdamW without decay is Adam': [
      named('adam', { 'optimizer.weightDecay': 0 }),
      named('adamw', { 'optimizer.weightDecay': 0 }),
    ],
  },
  different: {
    'another family': { pair: [named('sgd'), named('adamw')], severity: 'error', message: 'sgd against adamw' },
    'the same family': { pair: [named('adam'), named('adamw')], severity: 'warning' },
  },
  unknown: { 'one side does not say': [named('sgd'), {}] },
});
