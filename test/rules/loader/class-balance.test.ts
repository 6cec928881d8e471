import rule from '../../../rules/loader/class-balance.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (sampler: string, weights?: readonly number[]) => ({
  'data.sampler': sampler,
  ...(weights === undefined ? {} : { 'loss.classWeights': weights }),
});

ruleTest(rule, {
  same: { 'both weighted': [by('weighted'), by('WeightedRandomSampler')] },
  different: {
    'on one side': {
      pair: [by('weighted'), by('random')],
      severity: 'warning',
      message: 'a weighted sampler against nothing',
    },
    'by weights on the other': {
      pair: [by('weighted'), by('random', [1, 5])],
      severity: 'warning',
      message: 'weights in the loss',
    },
  },
  unknown: { 'one side does not say': [by('weighted'), {}] },
  notApplicable: { 'no sampler balances': [by('random', [1, 5]), by('none')] },
});
