import rule from '../../../rules/arch/stride-placement.ts';
import { ruleTest } from '../../support/rule-test.ts';

const place = (value: string) => ({ 'model.block.stridePlacement': value });

ruleTest(rule, {
  same: {
    'equal placement': [place('3x3'), place('v1.5')],
    'equal strides of stages': [
      { 'model.stages': [{ stride: 1 }, { stride: 2 }] },
      { 'model.stages': [{ stride: 1 }, { stride: 2 }] },
    ],
  },
  different: {
    'version 1 against version 1.5': {
      pair: [place('1x1'), place('3x3')],
      severity: 'warning',
      message: '1x1 against the 3x3',
    },
    'a first stage that shrinks': {
      pair: [{ 'model.stages': [{ stride: 1 }, { stride: 2 }] }, { 'model.stages': [{ stride: 2 }, { stride: 2 }] }],
      severity: 'error',
      message: 'stage 1',
    },
  },
  unknown: { 'one side does not say': [place('1x1'), { 'model.name': 'my_net' }] },
  notApplicable: { 'basic blocks': [place('not-applicable'), place('3x3')] },
});
