import rule from '../../../rules/metric/test-selection.ts';
import { ruleTest } from '../../support/rule-test.ts';

const evaluated = (weights: string, split: string) => ({ 'eval.weights': weights, 'eval.split': split });

ruleTest(rule, {
  clean: { 'chosen on validation data': evaluated('best', 'val') },
  complains: { 'chosen on test data': { setup: evaluated('best', 'test'), severity: 'info', message: 'test' } },
  lintUnknown: { 'the split is not known': { 'eval.weights': 'best' } },
  lintNotApplicable: { 'the last weights': evaluated('last', 'test') },
});
