import rule from '../../../rules/precision/deterministic.ts';
import { ruleTest } from '../../support/rule-test.ts';

const deterministic = (value: boolean) => ({ 'train.deterministic': value });

ruleTest(rule, {
  same: { 'on both sides': [deterministic(true), deterministic(true)] },
  different: {
    'on one side': { pair: [deterministic(true), deterministic(false)], severity: 'note', message: 'on against off' },
  },
  unknown: { 'one side does not say': [deterministic(true), {}] },
});
