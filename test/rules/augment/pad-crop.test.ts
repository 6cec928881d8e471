import rule from '../../../rules/augment/pad-crop.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (padding: number, mode = 'constant') => ({
  'augment.padCrop.padding': padding,
  'augment.padCrop.mode': mode,
});

ruleTest(rule, {
  same: { 'the same': [by(4), by(4, 'zeros')] },
  different: {
    'more pixels': { pair: [by(4), by(2)], severity: 'warning', message: '4 against 2' },
    'on one side': { pair: [by(4), { 'augment.padCrop.padding': 0 }], severity: 'warning' },
    'another fill': { pair: [by(4), by(4, 'reflect')], severity: 'warning', message: 'constant against reflect' },
  },
  unknown: {
    'one side does not say': [by(4), {}],
    'the fill is unknown': [by(4), { 'augment.padCrop.padding': 4 }],
  },
  notApplicable: {
    'off on both sides': [by(0), by(0, 'reflect')],
    'one side has nothing': [{ ...FLIP_ONLY, ...by(4) }, NO_AUGMENTATION],
  },
});
