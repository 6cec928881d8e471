import { defineRule, nearly } from '../../src/rule.ts';

export default defineRule({
  id: 'loss/target-threshold',
  title: 'Targets are made binary on one side only',
  why: 'With a threshold, every class that takes part in a mixed image is a full target; without one, its target is its share.',
  help: 'Use the same threshold, or none on both sides (timm: `--bce-target-thresh`).',
  effect: null,
  scope: ['train'],
  messages: { threshold: 'threshold of mixed targets {a} against {b}' },
  compare: {
    reads: ['loss.targetThreshold'],
    context: ['augment.mixup.alpha', 'augment.cutmix.alpha'],
    check(context) {
      const { a, b, same, different } = context;
      const [thresholdA, thresholdB] = [a.value('loss.targetThreshold'), b.value('loss.targetThreshold')];
      if (thresholdA === undefined && thresholdB === undefined) return same();
      const mixes = [a, b].map((side) => [side.value('augment.mixup.alpha'), side.value('augment.cutmix.alpha')]);
      const unmixed = mixes.flat().every((alpha) => alpha === 0);
      const details = {
        severity: unmixed ? 'info' : 'warning',
        a: thresholdA,
        b: thresholdB,
        because: unmixed ? ['no side mixes images'] : [],
      } as const;
      const both = thresholdA !== undefined && thresholdB !== undefined;
      return both && nearly(thresholdA, thresholdB) ? same() : different('threshold', details);
    },
  },
});
