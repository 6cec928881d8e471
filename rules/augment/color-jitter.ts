import { defineRule, nearly, type Side } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

const PARTS = ['brightness', 'contrast', 'saturation', 'hue'] as const;
/** Strengths further apart than this are another augmentation. */
const FAR = 0.2;

export default defineRule({
  id: 'augment/color-jitter',
  title: 'Color augmentation differs',
  why: 'It sets how far colors change in training, and so how much the network relies on them.',
  help: 'Use the same strengths; ColorJitter(0.4, 0.4, 0.4) is color-jitter 0.4 of timm, which drops it where AutoAugment is on.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    strength: 'color jitter ({parts}) {a} against {b}',
    probability: 'color jitter with probability {a} against {b}',
    lighting: 'PCA color noise {a} against {b}',
  },
  compare: {
    reads: [],
    optional: [
      ...PARTS.map((part) => `augment.colorJitter.${part}` as const),
      'augment.colorJitter.probability',
      'augment.lighting.std',
    ],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const [strengthA, strengthB] = [strengths(a), strengths(b)];
      const apart = PARTS.filter((_, i) => differ(strengthA[i], strengthB[i]));
      if (apart.length > 0) {
        const [shownA, shownB] = [strengthA, strengthB].map((all) => PARTS.map((_, i) => all[i] ?? 'unknown'));
        const far = PARTS.some((_, i) => Math.abs((strengthA[i] ?? 0) - (strengthB[i] ?? 0)) >= FAR);
        return different('strength', {
          severity: far ? 'warning' : 'info',
          a: shownA,
          b: shownB,
          data: { parts: PARTS.join(', ') },
          at: [...apart.map((part) => `augment.colorJitter.${part}` as const), 'augment.colorJitter.probability'],
        });
      }
      const lighting = 'augment.lighting.std';
      const [noiseA, noiseB] = [a.value(lighting), b.value(lighting)];
      if (differ(noiseA, noiseB))
        return different('lighting', { severity: 'info', a: noiseA, b: noiseB, at: [lighting] });
      const often = 'augment.colorJitter.probability';
      const on = isOn.colorJitter(a) === true && isOn.colorJitter(b) === true;
      if (on && differ(a.value(often), b.value(often)))
        return different('probability', { severity: 'info', a: a.value(often), b: b.value(often), at: [often] });
      const hidden = PARTS.find((_, i) => strengthA[i] === undefined || strengthB[i] === undefined);
      if (hidden !== undefined)
        return unknown(`the ${hidden} of color jitter is unknown`, `augment.colorJitter.${hidden}`);
      const idle = [...strengthA, ...strengthB, noiseA ?? 0, noiseB ?? 0].every((value) => value === 0);
      return idle ? notApplicable('no color augmentation') : same();
    },
  },
});

/** Strength of each part; all 0 where it is never applied. */
const strengths = (side: Side): readonly (number | undefined)[] =>
  PARTS.map((part) =>
    side.value('augment.colorJitter.probability') === 0 ? 0 : side.value(`augment.colorJitter.${part}`),
  );

const differ = (x: number | undefined, y: number | undefined): boolean =>
  x !== undefined && y !== undefined && !nearly(x, y);
