import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'precision/deterministic',
  title: 'Deterministic kernels on one side only',
  why: 'Kernels that may differ in the order of sums give the same results up to rounding; only runs of one setup are repeatable or not.',
  help: 'Nothing to do for accuracy.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'deterministic kernels {a} against {b}' },
  compare: {
    reads: ['train.deterministic'],
    check(context) {
      const only = bothValues(context, 'train.deterministic');
      if ('verdict' in only) return only;
      return only.a === only.b ? context.same() : context.different('differs', { severity: 'note', ...only });
    },
  },
});
