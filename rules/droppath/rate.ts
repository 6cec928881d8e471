import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'droppath/rate',
  title: 'Stochastic depth differs',
  why: 'Stochastic depth drops whole residual branches in training. Where the probability rises with depth the mean is half of the largest one, where it is constant all blocks get it.',
  help: 'Use the same largest probability of dropping and the same rule; survival p is 1 − p.',
  effect: null,
  scope: ['train'],
  messages: {
    rate: 'stochastic depth {a} against {b}',
    rule: 'probability of stochastic depth {a} against {b} over depth',
  },
  compare: {
    reads: ['regularization.stochasticDepth'],
    optional: ['regularization.stochasticDepthRule'],
    check(context) {
      const { same, different } = context;
      const rate = bothValues(context, 'regularization.stochasticDepth');
      if ('verdict' in rate) return rate;
      if (!nearly(rate.a, rate.b)) {
        const severity: Severity = Math.abs(rate.a - rate.b) >= 0.05 ? 'warning' : 'info';
        return different('rate', {
          severity,
          ...rate,
          at: ['regularization.stochasticDepth'],
          because: [severity === 'warning' ? 'they are 0.05 or more apart' : 'they are less than 0.05 apart'],
        });
      }
      if (rate.a === 0) return same();
      const rule = bothValues(context, 'regularization.stochasticDepthRule');
      if ('verdict' in rule) return rule;
      if (rule.a === rule.b) return same();
      return different('rule', { severity: 'warning', ...rule, at: ['regularization.stochasticDepthRule'] });
    },
  },
});
