import { defineRule } from '../../src/rule.ts';
import { areUnlikeBlocks } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/shortcut',
  title: 'Shortcut differs',
  why: 'Where the shape changes, the shortcut is the only way around a block: a projection learns it, zero padding drops channels, averaging keeps positions that a stride skips.',
  help: 'Use the shortcut of the reference, with its normalization.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'shortcut where the shape changes: {a} against {b}',
    missing: '{who} has no shortcut where the shape changes: {a} against {b}',
    norm: 'normalization of that shortcut is {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.block.shortcut', 'model.block.shortcutNorm'],
    context: ['model.block.kind'],
    check(context) {
      const { a, b, different, notApplicable } = context;
      if (areUnlikeBlocks(a, b)) return notApplicable('blocks of other kinds: see arch/block-type');
      const [shortcutA, shortcutB] = [a.value('model.block.shortcut'), b.value('model.block.shortcut')];
      if (shortcutA !== undefined && shortcutB !== undefined && (shortcutA === 'none') !== (shortcutB === 'none')) {
        return different('missing', {
          severity: 'error',
          a: shortcutA,
          b: shortcutB,
          at: ['model.block.shortcut'],
          data: { who: shortcutA === 'none' ? 'A' : 'B' },
        });
      }
      return compareParts(context, [
        part('model.block.shortcut', 'differs', 'warning'),
        part('model.block.shortcutNorm', 'norm', 'warning'),
      ]);
    },
  },
});
