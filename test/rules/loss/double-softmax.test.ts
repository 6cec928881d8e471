import rule from '../../../rules/loss/double-softmax.ts';
import { ruleTest } from '../../support/rule-test.ts';

const loss = (domain: string, activation?: string, kind = 'cross-entropy') => ({
  'loss.kind': kind,
  'loss.domain': domain,
  'data.classes': 1000,
  ...(activation === undefined ? {} : { 'model.head.activation': activation }),
});

ruleTest(rule, {
  clean: {
    logits: loss('logits', 'none'),
    'probabilities where they are taken': loss('probabilities', 'softmax'),
    'log-softmax twice': loss('logits', 'log-softmax'),
  },
  complains: {
    softmax: { setup: loss('logits', 'softmax'), severity: 'error', message: 'ends in softmax' },
    sigmoid: { setup: loss('logits', 'sigmoid', 'bce'), severity: 'error' },
  },
  lintUnknown: { 'the output is not known': loss('logits'), 'another activation': loss('logits', 'tanh') },
  lintNotApplicable: { 'a loss of values': loss('logits', 'softmax', 'mse') },
});
