import rule from '../../../rules/eval/weights-used.ts';
import { ruleTest } from '../../support/rule-test.ts';

const weights = (value: string) => ({ 'eval.weights': value });

ruleTest(rule, {
  same: { 'the same weights': [weights('last'), weights('raw')] },
  different: {
    'an average': { pair: [weights('ema'), weights('last')], severity: 'warning', message: 'ema against raw' },
    'best and last': { pair: [weights('best'), weights('last')], severity: 'info' },
  },
  unknown: { 'one side does not say': [weights('best'), {}] },
});
