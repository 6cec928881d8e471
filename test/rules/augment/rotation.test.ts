import rule from '../../../rules/augment/rotation.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (degrees: number, probability?: number) => ({
  'augment.rotation.degrees': degrees,
  ...(probability === undefined ? {} : { 'augment.rotation.probability': probability }),
});

ruleTest(rule, {
  same: {
    'the same': [by(15), by(15)],
    'as often': [by(15, 0.5), by(15, 0.5)],
  },
  different: {
    further: { pair: [by(15), by(30)], severity: 'warning', message: '15 against 30' },
    never: { pair: [by(15), by(15, 0)], severity: 'warning', message: '15 against 0' },
    'less often': { pair: [by(15, 1), by(15, 0.5)], severity: 'info' },
  },
  unknown: {
    'one side does not say': [by(15), {}],
    'how often is unknown': [by(15, 1), by(15)],
  },
  notApplicable: {
    'off on both sides': [by(0), by(15, 0)],
    'one side has nothing': [{ ...FLIP_ONLY, ...by(15) }, NO_AUGMENTATION],
  },
});
