import rule from '../../../rules/augment/random-erasing.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (probability: number, rest: object = {}) => ({
  'augment.randomErasing.probability': probability,
  ...rest,
});
const area = (smallest: number, largest: number) => ({ 'augment.randomErasing.area': [smallest, largest] });
const fill = (value: string) => ({ 'augment.randomErasing.fill': value });

ruleTest(rule, {
  same: {
    'the same': [by(0.25), by(0.25)],
    '1/3 written with two digits': [by(0.25, area(0.02, 1 / 3)), by(0.25, area(0.02, 0.33))],
  },
  different: {
    'on one side': { pair: [by(0.1), by(0)], severity: 'warning', message: '0.1 against 0' },
    'a little more often': { pair: [by(0.25), by(0.3)], severity: 'info' },
    larger: { pair: [by(0.25, area(0.02, 0.33)), by(0.25, area(0.02, 0.2))], severity: 'info' },
    'another fill': { pair: [by(0.25, fill('constant')), by(0.25, fill('pixel'))], severity: 'info' },
  },
  unknown: {
    'one side does not say': [by(0.25), {}],
    'the fill of one side is unknown': [by(0.25, fill('pixel')), by(0.25)],
  },
  notApplicable: {
    'off on both sides': [by(0, fill('pixel')), by(0, fill('constant'))],
    'one side has nothing': [{ ...FLIP_ONLY, ...by(0.25) }, NO_AUGMENTATION],
  },
});
