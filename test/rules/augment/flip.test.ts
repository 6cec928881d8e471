import rule from '../../../rules/augment/flip.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (horizontal: number, vertical = 0) => ({
  'augment.horizontalFlip.probability': horizontal,
  'augment.verticalFlip.probability': vertical,
});

ruleTest(rule, {
  same: { 'the same': [by(0.5), by(0.5)] },
  different: {
    'on one side': { pair: [by(0.5), by(0)], severity: 'warning', message: '0.5 against 0' },
    'the only one on one side, none on the other': { pair: [FLIP_ONLY, NO_AUGMENTATION], severity: 'warning' },
    'upside down too': { pair: [by(0.5), by(0.5, 0.5)], severity: 'warning', message: 'vertical' },
  },
  unknown: { 'one side does not say': [by(0.5), { 'augment.horizontalFlip.probability': 0.5 }] },
  notApplicable: {
    'off on both sides': [by(0), by(0)],
    'one side has nothing': [{ ...FLIP_ONLY, 'augment.padCrop.padding': 4 }, NO_AUGMENTATION],
  },
});
