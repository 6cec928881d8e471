import rule from '../../../rules/augment/mixup-cutmix.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (mixup: number, cutmix: number, rest: object = {}) => ({
  'augment.mixup.alpha': mixup,
  'augment.cutmix.alpha': cutmix,
  ...rest,
});
const often = (probability: number) => ({ 'augment.mixup.probability': probability });

ruleTest(rule, {
  same: {
    'the same': [by(0.2, 1), by(0.2, 1)],
    'a switch between one and nothing': [
      by(0.2, 0, { 'augment.cutmix.switchProbability': 0.5 }),
      by(0.2, 0, { 'augment.cutmix.switchProbability': 1 }),
    ],
  },
  different: {
    'mixup on one side': {
      pair: [by(0.2, 0), by(0, 0)],
      severity: 'warning',
      message: 'mixup with alpha 0.2 against 0',
    },
    'CutMix on one side': {
      pair: [by(0.2, 1), by(0.2, 0)],
      severity: 'warning',
      message: 'CutMix with alpha 1 against 0',
    },
    'both on one side': {
      pair: [by(0.2, 1), by(0, 0)],
      severity: 'warning',
      message: 'mixup and CutMix with alphas 0.2 and 1 against 0 and 0',
    },
    'never mixed': { pair: [by(0.2, 0), by(0.2, 0, often(0))], severity: 'warning', message: '0.2 against 0' },
    'less often': { pair: [by(0.2, 0, often(1)), by(0.2, 0, often(0.5))], severity: 'warning' },
    'another switch': {
      pair: [
        by(0.2, 1, { 'augment.cutmix.switchProbability': 0.5 }),
        by(0.2, 1, { 'augment.cutmix.switchProbability': 0.8 }),
      ],
      severity: 'info',
    },
    ended: {
      pair: [by(0.2, 0, { 'augment.mixup.offEpoch': 0 }), by(0.2, 0, { 'augment.mixup.offEpoch': 250 })],
      severity: 'warning',
    },
    'hard labels': {
      pair: [by(0.2, 0, { 'augment.mixup.labels': 'mixed' }), by(0.2, 0, { 'augment.mixup.labels': 'hard' })],
      severity: 'error',
    },
  },
  unknown: {
    'one side does not say': [by(0.2, 1), { 'augment.mixup.alpha': 0.2 }],
    'how often is unknown': [by(0.2, 0, often(1)), by(0.2, 0)],
  },
  notApplicable: {
    'alpha 0 on both sides': [by(0, 0, often(1)), by(0, 0)],
    'one side has nothing': [{ ...FLIP_ONLY, ...by(0.2, 0) }, NO_AUGMENTATION],
  },
});
