import rule from '../../../rules/arch/activation-order.ts';
import { ruleTest } from '../../support/rule-test.ts';

const relu = {
  'model.block.activationOrder': 'after-add',
  'model.activation.kind': 'relu',
  'model.activation.count': 49,
};

ruleTest(rule, {
  same: {
    'equal activations': [relu, relu],
    'swish is silu': [{ 'model.activation.kind': 'swish' }, { 'model.activation.kind': 'silu' }],
    'another order in blocks of another kind': [
      { ...relu, 'model.block.kind': 'bottleneck' },
      { ...relu, 'model.block.kind': 'inverted-residual', 'model.block.activationOrder': 'none' },
    ],
    'counts that follow from depths': [
      { ...relu, 'model.depths': [3, 4, 6, 3] },
      { ...relu, 'model.depths': [3, 4, 5, 3], 'model.activation.count': 46 },
    ],
  },
  different: {
    'in front of the addition': {
      pair: [relu, { ...relu, 'model.block.activationOrder': 'before-add' }],
      severity: 'warning',
      message: 'after the residual addition against before',
    },
    'pre-activation': { pair: [relu, { ...relu, 'model.block.activationOrder': 'preact' }], severity: 'warning' },
    'none around the addition': {
      pair: [relu, { ...relu, 'model.block.activationOrder': 'none' }],
      severity: 'warning',
    },
    'another activation': { pair: [relu, { ...relu, 'model.activation.kind': 'relu6' }], severity: 'warning' },
    'forms of GELU': {
      pair: [{ 'model.activation.kind': 'gelu' }, { 'model.activation.kind': 'gelu_tanh' }],
      severity: 'info',
    },
    'another slope': {
      pair: [
        { 'model.activation.kind': 'leaky-relu', 'model.activation.slope': 0.01 },
        { 'model.activation.kind': 'leaky-relu', 'model.activation.slope': 0.3 },
      ],
      severity: 'warning',
      message: '0.01 against 0.3',
    },
    'none after the stem': {
      pair: [
        { ...relu, 'model.stem.activation': 'relu' },
        { ...relu, 'model.stem.activation': 'none' },
      ],
      severity: 'warning',
    },
    'one too many': { pair: [relu, { ...relu, 'model.activation.count': 50 }], severity: 'warning' },
  },
  unknown: { 'one side does not say': [relu, { 'model.name': 'my_net' }] },
});
