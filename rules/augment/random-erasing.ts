import { defineRule, nearly, ratio, sameValue } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/random-erasing',
  title: 'Random erasing differs',
  why: 'Erased rectangles keep the network from relying on one part of an object.',
  help: 'Use the same probability, area and fill, at the same place of the pipeline.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    probability: 'random erasing with probability {a} against {b}',
    area: 'erased areas of {a} against {b} of the image',
    fill: 'erased areas hold {a} against {b}',
  },
  compare: {
    reads: ['augment.randomErasing.probability'],
    optional: ['augment.randomErasing.area', 'augment.randomErasing.fill'],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      if (!isOn.randomErasing(a) && !isOn.randomErasing(b)) return notApplicable('no random erasing');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const path = 'augment.randomErasing.probability';
      const [oftenA, oftenB] = [a.value(path) ?? 0, b.value(path) ?? 0];
      if (!nearly(oftenA, oftenB)) {
        const severity = ratio(oftenA, oftenB) > 1.5 ? 'warning' : 'info';
        return different('probability', { severity, a: oftenA, b: oftenB, at: [path] });
      }
      const [areaA, areaB] = [a.value('augment.randomErasing.area'), b.value('augment.randomErasing.area')];
      // 1/3 is written as 0.33.
      if (areaA && areaB && !sameValue(areaA, areaB, 0.02))
        return different('area', { severity: 'info', a: areaA, b: areaB, at: ['augment.randomErasing.area'] });
      const [fillA, fillB] = [a.value('augment.randomErasing.fill'), b.value('augment.randomErasing.fill')];
      if (fillA && fillB && fillA !== fillB)
        return different('fill', { severity: 'info', a: fillA, b: fillB, at: ['augment.randomErasing.fill'] });
      const hidden = (['area', 'fill'] as const).find(
        (name) => a.known(`augment.randomErasing.${name}`) !== b.known(`augment.randomErasing.${name}`),
      );
      return hidden === undefined
        ? same()
        : unknown(`the ${hidden} of random erasing is unknown on one side`, `augment.randomErasing.${hidden}`);
    },
  },
});
