import rule from '../../../rules/loader/shuffle-eval.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  clean: { 'in order': { 'data.shuffleEval': false } },
  complains: { shuffled: { setup: { 'data.shuffleEval': true }, severity: 'info' } },
  lintUnknown: { 'nobody says': { 'data.shuffle': true } },
});
