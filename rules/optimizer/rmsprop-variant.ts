import { defineRule, nearly } from '../../src/rule.ts';
import { has, isRmsprop } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/rmsprop-variant',
  title: 'Variant of the adaptive optimizer differs',
  why: 'TensorFlow’s RMSprop starts squared gradients at one, adds epsilon under the root and keeps the learning rate inside the momentum; PyTorch’s does neither. What squared gradients start from sets the size of the first steps.',
  help: 'Use the same variant: timm’s `rmsproptf` follows TensorFlow’s in PyTorch.',
  effect: null,
  scope: ['train'],
  messages: {
    variant: '{a} against {b}',
    centered: 'centering {a} against {b}',
    accumulator: 'squared gradients start from {a} against {b}',
  },
  compare: {
    reads: ['optimizer.name'],
    optional: ['optimizer.centered', 'optimizer.initialAccumulator'],
    check(context) {
      const { a, b, same, notApplicable, different } = context;
      const names = bothValues(context, 'optimizer.name');
      if ('verdict' in names) return names;
      if (names.a !== names.b) {
        if (!isRmsprop(names.a) || !isRmsprop(names.b)) return notApplicable('the optimizers differ');
        return different('variant', {
          severity: 'warning',
          ...names,
          at: ['optimizer.name'],
          because: ['epsilon, start and place of the learning rate differ'],
        });
      }
      if (!has(names.a, 'accumulator')) return notApplicable(`${names.a} has no variants`);
      const [centeredA, centeredB] = [a.value('optimizer.centered'), b.value('optimizer.centered')];
      if (centeredA !== undefined && centeredB !== undefined && centeredA !== centeredB) {
        return different('centered', { severity: 'warning', a: centeredA, b: centeredB, at: ['optimizer.centered'] });
      }
      const start = bothValues(context, 'optimizer.initialAccumulator');
      if ('verdict' in start) return start;
      if (nearly(start.a, start.b)) return same();
      return different('accumulator', { severity: 'warning', ...start, at: ['optimizer.initialAccumulator'] });
    },
  },
});
