import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'spec/yaml-dialect',
  title: 'Value that YAML 1.1 and 1.2 read differently',
  why: 'The same file means one thing to resaudit and to editors (YAML 1.2), and another to PyYAML (YAML 1.1).',
  help: 'Write the value so that both read it alike: true and false, numbers without underscores, text in quotes.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: {},
  source: { code: 'spec/yaml-dialect', severity: 'warning' },
});
