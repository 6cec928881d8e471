import { defineRule } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/block-type',
  title: 'Kind of block differs',
  why: 'Basic, bottleneck, pre-activation and inverted blocks compute different functions, with other widths and parameter counts at the same depth.',
  help: 'Use the block of the reference, with its expansion.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: '{a} blocks against {b} blocks',
    expansion: 'blocks expand {a} times against {b} times',
  },
  compare: {
    reads: [],
    optional: ['model.block.kind', 'model.block.expansion'],
    check: (context) =>
      compareParts(context, [
        part('model.block.kind', 'differs', 'error'),
        part('model.block.expansion', 'expansion', 'error'),
      ]),
  },
});
