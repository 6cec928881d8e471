import { defineRule, nearly } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/rotation',
  title: 'Random rotation differs',
  why: 'It sets how far objects are tilted in training, and blurs images and blackens their corners.',
  help: 'Use the same largest angle; the factor of Keras RandomRotation is a fraction of a full turn.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    degrees: 'rotation by up to {a} against {b} degrees',
    probability: 'rotation with probability {a} against {b}',
  },
  compare: {
    reads: ['augment.rotation.degrees'],
    optional: ['augment.rotation.probability'],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      const [onA, onB] = [isOn.rotation(a), isOn.rotation(b)];
      if (!onA && !onB) return notApplicable('no rotation');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const degrees = [a, b].map((side, i) => ([onA, onB][i] ? (side.value('augment.rotation.degrees') ?? 0) : 0));
      const [degreesA = 0, degreesB = 0] = degrees;
      if (!nearly(degreesA, degreesB)) {
        const at = ['augment.rotation.degrees', 'augment.rotation.probability'] as const;
        return different('degrees', { severity: 'warning', a: degreesA, b: degreesB, at });
      }
      const path = 'augment.rotation.probability';
      const [oftenA, oftenB] = [a.value(path), b.value(path)];
      if (oftenA === undefined && oftenB === undefined) return same();
      if (oftenA === undefined || oftenB === undefined) return unknown('how often one side rotates is unknown', path);
      return nearly(oftenA, oftenB)
        ? same()
        : different('probability', { severity: 'info', a: oftenA, b: oftenB, at: [path] });
    },
  },
});
