import { defineRule } from '../../src/rule.ts';
import { idle, keepsSize, RESAMPLING_CONTEXT } from '../shared/resampling.ts';

export default defineRule({
  id: 'resize/interpolation',
  title: 'Interpolation differs',
  why: 'Filters differ in sharpness, and a network is used to the one that it was trained with.',
  help: 'Use the same filter on both sides.',
  effect: {
    text: 'bilinear against bicubic in evaluation: 0.2 points (Keras ResNet-50) to 2 points (with another library)',
    source: 'cgnorthcutt/benchmarking-keras-pytorch#5, NVIDIA/DALI#2966',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { differs: 'images are resized by {a} against {b} interpolation' },
  compare: {
    reads: ['preprocess.*.resize.interpolation'],
    context: [...RESAMPLING_CONTEXT],
    check({ a, b, same, equivalent, notApplicable, different }) {
      const [filterA, filterB] = [
        a.value('preprocess.*.resize.interpolation'),
        b.value('preprocess.*.resize.interpolation'),
      ];
      const reason = idle(a, b);
      if (reason !== undefined) return notApplicable(reason);
      if (filterA === filterB) return same();
      if (filterA === undefined || filterB === undefined) return notApplicable('one side has no filter');
      if (keepsSize(a) && keepsSize(b)) return notApplicable('images stay as large as they are');
      const both = [filterA, filterB];
      if (both.every((filter) => filter === 'area' || filter === 'box'))
        return equivalent('area and box both average the pixels that a target pixel covers');
      const details = { a: filterA, b: filterB };
      if (both.includes('random') && both.some((filter) => filter === 'bilinear' || filter === 'bicubic'))
        return different('differs', {
          ...details,
          severity: 'info',
          because: ['random draws the other one half the time'],
        });
      if (both.includes('nearest'))
        return different('differs', {
          ...details,
          severity: 'error',
          because: ['nearest drops pixels, the other does not'],
        });
      return different('differs', { ...details, severity: 'warning' });
    },
  },
});
