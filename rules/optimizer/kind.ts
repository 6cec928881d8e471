import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'optimizer/kind',
  title: 'Optimizer differs',
  why: 'Different optimizers take different steps from the same gradients, and need other learning rates and weight decay.',
  help: 'Use the same optimizer, or tune its learning rate and weight decay anew.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'optimizer {a} against {b}' },
  compare: {
    reads: ['optimizer.name'],
    check({ a, b, same, different }) {
      const [nameA, nameB] = [a.value('optimizer.name'), b.value('optimizer.name')];
      return nameA === nameB ? same() : different('differs', { severity: 'error', a: nameA, b: nameB });
    },
  },
});
