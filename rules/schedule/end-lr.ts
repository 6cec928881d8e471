import { compareQuantities, defineRule, divide, type Severity } from '../../src/rule.ts';
import { learningRate, numeric } from '../shared/training.ts';
import { bothValues, lacking } from '../shared/values.ts';

export default defineRule({
  id: 'schedule/end-lr',
  title: 'Learning rate falls to another value',
  why: 'A rate that stays up at the end keeps weights moving: the last gains of annealing, often the largest, are lost.',
  help: 'Let the rate fall to the same value; zero, or a hundredth of the peak and less, make no difference.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'lowest learning rate {a} against {b}' },
  compare: {
    reads: ['schedule.minLr'],
    context: ['schedule.peakLr', 'optimizer.lr', 'schedule.kind'],
    check(context) {
      const { a, b, same, equivalent, unknown, notApplicable, different } = context;
      if ([a, b].some((side) => side.value('schedule.kind') === 'constant')) return notApplicable('a rate is constant');
      const lowest = bothValues(context, 'schedule.minLr');
      if ('verdict' in lowest) return lowest;
      const raw = compareQuantities(lowest.a, lowest.b);
      if (raw.kind === 'same') return same();
      const [peakA, peakB] = [learningRate(a), learningRate(b)];
      const parts = [
        peakA === undefined || peakA === 0 ? undefined : numeric(divide(lowest.a, peakA)),
        peakB === undefined || peakB === 0 ? undefined : numeric(divide(lowest.b, peakB)),
      ] as const;
      const [partA, partB] = parts;
      if (partA === undefined || partB === undefined) {
        if (raw.kind === 'unknown')
          return unknown(`the lowest rate needs ${raw.inputs.join(' and ')}`, lacking(raw.inputs, lowest.a, lowest.b));
        return different('differs', {
          severity: 'info',
          ...lowest,
          wouldRaise: 'the highest rate is not known: a lowest one near it would raise it',
        });
      }
      if (Math.abs(partA - partB) < 1e-6) return equivalent('the same part of the highest rate');
      const apart = Math.abs(partA - partB);
      const severity: Severity = apart >= 0.5 ? 'error' : apart >= 0.02 ? 'warning' : 'info';
      return different('differs', {
        severity,
        ...lowest,
        because: [
          severity === 'info'
            ? 'both are below or near a hundredth of the peak'
            : severity === 'warning'
              ? 'one stays above a fiftieth of the peak'
              : 'one hardly falls',
        ],
      });
    },
  },
});
