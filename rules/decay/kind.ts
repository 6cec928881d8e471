import { defineRule, type Severity } from '../../src/rule.ts';
import { isCoupled, isFreeOfRate, noDecay } from '../shared/decay.ts';
import { isAdaptive } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

const WORDS: Readonly<Record<string, string>> = {
  l2: 'in the gradient',
  penalty: 'in the loss',
  decoupled: 'decoupled',
};

export default defineRule({
  id: 'decay/kind',
  title: 'Weight decay acts in another way',
  why: 'Decay in the gradient is divided by Adam’s second moment like everything else, so that parameters with large gradients hardly decay; decoupled decay shrinks all alike.',
  help: 'Use the same form. AdamW, and `weight_decay` of any Keras optimizer, are decoupled; `weight_decay` of PyTorch’s Adam and SGD, and regularizers, are not.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'weight decay {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.decayKind'],
    context: ['optimizer.name', 'optimizer.weightDecay', 'optimizer.decayRoles', 'optimizer.momentum'],
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      if (noDecay(a) || noDecay(b)) return notApplicable('a side has no weight decay');
      const kind = bothValues(context, 'optimizer.decayKind');
      if ('verdict' in kind) return kind;
      if (isFreeOfRate(kind.a) !== isFreeOfRate(kind.b) || isFreeOfRate(kind.a)) {
        return kind.a === kind.b ? same() : notApplicable('see decay/not-times-lr');
      }
      if (kind.a === kind.b) return same();
      if (isCoupled(kind.a) && isCoupled(kind.b)) {
        return equivalent('a penalty in the loss has the gradient that l2 adds');
      }
      const adaptive = [isAdaptive(a), isAdaptive(b)];
      const plain = adaptive.every((value) => value === false);
      const still = [a, b].every((side) => side.value('optimizer.momentum') === 0);
      if (plain && still) return equivalent('without momentum, decoupled decay is decay in the gradient');
      const severity: Severity = adaptive.includes(true) ? 'warning' : 'info';
      return different('differs', {
        severity,
        a: WORDS[kind.a],
        b: WORDS[kind.b],
        because: adaptive.includes(true)
          ? ['an adaptive optimizer divides what is in the gradient']
          : plain
            ? ['with SGD they differ only in how momentum smooths the decay']
            : [],
        ...(adaptive.includes(true) || plain
          ? {}
          : { wouldRaise: 'the optimizer is not known: an adaptive one would raise it' }),
      });
    },
  },
});
