import { defineRule } from '../../src/rule.ts';
import { isOn } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/mixup-label-consistency',
  title: 'Labels are not mixed as the images are',
  why: 'The network is told that a mixture of two images is one of them, or another one altogether.',
  help: 'Use one permutation and one coefficient for images and labels, and a loss that takes mixed labels (or the sum of two losses).',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    separate: 'images and labels are mixed by separate draws',
    hard: 'images are mixed and labels stay hard',
  },
  lint: {
    reads: ['augment.mixup.alpha', 'augment.cutmix.alpha'],
    optional: ['augment.mixup.labels'],
    context: ['augment.mixup.probability'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (!isOn.mixup(setup) && !isOn.cutmix(setup)) return notApplicable('neither mixup nor CutMix');
      const labels = setup.value('augment.mixup.labels');
      if (labels === undefined) return unknown('whether labels are mixed is unknown', 'augment.mixup.labels');
      return labels === 'mixed' ? clean() : complain(labels, { severity: 'error', at: 'augment.mixup.labels' });
    },
  },
});
