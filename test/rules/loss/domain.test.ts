import rule from '../../../rules/loss/domain.ts';
import { ruleTest } from '../../support/rule-test.ts';

const loss = (domain?: string, activation?: string, kind = 'cross-entropy') => ({
  'loss.kind': kind,
  ...(domain === undefined ? {} : { 'loss.domain': domain }),
  ...(activation === undefined ? {} : { 'model.head.activation': activation }),
});

ruleTest(rule, {
  same: { 'logits on both sides': [loss('logits', 'linear'), loss('logits', 'none')] },
  equivalent: {
    'softmax in the network or in the loss': [loss('logits', 'none'), loss('probabilities', 'softmax')],
    'log-softmax in the network': [loss('logits', 'none'), loss('log-probabilities', 'log_softmax')],
  },
  different: {
    'double softmax': {
      pair: [loss('logits', 'none'), loss('logits', 'softmax')],
      severity: 'error',
      message: 'B: probabilities go into a loss that takes logits',
    },
    'another activation': {
      pair: [loss('logits', 'none'), loss('logits', 'tanh')],
      severity: 'error',
      message: 'none against tanh',
    },
    'another activation for a loss of values': {
      pair: [loss('logits', 'none', 'mse'), loss('logits', 'tanh', 'mse')],
      severity: 'error',
    },
    'no softmax': { pair: [loss('probabilities', 'none'), loss('logits', 'none')], severity: 'error' },
  },
  unknown: {
    'one side does not say': [loss('logits', 'none'), loss(undefined, 'none')],
    'the output is not known': [loss('logits', 'none'), loss('probabilities')],
    'another activation, another domain': [loss('logits', 'none'), loss('probabilities', 'tanh')],
    'wrong on both sides': [loss('probabilities', 'none'), loss('log-probabilities', 'none')],
  },
  notApplicable: { 'a loss of values': [loss('logits', 'none', 'mse'), loss('probabilities', 'none', 'mse')] },
});
