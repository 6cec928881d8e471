import { defineRule, sameValue } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

/** 3/4 and 4/3 are written with two to four digits. */
const ROUNDING = 0.01;

export default defineRule({
  id: 'augment/random-resized-crop',
  title: 'Random resized crop differs',
  why: 'It sets how large and how distorted objects appear in training, which regularizes and decides at which scale the network is best.',
  help: 'Use the same scale and ratio; (0.08, 1) and (3/4, 4/3) are those of the ImageNet recipes.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    presence: 'random resized crop {a} against {b}',
    probability: 'random resized crop with probability {a} against {b}',
    scale: 'random resized crops of {a} against {b} of the area',
    ratio: 'random resized crops of aspect ratio {a} against {b}',
    law: 'aspect ratio of random resized crops drawn {a} against {b}',
  },
  compare: {
    reads: ['augment.randomResizedCrop.probability'],
    optional: [
      'augment.randomResizedCrop.scale',
      'augment.randomResizedCrop.ratio',
      'augment.randomResizedCrop.ratioLaw',
    ],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      const [onA, onB] = [isOn.randomResizedCrop(a), isOn.randomResizedCrop(b)];
      if (!onA && !onB) return notApplicable('no random resized crop');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const path = 'augment.randomResizedCrop.probability';
      if (onA !== onB)
        return different('presence', { severity: 'warning', a: onA ?? false, b: onB ?? false, at: [path] });
      const [often, oftenB] = [a.value(path), b.value(path)];
      if (!sameValue(often, oftenB))
        return different('probability', { severity: 'warning', a: often, b: oftenB, at: [path] });
      for (const name of ['scale', 'ratio'] as const) {
        const part = `augment.randomResizedCrop.${name}` as const;
        const [valueA, valueB] = [a.value(part), b.value(part)];
        if (valueA === undefined || valueB === undefined) continue;
        if (!sameValue(valueA, valueB, ROUNDING))
          return different(name, { severity: 'warning', a: valueA, b: valueB, at: [part] });
      }
      const law = 'augment.randomResizedCrop.ratioLaw';
      const [lawA, lawB] = [a.value(law), b.value(law)];
      if (lawA !== undefined && lawB !== undefined && lawA !== lawB) {
        return different('law', {
          severity: 'info',
          a: lawA,
          b: lawB,
          at: [law],
          because: ['the range is the same, only how often each ratio is drawn differs'],
        });
      }
      const hidden = (['scale', 'ratio'] as const).find(
        (name) => !a.known(`augment.randomResizedCrop.${name}`) || !b.known(`augment.randomResizedCrop.${name}`),
      );
      return hidden === undefined
        ? same()
        : unknown(`the ${hidden} of a random resized crop is unknown`, `augment.randomResizedCrop.${hidden}`);
    },
  },
});
