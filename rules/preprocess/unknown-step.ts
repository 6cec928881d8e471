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
  compare: {
    reads: ['preprocess.*.operations'],
    check({ a, b, same, unknown }) {
      const names = [a, b].map((side) =>
        operations(side.value('preprocess.*.operations') ?? [])
          .filter(({ known }) => !known)
          .map(({ name }) => name),
      );
      const [only] = [names[0] ?? [], names[1] ?? []].flatMap((own, i) =>
        own.filter((name) => !(names[1 - i] ?? []).includes(name)),
      );
      if (only !== undefined) return unknown(`what the step ${only} does is not known`);
      const [both] = names[0] ?? [];
      return both === undefined ? same() : unknown(`both sides have the step ${both}, which may not be the same`);
    },
  },
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
