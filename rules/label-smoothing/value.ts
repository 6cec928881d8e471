import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'label-smoothing/value',
  title: 'Label smoothing differs',
  why: 'Smoothing lowers the confidence that is trained for; it changes the training loss itself, so that losses of both sides cannot be compared.',
  help: 'Use the same ε in the same form: (1 − ε) · onehot + ε / K.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'label smoothing {a} against {b}' },
  compare: {
    reads: ['regularization.labelSmoothing'],
    check(context) {
      const smoothing = bothValues(context, 'regularization.labelSmoothing');
      if ('verdict' in smoothing) return smoothing;
      // ε/(K−1) on the other classes is ε·K/(K−1) here, which is 0.1001 for 0.1 and a thousand classes.
      if (nearly(smoothing.a, smoothing.b)) return context.same();
      const difference = Math.abs(smoothing.a - smoothing.b);
      if (difference < 2e-3 * Math.max(smoothing.a, smoothing.b)) {
        return context.equivalent('the same but for whether the true class takes a share of the smoothing');
      }
      const severity: Severity = difference >= 0.03 ? 'warning' : 'info';
      return context.different('differs', {
        severity,
        ...smoothing,
        because: [severity === 'warning' ? 'they are 0.03 or more apart' : 'they are less than 0.03 apart'],
      });
    },
  },
});
