import { compareInits, defineRule } from '../../src/rule.ts';
import { drawn, INIT_CONTEXT, isOverwritten, schemeWords } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/bias',
  title: 'Biases start from other values',
  why: 'PyTorch draws biases, Keras and TensorFlow.js start them at zero. It matters for gates (the forget gate of an LSTM) and for classifiers of rare classes (the prior of a focal loss), hardly elsewhere.',
  help: 'Start biases at the same values; in front of normalization they do nothing.',
  effect: null,
  scope: ['model', 'train'],
  messages: { differs: 'biases start from {a} against {b}' },
  compare: {
    reads: ['init.bias'],
    context: INIT_CONTEXT,
    check({ a, b, same, equivalent, unknown, notApplicable, different }) {
      if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
      const [x, y] = [drawn(a, 'init.bias', 'bias'), drawn(b, 'init.bias', 'bias')];
      if (x === undefined || y === undefined) return unknown('what biases start from is unknown', 'init.bias');
      const words = { a: schemeWords(a, 'init.bias'), b: schemeWords(b, 'init.bias') };
      if (compareInits(x, y).kind === 'same') {
        return words.a === words.b ? same() : equivalent(`${words.a} and ${words.b} are the same`);
      }
      return different('differs', { severity: 'info', ...words });
    },
  },
});
