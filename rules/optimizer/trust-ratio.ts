import { defineRule, nearly } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/trust-ratio',
  title: 'Trust coefficient differs',
  why: 'LARS and LAMB scale the step of each layer to this share of the norm of its weights: it multiplies the learning rate.',
  help: 'Use the same coefficient, or scale the learning rate by the inverse.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'trust coefficient {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.trust'],
    context: ['optimizer.name'],
    check(context) {
      const lacking = without(context, 'trust ratio');
      if (lacking !== undefined) return lacking;
      const trust = bothValues(context, 'optimizer.trust');
      if ('verdict' in trust) return trust;
      return nearly(trust.a, trust.b)
        ? context.same()
        : context.different('differs', { severity: 'warning', ...trust });
    },
  },
});
