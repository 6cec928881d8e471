import { defineRule } from '../../src/rule.ts';
import { antialiased, enlarges, idle, RESAMPLING_CONTEXT } from '../shared/resampling.ts';

export default defineRule({
  id: 'resize/antialias',
  title: 'Antialiasing differs',
  why: 'Without antialiasing a resize that shrinks drops pixels, so fine texture turns into noise that the network was not trained on.',
  help: 'Switch antialiasing on on both sides, or resize by the same library (PIL always antialiases).',
  effect: {
    text: 'antialiasing off: 0.8 points (ResNet-18) to 1.5 points',
    source: 'NVIDIA/DALI#1111, shift-happens-benchmark/icml-2022#62',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { differs: 'resizing antialiases: {a} against {b}' },
  compare: {
    reads: ['preprocess.*.resize.antialias'],
    context: [...RESAMPLING_CONTEXT, 'preprocess.*.resize.interpolation'],
    check({ a, b, same, equivalent, notApplicable, different }) {
      const reason = idle(a, b);
      if (reason !== undefined) return notApplicable(reason);
      const [statedA, statedB] = [a.value('preprocess.*.resize.antialias'), b.value('preprocess.*.resize.antialias')];
      const filters = [a, b].map((side) => side.value('preprocess.*.resize.interpolation'));
      if (filters.includes('nearest')) return notApplicable('nearest does not filter: see resize/interpolation');
      const [widensA, widensB] = [antialiased(a), antialiased(b)];
      if (widensA === widensB)
        return statedA === statedB ? same() : equivalent('area averages what a target pixel covers: antialiased');
      if (enlarges(a) && enlarges(b)) return notApplicable('images are enlarged, which needs no antialiasing');
      return different('differs', { severity: 'warning', a: widensA, b: widensB });
    },
  },
});
