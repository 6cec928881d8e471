import { defineRule, type Severity, sameValue } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

const highest = (rate: number | readonly number[]): number => (typeof rate === 'number' ? rate : Math.max(0, ...rate));
const spread = (a: number | readonly number[], b: number | readonly number[]): number => {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b);
  const [listA, listB] = [[a].flat(), [b].flat()];
  if (listA.length !== listB.length && listA.length !== 1 && listB.length !== 1)
    return Math.abs(highest(a) - highest(b));
  const length = Math.max(listA.length, listB.length);
  const at = (list: readonly number[], i: number): number => list[list.length === 1 ? 0 : i] ?? 0;
  return Math.max(...Array.from({ length }, (_, i) => Math.abs(at(listA, i) - at(listB, i))));
};

/** From this probability on, it is likely that of keeping. */
const MOSTLY = 0.9;

export default defineRule({
  id: 'dropout/rate',
  title: 'Dropout differs',
  why: 'Dropout trades fit for generalization: too much of it underfits, none overfits where data is scarce.',
  help: 'Use the same probability of dropping; TensorFlow 1 states the probability of keeping.',
  effect: null,
  scope: ['train'],
  messages: {
    rate: 'dropout {a} against {b}',
    layers: 'dropout by layer {a} against {b}',
  },
  compare: {
    reads: ['regularization.dropout'],
    check(context) {
      const rate = bothValues(context, 'regularization.dropout');
      if ('verdict' in rate) return rate;
      if (sameValue(rate.a, rate.b)) return context.same();
      const difference = spread(rate.a, rate.b);
      if (highest(rate.a) === 0 && highest(rate.b) === 0) return context.equivalent('a probability of 0 drops nothing');
      const hardly = highest(rate.a) >= MOSTLY !== highest(rate.b) >= MOSTLY;
      const severity: Severity = hardly ? 'error' : difference >= 0.1 || difference === 0 ? 'warning' : 'info';
      const uneven = Array.isArray(rate.a) && Array.isArray(rate.b);
      return context.different(uneven ? 'layers' : 'rate', {
        severity,
        ...rate,
        because: hardly
          ? ['a probability of 0.9 or more leaves hardly a unit: it may be that of keeping']
          : difference >= 0.1
            ? ['they are 0.1 or more apart']
            : difference === 0
              ? []
              : ['they are less than 0.1 apart'],
      });
    },
  },
});
