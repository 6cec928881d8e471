import { expect, it } from 'vitest';
import flip from '../../../rules/augment/flip.ts';
import rule from '../../../rules/augment/missing.ts';
import padCrop from '../../../rules/augment/pad-crop.ts';
import { resolve, runCompare } from '../../../src/engine/index.ts';
import { FLIP_ONLY, NO_AUGMENTATION } from '../../support/augmentation.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { setupOf } from '../../support/setup.ts';

const both = { ...FLIP_ONLY, 'augment.padCrop.padding': 4 };

ruleTest(rule, {
  same: {
    'both augment': [both, FLIP_ONLY],
    'neither augments': [NO_AUGMENTATION, NO_AUGMENTATION],
  },
  different: {
    'on a small training set': {
      pair: [
        { ...both, 'data.trainSize': 50_000 },
        { ...NO_AUGMENTATION, 'data.trainSize': 50_000 },
      ],
      severity: 'error',
      message: 'padded crop, flip against none',
    },
    'on a large one': {
      pair: [
        { ...both, 'data.dataset': 'imagenet' },
        { ...NO_AUGMENTATION, 'data.dataset': 'imagenet' },
      ],
      severity: 'warning',
    },
    'on a set of unknown size': { pair: [both, NO_AUGMENTATION], severity: 'warning' },
  },
  unknown: { 'one side does not say of all': [both, { 'augment.horizontalFlip.probability': 0 }] },
  notApplicable: { 'one kind has a rule of its own': [FLIP_ONLY, NO_AUGMENTATION] },
});

it('speaks once for all that one side lacks', () => {
  const side = (values: Readonly<Record<string, unknown>>) => resolve(setupOf(values));
  const rules = [flip, rule, padCrop];
  const all = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
    runCompare(side({ ...a, 'augment.padCrop.mode': 'constant' }), side(b), rules).findings.map(({ rule: id }) => id);
  expect(all(both, NO_AUGMENTATION)).toEqual(['augment/missing']);
  expect(all(FLIP_ONLY, NO_AUGMENTATION)).toEqual(['augment/flip']);
});
