import { type Derivation, type Derived, derivation, type Known } from './derivation.ts';

const TAKES_OUTPUTS = new Set(['cross-entropy', 'binary-cross-entropy', 'focal']);

/** What an activation of the outputs gives, in the words of `loss.domain`. */
const GIVES: Readonly<Record<string, string>> = {
  none: 'logits',
  softmax: 'probabilities',
  sigmoid: 'probabilities',
  'log-softmax': 'log-probabilities',
};

function softmaxes(known: Known): Derived | undefined {
  const kind = known.value('loss.kind');
  const domain = known.value('loss.domain');
  const given = GIVES[known.value('model.head.activation') ?? ''];
  if (kind === undefined || domain === undefined || given === undefined || !TAKES_OUTPUTS.has(kind)) return undefined;
  // Probabilities where logarithms are due, or the reverse, are another mistake than one softmax too many.
  if (domain !== 'logits' && given !== 'logits' && domain !== given) return undefined;
  // A logarithm of a softmax is its own logarithm of a softmax.
  const inNetwork = given === 'logits' || (given === 'log-probabilities' && domain === 'logits') ? 0 : 1;
  return {
    value: inNetwork + (domain === 'logits' ? 1 : 0),
    from: ['loss.kind', 'loss.domain', 'model.head.activation'],
    how: 'one in the network, one in a loss that takes logits',
  };
}

export const LOSS: readonly Derivation[] = [derivation('loss.softmaxes', softmaxes)];
