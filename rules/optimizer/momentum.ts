import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues, needs } from '../shared/values.ts';
import { short } from '../shared/words.ts';

export default defineRule({
  id: 'optimizer/momentum',
  title: 'Momentum differs',
  why: 'Momentum scales the effective step by 1/(1 − momentum) and sets how long gradients are remembered.',
  help: 'Use the same momentum, Nesterov setting and dampening on both sides.',
  effect: null,
  scope: ['train'],
  messages: {
    value: 'momentum {a} against {b}',
    nesterov: 'Nesterov momentum {a} against {b}',
    dampening: 'dampening {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['optimizer.momentum', 'optimizer.nesterov', 'optimizer.dampening'],
    context: ['optimizer.name'],
    check(context) {
      const { a, b, same, different } = context;
      const lacking = without(context, 'momentum');
      if (lacking !== undefined) return lacking;
      const momentum = bothValues(context, 'optimizer.momentum');
      if ('verdict' in momentum) return momentum;
      if (!nearly(momentum.a, momentum.b)) {
        const step = (1 - momentum.a) / (1 - momentum.b);
        const severity: Severity = step > 1.1 || step < 1 / 1.1 ? 'warning' : 'info';
        return different('value', {
          severity,
          ...momentum,
          at: ['optimizer.momentum'],
          because: [`the same gradient moves the weights ${short(step)} times as far in B as in A`],
        });
      }
      // Without momentum neither Nesterov nor dampening does anything.
      if (momentum.a === 0) return same();
      const missing = needs(context, 'optimizer.nesterov', 'optimizer.dampening');
      if (missing !== undefined) return missing;
      const nesterov = { a: a.value('optimizer.nesterov') ?? false, b: b.value('optimizer.nesterov') ?? false };
      if (nesterov.a !== nesterov.b) {
        return different('nesterov', { severity: 'warning', ...nesterov, at: ['optimizer.nesterov'] });
      }
      const dampening = { a: a.value('optimizer.dampening') ?? 0, b: b.value('optimizer.dampening') ?? 0 };
      if (!nearly(dampening.a, dampening.b)) {
        return different('dampening', { severity: 'warning', ...dampening, at: ['optimizer.dampening'] });
      }
      return same();
    },
  },
});
