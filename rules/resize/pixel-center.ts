import { defineRule } from '../../src/rule.ts';
import { idle, keepsSize, RESAMPLING_CONTEXT } from '../shared/resampling.ts';

const WORDS = { half: 'half pixels', legacy: 'corners (legacy)', 'align-corners': 'aligned corners' } as const;

export default defineRule({
  id: 'resize/pixel-center',
  title: 'Pixel centers differ',
  why: 'The image is shifted by up to half a source pixel, and by more the further it is shrunk.',
  help: 'Use half-pixel centers on both sides (tfjs: halfPixelCenters true; TensorFlow 2 and PyTorch have them).',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { differs: 'resizing places pixel centers at {a} against {b}' },
  compare: {
    reads: ['preprocess.*.resize.pixelCenter'],
    context: [...RESAMPLING_CONTEXT],
    check({ a, b, same, notApplicable, different }) {
      const reason = idle(a, b);
      if (reason !== undefined) return notApplicable(reason);
      const [centerA, centerB] = [
        a.value('preprocess.*.resize.pixelCenter'),
        b.value('preprocess.*.resize.pixelCenter'),
      ];
      if (centerA === centerB) return same();
      if (keepsSize(a) && keepsSize(b)) return notApplicable('images stay as large as they are');
      const word = (center: typeof centerA): string => (center === undefined ? 'none' : WORDS[center]);
      return different('differs', { severity: 'warning', a: word(centerA), b: word(centerB) });
    },
  },
});
