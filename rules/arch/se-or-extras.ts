import { defineRule } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/se-or-extras',
  title: 'Extras of the blocks differ',
  why: 'Squeeze-and-excitation weighs channels by their content, layer scale starts branches near zero, and blurred down-sampling keeps what a stride would alias.',
  help: 'Build the blocks with the extras of the reference, and no others.',
  effect: null,
  scope: ['model'],
  messages: {
    squeezeExcitation: 'squeeze-and-excitation with ratio {a} against {b}',
    layerScale: 'layer scale starts at {a} against {b}',
    antialiasing: 'blurred down-sampling {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.block.squeezeExcitation', 'model.block.layerScale', 'model.block.antialiasing'],
    check: (context) =>
      compareParts(context, [
        part('model.block.squeezeExcitation', 'squeezeExcitation', (x, y) => ({
          severity: 'warning',
          a: orNone(x),
          b: orNone(y),
        })),
        part('model.block.layerScale', 'layerScale', (x, y) => ({ severity: 'warning', a: orNone(x), b: orNone(y) })),
        part('model.block.antialiasing', 'antialiasing', 'warning'),
      ]),
  },
});

const orNone = (value: number | undefined): number | string => (value === undefined || value === 0 ? 'none' : value);
