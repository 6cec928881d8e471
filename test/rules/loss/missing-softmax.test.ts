import rule from '../../../rules/loss/missing-softmax.ts';
import { ruleTest } from '../../support/rule-test.ts';

const loss = (domain: string, activation?: string, kind = 'cross-entropy') => ({
  'loss.kind': kind,
  'loss.domain': domain,
  ...(activation === undefined ? {} : { 'model.head.activation': activation }),
});

ruleTest(rule, {
  clean: { 'from_logits is set': loss('logits', 'none'), 'softmax is there': loss('probabilities', 'softmax') },
  complains: {
    'Keras without from_logits': {
      setup: loss('probabilities', 'none'),
      severity: 'error',
      message: 'takes probabilities, and the network ends in logits',
    },
    'NLLLoss of logits': { setup: loss('log-probabilities', 'none'), severity: 'error' },
    'NLLLoss of probabilities': { setup: loss('log-probabilities', 'softmax'), severity: 'error' },
  },
  lintUnknown: { 'the output is not known': loss('probabilities') },
  lintNotApplicable: { 'a loss of values': loss('probabilities', 'none', 'mse') },
});
