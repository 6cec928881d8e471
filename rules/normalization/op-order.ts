import { defineRule, sameValue } from '../../src/rule.ts';
import { width } from '../shared/affine.ts';
import { loadsPretrained, PRETRAINED_PATHS } from '../shared/context.ts';
import { indexOf, operations } from '../shared/operations.ts';

export default defineRule({
  id: 'normalization/op-order',
  title: 'Normalization in the wrong place of the pipeline',
  why: 'A normalization takes its constants from the pixels as they are at that point: in which unit, and in which order of channels.',
  help: 'Swap channels, scale to 0–1, normalize, erase: in this order.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    scale: '{value} comes before the pixels are scaled ({other})',
    channels: '{value} comes before the channels are swapped ({other}), with one constant a channel',
    erasing: '{value} comes after {other}: what is erased is black, not the mean color',
  },
  lint: {
    reads: ['preprocess.*.operations'],
    context: [
      'preprocess.*.normalization.mean',
      'preprocess.*.normalization.std',
      'preprocess.*.normalization.affine',
      ...PRETRAINED_PATHS,
    ],
    check({ setup, clean, notApplicable, complain }) {
      const steps = operations(setup.value('preprocess.*.operations') ?? []);
      const normalize = indexOf(steps, 'normalize');
      if (normalize < 0) return notApplicable('the pipeline does not normalize');
      const at = 'preprocess.*.operations';
      const written = (index: number): string => steps[index]?.written ?? '';
      const value = written(normalize);
      const scale = indexOf(steps, 'to-tensor', 'scale');
      const map = setup.value('preprocess.*.normalization.affine');
      // Constants on 0–255 belong in front of a step that leaves floats alone.
      if (scale > normalize && (map === undefined || width(map) > 20 || width(map) < 0.5))
        return complain('scale', { severity: 'warning', at, value, data: { other: written(scale) } });
      const swap = indexOf(steps, 'swap-channels');
      const perChannel = (constants: number | readonly number[] | undefined): boolean =>
        typeof constants !== 'number' && constants !== undefined && !sameValue(constants[0] ?? 0, constants);
      const uneven =
        perChannel(setup.value('preprocess.*.normalization.mean')) ||
        perChannel(setup.value('preprocess.*.normalization.std'));
      if (swap > normalize && uneven) {
        const pretrained = loadsPretrained(setup) === true;
        return complain('channels', {
          severity: pretrained ? 'error' : 'warning',
          at,
          value,
          data: { other: written(swap) },
          ...(pretrained ? { because: ['pretrained weights are loaded'] } : {}),
        });
      }
      const erase = indexOf(steps, 'random-erasing');
      if (erase >= 0 && erase < normalize && !fillsMean(steps[erase]?.parameters))
        return complain('erasing', { severity: 'info', at, value, data: { other: written(erase) } });
      return clean();
    },
  },
});

/** Filling by the mean color before normalization is filling by zero after it. */
const fillsMean = (parameters: Readonly<Record<string, unknown>> = {}): boolean => {
  const fill = parameters.value ?? parameters.fill;
  return fill !== undefined && fill !== 0 && fill !== 'constant';
};
