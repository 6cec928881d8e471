import { defineRule, type RulePath } from '../../src/rule.ts';
import { AUGMENT_PATHS, isOn, NONE_ON_ONE_SIDE, oneSideHasNone } from '../shared/augment.ts';

const PARAMETERS = ['magnitude', 'operations', 'probability', 'magnitudeStd', 'increasing'] as const;
type Parameter = (typeof PARAMETERS)[number];

/** Which parameters a policy has; policies that are learned, or draw everything, have none. */
const HAS: Readonly<Record<string, readonly Parameter[]>> = {
  'auto-augment': [],
  'trivial-augment': [],
  'three-augment': [],
  'aug-mix': ['magnitude', 'operations'],
};

/** Fractions of full strength come from whole steps of ten or thirty. */
const STEP = 0.006;

export default defineRule({
  id: 'augment/auto',
  title: 'Automatic augmentation differs',
  why: 'Policies and their strength set how far images are changed, which regularizes: helpful in long training, harmful in short.',
  help: 'Use the same policy and strength as a fraction: magnitude 9 is 9/30 in torchvision and 9/10 in timm.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    policy: 'automatic augmentation {a} against {b}',
    parameter: '{policy} with {name} {a} against {b}',
  },
  compare: {
    reads: ['augment.auto.policy'],
    optional: PARAMETERS.map((name) => `augment.auto.${name}` as const),
    context: [...AUGMENT_PATHS],
    check({ a, b, same, unknown, notApplicable, different }) {
      if (!isOn.auto(a) && !isOn.auto(b)) return notApplicable('no automatic augmentation');
      if (oneSideHasNone(a, b)) return notApplicable(NONE_ON_ONE_SIDE);
      const [policyA, policyB] = [a.value('augment.auto.policy'), b.value('augment.auto.policy')];
      if (policyA !== policyB) {
        const at: readonly RulePath[] = ['augment.auto.policy'];
        return different('policy', { severity: 'warning', a: policyA, b: policyB, at });
      }
      const names = HAS[policyA ?? ''] ?? PARAMETERS;
      for (const name of names) {
        const path = `augment.auto.${name}` as const;
        const [valueA, valueB] = [a.value(path), b.value(path)];
        if (valueA === undefined || valueB === undefined || alike(valueA, valueB)) continue;
        const data = { policy: policyA ?? '', name: WORDS[name] };
        const severity = name === 'magnitude' || name === 'operations' ? 'warning' : 'info';
        return different('parameter', { severity, a: valueA, b: valueB, data, at: [path] });
      }
      const hidden = names.find((name) => a.known(`augment.auto.${name}`) !== b.known(`augment.auto.${name}`));
      return hidden === undefined
        ? same()
        : unknown(`the ${WORDS[hidden]} of one side is unknown`, `augment.auto.${hidden}`);
    },
  },
});

const WORDS: Readonly<Record<Parameter, string>> = {
  magnitude: 'magnitude',
  operations: 'operations',
  probability: 'probability of each operation',
  magnitudeStd: 'spread of magnitude',
  increasing: 'increasing severity',
};

const alike = (x: number | boolean, y: number | boolean): boolean =>
  typeof x === 'number' && typeof y === 'number' ? Math.abs(x - y) <= STEP : x === y;
