import type { Side } from '../../src/rule.ts';

export type Fit = 'fits' | 'double' | 'missing';

/**
 * Whether what the network gives is what the loss takes: `double` where probabilities meet a loss for logits,
 * `missing` where logits meet a loss for probabilities; undefined where it is not known.
 */
export function fitOfLoss(side: Side): Fit | undefined {
  const [domain, activation] = [side.value('loss.domain'), side.value('model.head.activation')];
  if (domain === undefined || activation === undefined) return undefined;
  const gives = activation === 'softmax' || activation === 'sigmoid' ? 'probabilities' : activation;
  if (domain === 'logits') {
    // Softmax of log-probabilities gives the probabilities back.
    if (gives === 'none' || gives === 'log-softmax') return 'fits';
    return gives === 'probabilities' ? 'double' : undefined;
  }
  if (domain === 'log-probabilities')
    return gives === 'log-softmax' ? 'fits' : gives === 'none' || gives === 'probabilities' ? 'missing' : undefined;
  return gives === 'probabilities' ? 'fits' : gives === 'none' || gives === 'log-softmax' ? 'missing' : undefined;
}

const TAKES_PROBABILITIES: readonly string[] = ['cross-entropy', 'binary-cross-entropy', 'focal', 'kl-divergence'];

/** Whether the loss is one of probabilities, so that its domain means something; true where the kind is unknown. */
export const hasDomain = (side: Side): boolean => {
  const kind = side.value('loss.kind');
  return kind === undefined || TAKES_PROBABILITIES.includes(kind);
};
