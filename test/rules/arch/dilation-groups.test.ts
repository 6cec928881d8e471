import rule from '../../../rules/arch/dilation-groups.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: {
    'equal groups': [{ 'model.block.groups': 32 }, { 'model.block.groups': 32 }],
    'one dilation for each stage': [
      { 'model.block.groups': 1, 'model.block.dilation': [1, 1, 2, 4] },
      { 'model.block.groups': 1, 'model.block.dilation': [1, 1, 2, 4] },
    ],
  },
  different: {
    'other groups': { pair: [{ 'model.block.groups': 1 }, { 'model.block.groups': 32 }], severity: 'error' },
    'other dilation': {
      pair: [{ 'model.block.dilation': [1, 1, 1, 1] }, { 'model.block.dilation': [1, 1, 2, 4] }],
      severity: 'error',
    },
    'other kernels in a stage': {
      pair: [{ 'model.stages': [{ kernel: 3 }, { kernel: 3 }] }, { 'model.stages': [{ kernel: 3 }, { kernel: 5 }] }],
      severity: 'error',
      message: 'kernel of stage 2',
    },
  },
  unknown: { 'one side does not say': [{ 'model.block.groups': 32 }, { 'model.name': 'my_net' }] },
});
