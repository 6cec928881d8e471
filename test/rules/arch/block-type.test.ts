import rule from '../../../rules/arch/block-type.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: {
    'equal blocks in each stage': [
      { 'model.stages': [{ block: 'basic' }, { block: 'basic' }] },
      { 'model.stages': [{ block: 'basic' }, { block: 'basic' }] },
    ],
    'equal blocks': [{ 'model.block.kind': 'basic' }, { 'model.block.kind': 'BasicBlock' }],
    'equal expansion': [
      { 'model.block.kind': 'bottleneck', 'model.block.expansion': 4 },
      { 'model.block.kind': 'bottleneck', 'model.block.expansion': 4 },
    ],
  },
  different: {
    'basic against bottleneck': {
      pair: [{ 'model.block.kind': 'basic' }, { 'model.block.kind': 'bottleneck' }],
      severity: 'error',
      message: 'basic blocks against bottleneck blocks',
    },
    'another block in one stage': {
      pair: [
        { 'model.stages': [{ block: 'basic' }, { block: 'basic' }] },
        { 'model.stages': [{ block: 'basic' }, { block: 'bottleneck' }] },
      ],
      severity: 'error',
      message: 'in stage 2',
    },
    'another expansion': {
      pair: [
        { 'model.block.kind': 'inverted-residual', 'model.block.expansion': 6 },
        { 'model.block.kind': 'inverted-residual', 'model.block.expansion': 4 },
      ],
      severity: 'error',
      message: 'expand 6 times against 4 times',
    },
  },
  unknown: {
    'one side does not say': [{ 'model.block.kind': 'basic' }, { 'model.name': 'my_net' }],
    'only one expansion is known': [
      { 'model.block.kind': 'bottleneck', 'model.block.expansion': 4 },
      { 'model.block.kind': 'bottleneck' },
    ],
  },
});
