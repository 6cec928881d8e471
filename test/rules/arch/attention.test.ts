import rule from '../../../rules/arch/attention.ts';
import { ruleTest } from '../../support/rule-test.ts';

const vit = {
  'model.attention.heads': 12,
  'model.attention.patchSize': 16,
  'model.attention.mlpRatio': 4,
  'model.attention.normOrder': 'pre',
  'model.attention.position': 'learned',
  'model.attention.qkvBias': true,
};

ruleTest(rule, {
  same: { 'equal attention': [vit, { ...vit, 'model.attention.normOrder': 'pre-norm' }] },
  different: {
    heads: { pair: [vit, { ...vit, 'model.attention.heads': 6 }], severity: 'error', message: '12 against 6' },
    patches: { pair: [vit, { ...vit, 'model.attention.patchSize': 32 }], severity: 'error' },
    'MLP ratio': { pair: [vit, { ...vit, 'model.attention.mlpRatio': 3 }], severity: 'error' },
    'order of normalization': {
      pair: [vit, { ...vit, 'model.attention.normOrder': 'post' }],
      severity: 'error',
      message: 'before against after',
    },
    position: { pair: [vit, { ...vit, 'model.attention.position': 'sincos' }], severity: 'warning' },
    bias: { pair: [vit, { ...vit, 'model.attention.qkvBias': false }], severity: 'warning' },
  },
  unknown: { 'one side does not say': [vit, { 'model.name': 'my_net' }] },
});
