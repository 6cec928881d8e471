import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'arch/pool',
  title: 'Pooling in front of the classifier differs',
  why: 'Averaging, taking the largest value, flattening and reading a class token hand the classifier other numbers, and flattening many more of them.',
  help: 'Turn the last feature map into a vector as the reference does.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'the last feature map becomes a vector by {a} against {b}' },
  compare: {
    reads: ['model.head.pool'],
    check(context) {
      const values = bothValues(context, 'model.head.pool');
      if ('verdict' in values) return values;
      if (values.a === values.b) return context.same();
      return context.different('differs', { severity: 'warning', ...values });
    },
  },
});
