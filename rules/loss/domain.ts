import { defineRule } from '../../src/rule.ts';
import { type Fit, fitOfLoss, hasDomain } from '../shared/loss.ts';
import { needs } from '../shared/values.ts';

const WORDS: Readonly<Record<Fit, string>> = {
  fits: 'what the network gives is what the loss takes',
  double: 'probabilities go into a loss that takes logits',
  missing: 'a loss of probabilities gets something else',
};

export default defineRule({
  id: 'loss/domain',
  title: 'Loss and output of the network fit on one side only',
  why: 'Softmax in front of a loss that applies it again bounds the loss from below and flattens its gradients; logits in a loss that takes probabilities give no meaningful loss at all.',
  help: 'Let the network give logits and the loss take logits on both sides.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'A: {a}; B: {b}', activation: 'activation of the outputs {a} against {b}' },
  compare: {
    reads: [],
    optional: ['loss.domain', 'model.head.activation'],
    context: ['loss.kind'],
    check(context) {
      const { a, b, same, equivalent, unknown, notApplicable, different } = context;
      const [givesA, givesB] = [a.value('model.head.activation'), b.value('model.head.activation')];
      const otherOutputs =
        givesA === undefined || givesB === undefined || givesA === givesB
          ? undefined
          : different('activation', {
              severity: 'error',
              a: givesA,
              b: givesB,
              at: ['model.head.activation'],
              why: 'The same loss takes outputs of another range.',
              help: 'Let both networks end in the same activation.',
            });
      if (!hasDomain(a) || !hasDomain(b)) {
        return hasDomain(a) === hasDomain(b) &&
          a.value('loss.kind') === b.value('loss.kind') &&
          otherOutputs !== undefined
          ? otherOutputs
          : notApplicable('the loss is not one of probabilities');
      }
      const missing = needs(context, 'loss.domain', 'model.head.activation');
      if (missing !== undefined) return missing;
      const [fitA, fitB] = [fitOfLoss(a), fitOfLoss(b)];
      const alike =
        a.value('loss.domain') === b.value('loss.domain') &&
        a.value('model.head.activation') === b.value('model.head.activation');
      if (alike) return same();
      const sameDomain = a.value('loss.domain') === b.value('loss.domain');
      if ((fitA === undefined || fitB === undefined) && sameDomain && otherOutputs !== undefined) return otherOutputs;
      if (fitA === undefined || fitB === undefined) return unknown('what the network gives is not known');
      if (fitA === fitB) {
        return fitA === 'fits'
          ? equivalent('softmax in the network or in the loss: the same up to clipping at 1e-7')
          : unknown('the loss fits the output of the network on neither side');
      }
      return different('differs', {
        severity: 'error',
        a: WORDS[fitA],
        b: WORDS[fitB],
        because: ['a loss that does not fit trains badly or not at all'],
      });
    },
  },
});
