import { defineRule } from '../../src/rule.ts';
import { fitOfLoss, hasDomain } from '../shared/loss.ts';

export default defineRule({
  id: 'loss/missing-softmax',
  title: 'A loss of probabilities does not get them',
  why: 'Logarithms of values that are no probabilities are clipped or undefined: the loss says nothing, and gradients vanish or explode.',
  help: 'Tell the loss that it gets logits (`from_logits=True` in Keras, CrossEntropyLoss in place of NLLLoss in PyTorch).',
  effect: null,
  scope: ['train'],
  messages: { missing: 'the loss takes {domain}, and the network ends in {value}' },
  lint: {
    reads: ['model.head.activation', 'loss.domain'],
    context: ['loss.kind'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (!hasDomain(setup)) return notApplicable('the loss is not one of probabilities');
      const [fit, activation] = [fitOfLoss(setup), setup.value('model.head.activation')];
      if (fit === undefined) return unknown('what the network gives is not known', 'model.head.activation');
      if (fit !== 'missing') return clean();
      return complain('missing', {
        severity: 'error',
        at: 'model.head.activation',
        value: activation === 'none' ? 'logits' : activation,
        data: { domain: setup.value('loss.domain') ?? 'probabilities' },
      });
    },
  },
});
