import rule from '../../../rules/arch/conv-bias.ts';
import { ruleTest } from '../../support/rule-test.ts';

const bias = (value: boolean, kind = 'batch-norm') => ({ 'model.convBias': value, 'model.norm.kind': kind });

ruleTest(rule, {
  same: { 'equal biases': [bias(true), bias(true)] },
  different: {
    'in front of batch norm': { pair: [bias(true), bias(false)], severity: 'info' },
    'without normalization': { pair: [bias(true, 'none'), bias(false, 'none')], severity: 'warning' },
  },
  unknown: { 'one side does not say': [bias(true), { 'model.norm.kind': 'batch-norm' }] },
  clean: { 'no bias': bias(false) },
  complains: { 'a bias for nothing': { setup: bias(true), severity: 'note' } },
  lintUnknown: { 'no word of biases': { 'model.norm.kind': 'batch-norm' } },
  lintNotApplicable: { 'no batch norm': bias(true, 'none') },
});
