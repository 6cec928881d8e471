import { defineRule, nearly } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/flip',
  title: 'Random flip differs',
  why: 'Mirrored images double what the network sees of natural scenes; flipped upside down they are images that it never meets.',
  help: 'Use the same flips with the same probability; RandomFlip() of Keras flips vertically too unless told "horizontal".',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    horizontal: 'horizontal flip with probability {a} against {b}',
    vertical: 'vertical flip with probability {a} against {b}',
  },
  compare: {
    reads: ['augment.horizontalFlip.probability', 'augment.verticalFlip.probability'],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, notApplicable, different }) {
      if (!isOn.flip(a) && !isOn.flip(b)) return notApplicable('no flips');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      for (const axis of ['horizontal', 'vertical'] as const) {
        const path = `augment.${axis}Flip.probability` as const;
        const [oftenA, oftenB] = [a.value(path) ?? 0, b.value(path) ?? 0];
        if (!nearly(oftenA, oftenB)) return different(axis, { severity: 'warning', a: oftenA, b: oftenB, at: [path] });
      }
      return same();
    },
  },
});
