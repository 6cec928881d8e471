import rule from '../../../rules/arch/residual-missing.ts';
import { ruleTest } from '../../support/rule-test.ts';

const resnet = { 'model.block.kind': 'bottleneck', 'model.depths': [3, 4, 6, 3], 'model.block.residuals': 16 };

ruleTest(rule, {
  same: {
    'equal additions': [resnet, resnet],
    'other depths, each with all additions': [
      resnet,
      { ...resnet, 'model.depths': [3, 4, 5, 3], 'model.block.residuals': 15 },
    ],
  },
  different: {
    'one addition missing': {
      pair: [resnet, { ...resnet, 'model.block.residuals': 15 }],
      severity: 'error',
      message: 'B lacks one residual addition: 16 against 15',
    },
    'one missing besides a block': {
      pair: [resnet, { ...resnet, 'model.depths': [3, 4, 5, 3], 'model.block.residuals': 14 }],
      severity: 'error',
      message: 'B lacks one',
    },
    'one missing in a stage, the sum not stated': {
      pair: [
        { 'model.stages': [{ residuals: 2 }, { residuals: 2 }] },
        { 'model.stages': [{ residuals: 2 }, { residuals: 1 }] },
      ],
      severity: 'error',
      message: 'in stage 2: 4 against 3',
    },
    'one missing in a stage': {
      pair: [
        { 'model.block.residuals': 4, 'model.stages': [{ residuals: 2 }, { residuals: 2 }] },
        { 'model.block.residuals': 3, 'model.stages': [{ residuals: 2 }, { residuals: 1 }] },
      ],
      severity: 'error',
      message: 'in stage 2',
    },
  },
  unknown: { 'one side does not say': [resnet, { 'model.name': 'my_net' }] },
  notApplicable: {
    'other blocks': [resnet, { ...resnet, 'model.block.kind': 'inverted-residual', 'model.block.residuals': 10 }],
    'other depths of blocks that may have none': [
      { 'model.block.kind': 'inverted-residual', 'model.depths': [2, 3], 'model.block.residuals': 3 },
      { 'model.block.kind': 'inverted-residual', 'model.depths': [2, 4], 'model.block.residuals': 4 },
    ],
  },
  clean: {
    'an addition for each block': resnet,
    'two for each block of a transformer': {
      'model.block.kind': 'transformer',
      'model.depths': [12],
      'model.block.residuals': 24,
    },
  },
  complains: {
    'one addition missing': {
      setup: { ...resnet, 'model.block.residuals': 15 },
      severity: 'error',
      message: '15 residual additions for 16 bottleneck blocks',
    },
  },
  lintUnknown: { 'depths are not known': { 'model.block.kind': 'basic', 'model.block.residuals': 7 } },
  lintNotApplicable: {
    'inverted residuals have additions where shapes agree': {
      'model.block.kind': 'inverted-residual',
      'model.depths': [2],
      'model.block.residuals': 1,
    },
  },
});
