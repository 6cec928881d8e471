import rule from '../../../rules/augment/random-resized-crop.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const crop = {
  'augment.randomResizedCrop.probability': 1,
  'augment.randomResizedCrop.scale': [0.08, 1],
  'augment.randomResizedCrop.ratio': [3 / 4, 4 / 3],
};
const off = { 'augment.randomResizedCrop.probability': 0 };

ruleTest(rule, {
  same: {
    'the same': [crop, crop],
    'a ratio written with two digits': [crop, { ...crop, 'augment.randomResizedCrop.ratio': [0.75, 1.33] }],
  },
  different: {
    'on one side': { pair: [crop, off], severity: 'warning', message: 'on against off' },
    'the only one on one side, none on the other': {
      pair: [{ ...NO_AUGMENTATION, ...crop }, NO_AUGMENTATION],
      severity: 'warning',
    },
    'less often': {
      pair: [crop, { ...crop, 'augment.randomResizedCrop.probability': 0.5 }],
      severity: 'warning',
    },
    'another scale': {
      pair: [crop, { ...crop, 'augment.randomResizedCrop.scale': [0.35, 1] }],
      severity: 'warning',
      message: '[0.08, 1] against [0.35, 1]',
    },
    'another law of the ratio': {
      pair: [
        { ...crop, 'augment.randomResizedCrop.ratioLaw': 'log-uniform' },
        { ...crop, 'augment.randomResizedCrop.ratioLaw': 'uniform' },
      ],
      severity: 'info',
      message: 'log-uniform against uniform',
    },
    'another ratio': {
      pair: [crop, { ...crop, 'augment.randomResizedCrop.ratio': [0.75, 1.25] }],
      severity: 'warning',
    },
  },
  unknown: {
    'one side does not say': [crop, {}],
    'the scale is unknown': [crop, { 'augment.randomResizedCrop.probability': 1 }],
  },
  notApplicable: {
    'off on both sides': [off, { ...off, 'augment.randomResizedCrop.scale': [0.2, 1] }],
    'one side has nothing': [{ ...FLIP_ONLY, ...crop }, NO_AUGMENTATION],
  },
});
