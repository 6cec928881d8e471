import { defineRule, nearly } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/frozen-layers',
  title: 'Other layers are trained',
  why: 'Frozen layers keep the features of their weights: with few examples that protects them, with another kind of images it holds the network back.',
  help: 'Freeze the same layers, and put their normalization into evaluation mode.',
  effect: null,
  scope: ['train'],
  messages: {
    differs: 'frozen layers {a} against {b}',
    fraction: 'share of the parameters that is trained {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.trainable.frozen', 'model.trainable.fraction'],
    check(context) {
      const { a, b, same, equivalent } = context;
      const [frozenA, frozenB] = [a.value('model.trainable.frozen'), b.value('model.trainable.frozen')];
      const [shareA, shareB] = [a.value('model.trainable.fraction'), b.value('model.trainable.fraction')];
      // A name that freezes nothing and a share say two things, and the name is the one to look at.
      const named = ![frozenA, frozenB].some((name) => name === undefined || name === 'none') && frozenA !== frozenB;
      if (named && shareA !== undefined && shareB !== undefined && nearly(shareA, shareB, 1e-4)) {
        return equivalent('other names, the same share of the parameters');
      }
      if (frozenA === 'none' && frozenB === 'none' && (shareA ?? shareB ?? 1) === (shareB ?? shareA ?? 1))
        return same();
      return compareParts(context, [
        part('model.trainable.frozen', 'differs', 'error'),
        part('model.trainable.fraction', 'fraction', 'error', (x, y) => nearly(x, y, 1e-4)),
      ]);
    },
  },
});
