import rule from '../../../rules/precision/model-dtype.ts';
import { ruleTest } from '../../support/rule-test.ts';

ruleTest(rule, {
  same: {
    float32: [{ 'model.dtype': 'fp32' }, { 'model.dtype': 'float32' }],
    'quantized alike': [{ 'model.quantization': 'static' }, { 'model.quantization': 'qdq' }],
    'nothing in integers': [{ 'model.quantization': null }, { 'model.quantization': 'none' }],
  },
  different: {
    'half precision': {
      pair: [{ 'model.dtype': 'fp32' }, { 'model.dtype': 'half' }],
      severity: 'note',
      message: 'layers compute in float32 against float16',
    },
    'integers on one side': {
      pair: [
        { 'model.dtype': 'fp32', 'model.quantization': 'none' },
        { 'model.dtype': 'fp32', 'model.quantization': 'dynamic' },
      ],
      severity: 'warning',
      message: 'quantization none against dynamic',
    },
  },
  unknown: {
    'one side does not say': [{ 'model.dtype': 'fp32' }, {}],
  },
});
