import rule from '../../../rules/arch/norm-affine.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: { 'both learn them': [{ 'model.norm.affine': true }, { 'model.norm.affine': true }] },
  different: {
    'one does not': {
      pair: [{ 'model.norm.affine': true }, { 'model.norm.affine': false }],
      severity: 'warning',
      message: 'on against off',
    },
  },
  unknown: { 'one side does not say': [{ 'model.norm.affine': true }, { 'model.norm.kind': 'batch-norm' }] },
});
