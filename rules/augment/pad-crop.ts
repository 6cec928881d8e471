import { defineRule } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/pad-crop',
  title: 'Padded random crop differs',
  why: 'Shifting small images by a few pixels is the main augmentation of CIFAR recipes; what the border holds is part of it.',
  help: 'Use the same padding and fill; 4 pixels of zeros is usual on 32×32 images.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    padding: 'random crops after padding by {a} against {b} pixels',
    mode: 'padding holds {a} against {b}',
  },
  compare: {
    reads: ['augment.padCrop.padding'],
    optional: ['augment.padCrop.mode'],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      if (!isOn.padCrop(a) && !isOn.padCrop(b)) return notApplicable('no padded crop');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const [paddingA, paddingB] = [a.value('augment.padCrop.padding') ?? 0, b.value('augment.padCrop.padding') ?? 0];
      if (paddingA !== paddingB)
        return different('padding', { severity: 'warning', a: paddingA, b: paddingB, at: ['augment.padCrop.padding'] });
      const [modeA, modeB] = [a.value('augment.padCrop.mode'), b.value('augment.padCrop.mode')];
      if (modeA === undefined || modeB === undefined)
        return unknown('what the padding holds is unknown', 'augment.padCrop.mode');
      if (modeA === modeB) return same();
      return different('mode', { severity: 'warning', a: modeA, b: modeB, at: ['augment.padCrop.mode'] });
    },
  },
});
