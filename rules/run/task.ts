import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'run/task',
  title: 'Another task',
  why: 'Setups of different tasks have little in common that could be compared.',
  help: 'Compare setups of the same task, or read the other findings with care.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: { differs: 'task {a} against {b}' },
  compare: {
    reads: ['setup.task'],
    check(context) {
      const task = bothValues(context, 'setup.task');
      if ('verdict' in task) return task;
      return task.a === task.b ? context.same() : context.different('differs', { severity: 'error', ...task });
    },
  },
});
