import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'run/framework',
  title: 'Another framework',
  why: 'Frameworks differ in the defaults of what nobody wrote; each default that matters is compared by itself.',
  help: 'Nothing to do beyond the other findings.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: { differs: 'framework {a} against {b}' },
  root: false,
  compare: {
    reads: ['framework.name'],
    check(context) {
      const framework = bothValues(context, 'framework.name');
      if ('verdict' in framework) return framework;
      if (framework.a === framework.b) return context.same();
      return context.different('differs', { severity: 'note', ...framework });
    },
  },
});
