import rule from '../../../rules/loader/shuffle-eval.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: { 'in order on both sides': [{ 'data.shuffleEval': false }, { 'data.shuffleEval': false }] },
  different: {
    'on one side': {
      pair: [{ 'data.shuffleEval': false }, { 'data.shuffleEval': true }],
      severity: 'note',
      message: 'off against on',
    },
  },
  unknown: { 'one side does not say': [{ 'data.shuffleEval': false }, { 'data.shuffle': true }] },
  clean: { 'in order': { 'data.shuffleEval': false } },
  complains: { shuffled: { setup: { 'data.shuffleEval': true }, severity: 'info' } },
  lintUnknown: { 'nobody says': { 'data.shuffle': true } },
});
