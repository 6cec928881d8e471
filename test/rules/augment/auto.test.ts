import rule from '../../../rules/augment/auto.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const policy = (name: string) => ({ 'augment.auto.policy': name });
const rand = {
  'augment.auto.policy': 'rand-augment',
  'augment.auto.operations': 2,
  'augment.auto.magnitude': 0.3,
  'augment.auto.magnitudeStd': 0,
  'augment.auto.increasing': false,
  'augment.auto.probability': 1,
};

ruleTest(rule, {
  same: {
    'the same': [rand, { ...rand, 'augment.auto.policy': 'RandAugment' }],
    'a magnitude of whole steps': [rand, { ...rand, 'augment.auto.magnitude': 9 / 30 }],
    'a policy without parameters': [policy('TrivialAugmentWide'), { ...rand, ...policy('ta_wide') }],
  },
  different: {
    'another policy': {
      pair: [rand, policy('AutoAugment')],
      severity: 'warning',
      message: 'rand-augment against auto-augment',
    },
    'on one side': { pair: [rand, policy('none')], severity: 'warning' },
    'magnitude 9 of timm against 9 of torchvision': {
      pair: [rand, { ...rand, 'augment.auto.magnitude': 0.9 }],
      severity: 'warning',
      message: 'magnitude 0.3 against 0.9',
    },
    'each operation half the time': { pair: [rand, { ...rand, 'augment.auto.probability': 0.5 }], severity: 'info' },
    'increasing severity': { pair: [rand, { ...rand, 'augment.auto.increasing': true }], severity: 'info' },
  },
  unknown: {
    'one side does not say': [rand, {}],
    'the magnitude of one side is unknown': [rand, policy('rand-augment')],
  },
  notApplicable: {
    'off on both sides': [policy('none'), { ...rand, ...policy('none') }],
    'one side has nothing': [{ ...FLIP_ONLY, ...rand }, NO_AUGMENTATION],
  },
});
