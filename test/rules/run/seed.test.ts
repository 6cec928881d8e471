import rule from '../../../rules/run/seed.ts';
import { ruleTest } from '../../support/rule-test.ts';

const seed = (value: number) => ({ 'train.seed': value });

ruleTest(rule, {
  same: { 'the same seed': [seed(0), seed(0)] },
  different: { 'another seed': { pair: [seed(0), seed(42)], severity: 'note', message: '0 against 42' } },
  unknown: { 'one side does not say': [seed(0), {}] },
});
