import rule from '../../../rules/loader/set-epoch.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (told: boolean | undefined, sampler = 'distributed', rest: object = {}) => ({
  'data.sampler': sampler,
  ...(told === undefined ? {} : { 'data.setEpoch': told }),
  ...rest,
});

ruleTest(rule, {
  same: { 'both told': [of(true), of(true)] },
  different: {
    'one is not': { pair: [of(true), of(false)], severity: 'warning', message: 'on against off' },
    'of repeated augmentation': {
      pair: [of(true, 'repeated-augmentation'), of(false, 'repeated-augmentation')],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [of(true), of(undefined)] },
  notApplicable: { 'one process': [of(true), of(false, 'random')] },
  clean: { told: of(true), 'the framework does it': of(undefined, 'distributed', { 'framework.name': 'lightning' }) },
  complains: { 'never told': { setup: of(false), severity: 'warning' } },
  lintUnknown: { 'nobody says': of(undefined) },
  lintNotApplicable: { 'another sampler': of(false, 'random') },
});
