import { defineRule, nearly, type RulePath, type Severity } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

export default defineRule({
  id: 'augment/mixup-cutmix',
  title: 'Mixup or CutMix differs',
  why: 'Training on mixtures of two images and their labels regularizes strongly; it needs long training and changes what the training loss means.',
  help: 'Use the same alphas, probability and switch on both sides.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    both: 'mixup and CutMix with alphas {a} against {b}',
    mixup: 'mixup with alpha {a} against {b}',
    cutmix: 'CutMix with alpha {a} against {b}',
    probability: 'batches are mixed with probability {a} against {b}',
    switch: 'CutMix in place of mixup with probability {a} against {b}',
    off: 'mixing ends at epoch {a} against {b} (0: never)',
    labels: 'labels of mixed images are {a} against {b}',
  },
  compare: {
    reads: ['augment.mixup.alpha', 'augment.cutmix.alpha'],
    optional: [
      'augment.mixup.probability',
      'augment.cutmix.switchProbability',
      'augment.mixup.offEpoch',
      'augment.mixup.labels',
    ],
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      const on = { mixup: [isOn.mixup(a), isOn.mixup(b)], cutmix: [isOn.cutmix(a), isOn.cutmix(b)] } as const;
      if (![...on.mixup, ...on.cutmix].includes(true)) return notApplicable('neither mixup nor CutMix');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const alphas = (['mixup', 'cutmix'] as const).map((name) => {
        const path = `augment.${name}.alpha` as const;
        const [alphaA = 0, alphaB = 0] = [a, b].map((side, i) => (on[name][i] ? (side.value(path) ?? 0) : 0));
        return { name, path, a: alphaA, b: alphaB };
      });
      const other = alphas.filter((alpha) => !nearly(alpha.a, alpha.b));
      const [first] = other;
      if (first !== undefined) {
        const shown = (side: 'a' | 'b') =>
          other.length === 1 ? first[side] : alphas.map((alpha) => alpha[side]).join(' and ');
        return different(other.length === 1 ? first.name : 'both', {
          severity: 'warning',
          a: shown('a'),
          b: shown('b'),
          at: [...other.map(({ path }) => path), 'augment.mixup.probability'],
        });
      }
      const both = on.mixup[0] && on.cutmix[0];
      const parts: readonly (readonly [
        id: 'probability' | 'switch' | 'off' | 'labels',
        path:
          | 'augment.mixup.probability'
          | 'augment.cutmix.switchProbability'
          | 'augment.mixup.offEpoch'
          | 'augment.mixup.labels',
        severity: Severity,
      ])[] = [
        ['labels', 'augment.mixup.labels', 'error'],
        ['probability', 'augment.mixup.probability', 'warning'],
        ...(both ? ([['switch', 'augment.cutmix.switchProbability', 'info']] as const) : []),
        ['off', 'augment.mixup.offEpoch', 'warning'],
      ];
      for (const [id, path, severity] of parts) {
        const [valueA, valueB] = [a.value(path), b.value(path)];
        if (valueA === undefined || valueB === undefined || valueA === valueB) continue;
        const at: readonly RulePath[] = [path];
        return different(id, { severity, a: valueA, b: valueB, at });
      }
      const hidden = parts.find(([, path]) => a.known(path) !== b.known(path));
      return hidden === undefined ? same() : unknown('a parameter of mixing is unknown on one side', hidden[1]);
    },
  },
});
