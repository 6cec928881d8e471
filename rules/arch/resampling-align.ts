import { defineRule } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/resampling-align',
  title: 'Feature maps are enlarged differently',
  why: 'Aligned corners, half-pixel centers and the legacy grid place enlarged maps up to half a pixel of the small one apart: masks and boxes shift.',
  help: 'Enlarge with the same filter and pixel centers (`align_corners`, `halfPixelCenters`).',
  effect: null,
  scope: ['model'],
  messages: {
    interpolation: 'feature maps are enlarged by {a} against {b} interpolation',
    pixelCenter: 'pixel centers of enlarged feature maps {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.resampling.interpolation', 'model.resampling.pixelCenter'],
    check: (context) =>
      compareParts(context, [
        part('model.resampling.interpolation', 'interpolation', 'warning'),
        part('model.resampling.pixelCenter', 'pixelCenter', 'warning'),
      ]),
  },
});
