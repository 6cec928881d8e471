import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/betas',
  title: 'Betas differ',
  why: 'β1 sets how long gradients are remembered, β2 over how many steps 1/(1 − β2) their size is measured.',
  help: 'Use the same betas. β2 = 0.999 is the default of nearly all libraries; 0.95 and 0.98 belong to transformers with large batches.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'betas {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.betas'],
    context: ['optimizer.name'],
    check(context) {
      const lacking = without(context, 'betas');
      if (lacking !== undefined) return lacking;
      const betas = bothValues(context, 'optimizer.betas');
      if ('verdict' in betas) return betas;
      const length = Math.max(betas.a.length, betas.b.length);
      const memory = (beta: number | undefined): number => 1 / (1 - (beta ?? 0));
      const factors = Array.from({ length }, (_, i) => memory(betas.b[i]) / memory(betas.a[i]));
      if (Array.from({ length }).every((_, i) => nearly(betas.a[i] ?? 0, betas.b[i] ?? 0))) return context.same();
      const strong = factors.some((factor) => factor > 1.25 || factor < 0.8);
      const severity: Severity = strong ? 'warning' : 'info';
      return context.different('differs', {
        severity,
        ...betas,
        because: [strong ? 'the memory of an average changes by more than a quarter' : 'the memory hardly changes'],
      });
    },
  },
});
