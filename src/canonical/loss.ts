import { type Derivation, type Derived, derivation, type Known } from './derivation.ts';

const NORMALIZING = new Set(['softmax', 'log-softmax', 'sigmoid', 'log-sigmoid']);
const TAKES_OUTPUTS = new Set(['cross-entropy', 'binary-cross-entropy', 'focal']);

function softmaxes(known: Known): Derived | undefined {
  const [kind, domain, last] = [
    known.value('loss.kind'),
    known.value('loss.domain'),
    known.value('model.head.activation'),
  ];
  if (kind === undefined || domain === undefined || last === undefined || !TAKES_OUTPUTS.has(kind)) return undefined;
  return {
    value: (NORMALIZING.has(last) ? 1 : 0) + (domain === 'logits' ? 1 : 0),
    from: ['loss.kind', 'loss.domain', 'model.head.activation'],
    how: 'one in the network, one in a loss that takes logits',
  };
}

export const LOSS: readonly Derivation[] = [derivation('loss.softmaxes', softmaxes)];
