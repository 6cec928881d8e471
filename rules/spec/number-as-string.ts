import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'spec/number-as-string',
  title: 'Number that PyYAML reads as text',
  why: 'PyYAML follows YAML 1.1, where a number with an exponent needs a dot and a sign: 1e-4 reaches a Python program as text.',
  help: 'Write the number with a dot and a signed exponent, as in 1.0e-4.',
  effect: null,
  scope: ['model', 'train', 'eval', 'serve'],
  messages: {},
  source: { code: 'spec/number-as-string', severity: 'info' },
});
