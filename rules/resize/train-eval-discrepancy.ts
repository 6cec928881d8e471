import { defineRule, pair } from '../../src/rule.ts';

export default defineRule({
  id: 'resize/train-eval-discrepancy',
  title: 'Objects appear smaller in evaluation than in training',
  why: 'A random resized crop enlarges what it shows, so a network trained at a size sees objects smaller when it is evaluated at the same size.',
  help: 'Evaluate at 1.15 to 1.3 times the training size (or train at a smaller one).',
  effect: null,
  scope: ['train'],
  images: true,
  messages: { size: 'trained on random resized crops of {train} pixels and evaluated at {value}' },
  lint: {
    reads: ['preprocess.train.crop.policy', 'input.size.train', 'input.size.eval'],
    optional: ['augment.randomResizedCrop.scale'],
    check({ setup, clean, notApplicable, complain }) {
      if (setup.value('preprocess.train.crop.policy') !== 'random-area')
        return notApplicable('training takes no random resized crop');
      const [train, evaluation] = [setup.value('input.size.train'), setup.value('input.size.eval')];
      if (train === undefined || evaluation === undefined) return clean();
      // A crop of almost all of the image enlarges nothing.
      const smallest = setup.value('augment.randomResizedCrop.scale')?.[0] ?? 0.08;
      if (smallest > 0.5 || Math.min(...pair(evaluation)) > Math.min(...pair(train))) return clean();
      return complain('size', {
        severity: 'info',
        at: 'input.size.eval',
        value: Math.min(...pair(evaluation)),
        data: { train: Math.min(...pair(train)) },
      });
    },
  },
});
