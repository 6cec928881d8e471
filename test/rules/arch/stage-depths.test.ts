import rule from '../../../rules/arch/stage-depths.ts';
import { ruleTest } from '../../support/rule-test.ts';

const depths = (...values: number[]) => ({ 'model.depths': values });

ruleTest(rule, {
  same: {
    'equal depths': [depths(3, 4, 6, 3), depths(3, 4, 6, 3)],
    'depths and stages that say the same': [depths(2, 2), { 'model.stages': [{ depth: 2 }, { depth: 2, width: 128 }] }],
  },
  different: {
    'one block fewer': {
      pair: [depths(3, 4, 6, 3), depths(3, 4, 5, 3)],
      severity: 'error',
      message: 'B has one block fewer in stage 3: [3, 4, 6, 3] against [3, 4, 5, 3]',
    },
    'a loop that starts from zero': {
      pair: [depths(2, 2, 2, 2), depths(3, 3, 3, 3)],
      severity: 'error',
      message: 'A has one block fewer in every stage',
    },
    'other depths': { pair: [depths(3, 4, 6, 3), depths(3, 8, 36, 3)], severity: 'error', message: 'blocks per stage' },
    'another number of stages': {
      pair: [depths(3, 4, 6, 3), depths(3, 3, 3)],
      severity: 'error',
      message: '4 stages against 3',
    },
  },
  unknown: {
    'one side does not say': [depths(3, 4, 6, 3), { 'model.name': 'my_net' }],
    'a stage does not say': [depths(2, 2), { 'model.stages': [{ depth: 2 }, { width: 128 }] }],
  },
});
