import { defineRule, nearly } from '../../src/rule.ts';

const STUCK = 'running statistics that never change, or are those of the last batch';

export default defineRule({
  id: 'arch/norm-momentum',
  title: 'Momentum of running statistics differs',
  why: 'The running mean and variance are what evaluation normalizes with. A small weight of the new value averages over many batches but lags behind in short runs; a large one follows single batches.',
  help: 'Use the same momentum, in one convention: 0.1 in PyTorch is 0.9 in Keras and TensorFlow.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'weight of the new value in running statistics {a} against {b}' },
  compare: {
    reads: ['model.norm.momentum'],
    context: ['model.norm.kind'],
    check({ a, b, same, notApplicable, different }) {
      const [momentumA, momentumB] = [a.value('model.norm.momentum'), b.value('model.norm.momentum')];
      if (momentumA === undefined || momentumB === undefined) return notApplicable('a side without running statistics');
      if (nearly(momentumA, momentumB)) return same();
      const extreme = [momentumA, momentumB].some((momentum) => momentum === 0 || momentum === 1);
      return different('differs', {
        severity: extreme ? 'error' : 'warning',
        a: momentumA,
        b: momentumB,
        ...(extreme ? { because: [STUCK] } : {}),
      });
    },
  },
});
