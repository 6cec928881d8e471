import { defineRule, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'eval/weights-used',
  title: 'Other weights are evaluated',
  why: 'The best of all epochs beats the last by the noise between epochs, an average beats both where the learning rate is not annealed.',
  help: 'Evaluate the same weights: the last, the best by a held-out set, or the average.',
  effect: null,
  scope: ['eval'],
  messages: { differs: 'evaluated weights: {a} against {b}' },
  compare: {
    reads: ['eval.weights'],
    check(context) {
      const weights = bothValues(context, 'eval.weights');
      if ('verdict' in weights) return weights;
      if (weights.a === weights.b) return context.same();
      const chosen = [weights.a, weights.b].sort().join() === 'best,raw';
      const severity: Severity = chosen ? 'info' : 'warning';
      return context.different('differs', {
        severity,
        ...weights,
        because: [
          chosen ? 'best and last differ by the noise between epochs' : 'one side averages weights in its own way',
        ],
      });
    },
  },
});
