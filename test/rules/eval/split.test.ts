import rule from '../../../rules/eval/split.ts';
import { ruleTest } from '../../support/rule-test.ts';

const split = (name: string) => ({ 'eval.split': name });

ruleTest(rule, {
  same: { 'the same split': [split('val'), split('val')] },
  equivalent: { 'another name': [split('val'), split('validation')] },
  different: {
    'validation and test': { pair: [split('val'), split('test')], severity: 'warning', message: 'val against test' },
    'the training data': { pair: [split('val'), split('train')], severity: 'error' },
  },
  unknown: { 'one side does not say': [split('val'), {}] },
});
