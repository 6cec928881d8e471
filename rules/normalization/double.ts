import { defineRule } from '../../src/rule.ts';
import { describe, range, span, width } from '../shared/affine.ts';
import { pipelineMap } from '../shared/normalization.ts';

/** What two normalizations, one after the other, amount to and no single one does. */
const NARROWEST = 0.95;
const WIDEST = 12;
const LOWEST_CENTER = -0.7;

export default defineRule({
  id: 'normalization/double',
  title: 'Input normalized twice',
  why: 'The network sees nearly the same number for every pixel, or numbers far outside of what it was built for.',
  help: 'Keep one of the two: feed raw pixels to a network that scales its input itself, or switch that off.',
  effect: {
    text: 'EfficientNet fed with x/255 although it rescales by itself: learning near chance',
    source: 'keras-team/keras-io#1549',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    pipeline: 'the pipeline maps 0–255 to {value}: scaled twice',
    model: 'pipeline and network both normalize: 0–255 becomes {value}',
  },
  lint: {
    reads: ['preprocess.*.normalization.kind'],
    optional: [
      'preprocess.*.normalization.scale',
      'preprocess.*.normalization.mean',
      'preprocess.*.normalization.std',
      'preprocess.*.normalization.inModel',
    ],
    check({ setup, clean, unknown, complain }) {
      const pipeline = pipelineMap(setup);
      if (pipeline === undefined)
        return unknown('the constants of the pipeline are unknown', 'preprocess.*.normalization.mean');
      if (width(pipeline) < 0.05) {
        const at = 'preprocess.*.normalization.scale';
        return complain('pipeline', { severity: 'error', at, value: describe(pipeline) });
      }
      const inside = setup.value('preprocess.*.normalization.inModel');
      if (inside === undefined) {
        return setup.known('preprocess.*.normalization.inModel')
          ? clean()
          : unknown('what the network does to its input is unknown', 'preprocess.*.normalization.inModel');
      }
      const scales = list(inside.scale);
      const offsets = list(inside.offset);
      const untouched = (scale: readonly number[], shift: readonly number[]): boolean =>
        scale.every((value) => value === 1) && shift.every((value) => value === 0);
      if (untouched(scales, offsets) || untouched(pipeline.slope, pipeline.offset)) return clean();
      const at = (values: readonly number[], i: number): number => (values.length === 1 ? values[0] : values[i]) ?? 0;
      const indices = [...(pipeline.slope.length >= scales.length ? pipeline.slope : scales).keys()];
      const whole = {
        slope: indices.map((i) => at(pipeline.slope, i) * at(scales, i)),
        offset: indices.map((i) => at(pipeline.offset, i) * at(scales, i) + at(offsets, i)),
      };
      const [low, high] = range(whole);
      // A network that takes one convention and turns it into another is meant to do so.
      const usual = span(whole) >= NARROWEST && width(whole) <= WIDEST && (low + high) / 2 >= LOWEST_CENTER;
      if (usual) return clean();
      return complain('model', {
        severity: 'error',
        at: 'preprocess.*.normalization.inModel',
        value: describe(whole),
      });
    },
  },
});

const list = (values: number | readonly number[]): readonly number[] =>
  typeof values === 'number' ? [values] : values;
