import { defineRule } from '../../src/rule.ts';
import { isRandom, operations } from '../shared/operations.ts';

export default defineRule({
  id: 'resize/random-at-eval',
  title: 'Random step in evaluation',
  why: 'Every evaluation sees other images, so figures are noisy and lower than the network deserves.',
  help: 'Evaluate with fixed steps only: resize, center crop, normalize.',
  effect: null,
  scope: ['eval', 'serve'],
  images: true,
  messages: {
    step: '{value} draws at random where the network is evaluated',
    crop: 'a {value} crop is drawn where the network is evaluated',
  },
  lint: {
    reads: [],
    optional: ['preprocess.*.operations', 'preprocess.*.crop.policy'],
    context: ['eval.tta', 'eval.crops'],
    check({ setup, subject, clean, unknown, notApplicable, complain }) {
      if (subject.endsWith('preprocess.train')) return notApplicable('training may draw at random');
      if (setup.value('eval.tta') === true || (setup.value('eval.crops') ?? 1) > 1)
        return notApplicable('predictions are averaged over changed copies');
      const steps = setup.value('preprocess.*.operations');
      const random = operations(steps ?? []).find(isRandom);
      if (random !== undefined)
        return complain('step', { severity: 'error', at: 'preprocess.*.operations', value: random.written });
      const crop = setup.value('preprocess.*.crop.policy');
      if (crop === 'random' || crop === 'random-area')
        return complain('crop', { severity: 'error', at: 'preprocess.*.crop.policy', value: crop.replace('-', ' ') });
      return steps === undefined && crop === undefined
        ? unknown('the steps of evaluation are unknown', 'preprocess.*.operations')
        : clean();
    },
  },
});
