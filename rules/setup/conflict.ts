import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'setup/conflict',
  title: 'Sources of one setup disagree',
  why: 'Two files that describe one run say different things, so one of them is not about this run; what follows from either may be wrong.',
  help: 'Make the sources agree, or say which holds with --set.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: {},
  source: { code: 'setup/conflict', severity: 'warning' },
});
