import { defineRule } from '../../src/rule.ts';
import { operations } from '../shared/operations.ts';

export default defineRule({
  id: 'preprocess/unknown-step',
  title: 'A step of the pipeline is not understood',
  why: 'Nothing can be said of what the step does to the input; the rest of the pipeline is compared without it.',
  help: 'Look at the step by hand.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { step: 'not understood: {value}' },
  lint: {
    reads: ['preprocess.*.operations'],
    check({ setup, clean, complain }) {
      const steps = operations(setup.value('preprocess.*.operations') ?? []).filter(({ known }) => !known);
      if (steps.length === 0) return clean();
      const value = steps.map(({ written }) => written).join(', ');
      return complain('step', { severity: 'info', at: 'preprocess.*.operations', value });
    },
  },
});
