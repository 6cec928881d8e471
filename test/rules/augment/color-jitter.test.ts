import rule from '../../../rules/augment/color-jitter.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (brightness: number, contrast: number, saturation: number, hue: number, rest: object = {}) => ({
  'augment.colorJitter.brightness': brightness,
  'augment.colorJitter.contrast': contrast,
  'augment.colorJitter.saturation': saturation,
  'augment.colorJitter.hue': hue,
  ...rest,
});
const usual = by(0.4, 0.4, 0.4, 0);
const often = (probability: number) => ({ 'augment.colorJitter.probability': probability });

ruleTest(rule, {
  same: { 'the same': [usual, by(0.4, 0.4, 0.4, 0)] },
  different: {
    'on one side': { pair: [usual, by(0, 0, 0, 0)], severity: 'warning', message: '[0.4, 0.4, 0.4, 0] against' },
    'a little stronger': { pair: [usual, by(0.5, 0.4, 0.4, 0)], severity: 'info' },
    'hue too': { pair: [usual, by(0.4, 0.4, 0.4, 0.1)], severity: 'info' },
    never: { pair: [usual, by(0.4, 0.4, 0.4, 0, often(0))], severity: 'warning' },
    'less often': {
      pair: [
        { ...usual, ...often(1) },
        { ...usual, ...often(0.8) },
      ],
      severity: 'info',
    },
    'color noise': {
      pair: [
        { ...usual, 'augment.lighting.std': 0.1 },
        { ...usual, 'augment.lighting.std': 0 },
      ],
      severity: 'info',
      message: 'PCA color noise 0.1 against 0',
    },
  },
  unknown: { 'one side does not say': [usual, {}] },
  notApplicable: {
    'off on both sides': [by(0, 0, 0, 0), by(0.4, 0.4, 0.4, 0.1, often(0))],
    'one side has nothing': [{ ...FLIP_ONLY, ...usual }, NO_AUGMENTATION],
  },
});
