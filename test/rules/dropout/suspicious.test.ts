import rule from '../../../rules/dropout/suspicious.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  clean: { 'a usual rate': { 'regularization.dropout': 0.5 }, 'a high one': { 'regularization.dropout': [0.9] } },
  complains: {
    'a probability of keeping': {
      setup: { 'regularization.dropout': [0.1, 0.999] },
      severity: 'error',
      message: '0.999 keeps only 0.001',
    },
  },
  lintUnknown: { 'not stated': {} },
});
