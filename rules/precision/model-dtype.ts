import { defineRule } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'precision/model-dtype',
  title: 'Exported networks compute in other numbers',
  why: 'Half precision rounds every activation to three decimal digits, and integers to 256 steps: the outputs of the exported network are no longer those of the trained one.',
  help: 'Compare the exported networks in float32, and measure what the smaller numbers cost apart.',
  effect: null,
  scope: ['model'],
  messages: {
    quantization: 'quantization {a} against {b}',
    dtype: 'layers compute in {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.quantization', 'model.dtype'],
    check: (context) =>
      compareParts(context, [
        part('model.quantization', 'quantization', 'warning'),
        part('model.dtype', 'dtype', 'note'),
      ]),
  },
});
