import { defineRule } from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS } from '../shared/context.ts';
import { DATASETS, dataset } from '../shared/datasets.ts';
import { pipelineConstants } from '../shared/normalization.ts';

/** Published figures of one dataset differ by less. */
const TOLERANCE = 0.005;
/** The mean over images of each image's own standard deviation, taken for that of CIFAR-10's pixels. */
const PER_IMAGE_STD = [0.2023, 0.1994, 0.201];

export default defineRule({
  id: 'normalization/known-constant',
  title: 'Normalization constants of another dataset',
  why: 'The input is not quite centered and scaled. Batch norm takes most of it out again, so the effect is small where both sides do the same.',
  help: 'Use the constants of the dataset, or those that the reference uses.',
  effect: null,
  scope: ['train', 'eval'],
  images: true,
  messages: {
    other: '{dataset} normalized by the constants of {other}: mean {value}',
    perImage: 'std {value} is the mean of each image’s own, not that of the pixels of CIFAR-10 ({std})',
  },
  lint: {
    reads: ['data.dataset', 'preprocess.*.normalization.mean', 'preprocess.*.normalization.std'],
    optional: ['preprocess.*.normalization.scale'],
    context: [...PRETRAINED_PATHS],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const constants = pipelineConstants(setup);
      const own = dataset(setup);
      if (constants === undefined)
        return unknown('the constants are not all known', 'preprocess.*.normalization.scale');
      if (own?.mean === undefined || own.std === undefined) return notApplicable('a dataset of unknown statistics');
      // Constants on 0–255 say the same on 0–1.
      const unit = constants.scale * 255;
      const mean = list(constants.mean).map((value) => value / unit);
      const std = list(constants.std).map((value) => value / unit);
      if (close(mean, own.mean) && close(std, own.std)) return clean();
      if (own.names.includes('cifar-10') && close(std, PER_IMAGE_STD)) {
        const details = { severity: 'info', value: std.map(short), data: { std: `[${own.std.join(', ')}]` } } as const;
        return complain('perImage', { ...details, at: 'preprocess.*.normalization.std' });
      }
      const other = DATASETS.find((known) => known !== own && close(mean, known.mean) && close(std, known.std));
      if (other === undefined) return clean();
      if (other.names.includes('imagenet-1k')) {
        // Weights trained on ImageNet want the constants of ImageNet.
        const pretrained = loadsPretrained(setup);
        if (pretrained === true) return clean();
        if (pretrained === undefined) return unknown('whether weights are pretrained is unknown', 'model.pretrained');
      }
      return complain('other', {
        severity: 'info',
        at: 'preprocess.*.normalization.mean',
        data: { dataset: own.names[0] ?? '', other: other.names[0] ?? '' },
        help: `Use mean [${own.mean.join(', ')}] and std [${own.std.join(', ')}], or those that the reference uses.`,
      });
    },
  },
});

const list = (values: number | readonly number[]): readonly number[] =>
  typeof values === 'number' ? [values] : values;
const short = (value: number): number => Number(value.toFixed(4));
const close = (a: readonly number[], b: readonly number[] | undefined): boolean =>
  b !== undefined &&
  a.length === b.length &&
  a.every((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) <= TOLERANCE);
