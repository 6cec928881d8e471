import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'arch/data-layout',
  title: 'Layout of the input differs',
  why: 'Channels first or last is the same network where every layer agrees. It is not where one network is meant: normalization then runs over the wrong axis, and a flattened map hands the classifier its numbers in another order.',
  help: 'Check that every layer, and every weight that was carried over, has the layout of the input.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'input layout {a} against {b}' },
  compare: {
    reads: ['input.layout'],
    context: ['framework.name', 'model.head.pool'],
    check(context) {
      const { a, b, same, equivalent, different } = context;
      const values = bothValues(context, 'input.layout');
      if ('verdict' in values) return values;
      if (values.a === values.b) return same();
      const [frameworkA, frameworkB] = [a.value('framework.name'), b.value('framework.name')];
      if (frameworkA !== undefined && frameworkA === frameworkB) {
        return different('differs', { severity: 'warning', ...values, because: [`both are ${frameworkA}`] });
      }
      if (a.value('model.head.pool') === 'flatten' || b.value('model.head.pool') === 'flatten') {
        return different('differs', { severity: 'warning', ...values, because: ['the last feature map is flattened'] });
      }
      return equivalent('the layouts of two frameworks');
    },
  },
});
