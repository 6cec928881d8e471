import rule from '../../../rules/arch/spatial-sizes.ts';
import { ruleTest } from '../../support/rule-test.ts';

const stages = (...sizes: number[]) => ({ 'model.stages': sizes.map((size) => ({ size: [size, size] })) });

ruleTest(rule, {
  same: {
    'equal sizes': [stages(56, 28, 14, 7), stages(56, 28, 14, 7)],
    'equal stride': [{ 'model.totalStride': 32 }, { 'model.totalStride': 32 }],
  },
  different: {
    'a map of 55 pixels': { pair: [stages(56, 28), stages(55, 28)], severity: 'error', message: 'stage 1' },
    'another stride': {
      pair: [{ 'model.totalStride': 32 }, { 'model.totalStride': 16 }],
      severity: 'error',
      message: '32 against 16 times',
    },
  },
  unknown: { 'one side does not say': [{ 'model.totalStride': 32 }, { 'model.name': 'my_net' }] },
  notApplicable: {
    'the stem explains it': [
      { ...stages(56, 28), 'model.stem.pool': 'max' },
      { ...stages(112, 56), 'model.stem.pool': 'none' },
    ],
  },
});
