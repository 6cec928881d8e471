import rule from '../../../rules/augment/repeated.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (count: number) => ({ 'augment.repeated.count': count });

ruleTest(rule, {
  same: { 'the same': [by(3), by(3)] },
  equivalent: { 'none and once': [by(0), by(1)] },
  different: { 'on one side': { pair: [by(0), by(3)], severity: 'info', message: '1 against 3' } },
  unknown: { 'one side does not say': [by(3), {}] },
});
