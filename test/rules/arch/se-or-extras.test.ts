import rule from '../../../rules/arch/se-or-extras.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: {
    'equal ratio': [{ 'model.block.squeezeExcitation': 0.25 }, { 'model.block.squeezeExcitation': 0.25 }],
    'none, written or not': [
      { 'model.block.squeezeExcitation': 0, 'model.block.layerScale': 0, 'model.block.antialiasing': false },
      { 'framework.name': 'pytorch', 'model.name': 'resnet50' },
    ],
  },
  different: {
    'squeeze-and-excitation left out': {
      pair: [{ 'model.block.squeezeExcitation': 0.25 }, { 'model.block.squeezeExcitation': 0 }],
      severity: 'warning',
      message: '0.25 against none',
    },
    'layer scale': {
      pair: [{ 'model.block.layerScale': 1e-6 }, { 'model.block.layerScale': 0.1 }],
      severity: 'warning',
    },
    blur: {
      pair: [{ 'model.block.antialiasing': true }, { 'model.block.antialiasing': false }],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [{ 'model.block.squeezeExcitation': 0.25 }, { 'model.name': 'my_net' }] },
});
