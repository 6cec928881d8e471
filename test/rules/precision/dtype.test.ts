import rule from '../../../rules/precision/dtype.ts';
import { ruleTest } from '../../support/rule-test.ts';

const precision = (dtype: string, lossScale?: string) => ({
  'train.precision.dtype': dtype,
  ...(lossScale === undefined ? {} : { 'train.precision.lossScale': lossScale }),
});

ruleTest(rule, {
  same: {
    float32: [precision('fp32'), precision('float32')],
    'scaled on both sides': [precision('fp16', 'dynamic'), precision('fp16', 'GradScaler')],
  },
  different: {
    'mixed precision with scaling': {
      pair: [precision('fp32', 'none'), precision('amp', 'dynamic')],
      severity: 'info',
      message: 'float32 against float16',
    },
    'bfloat16 needs no scaling': { pair: [precision('fp32', 'none'), precision('bf16', 'none')], severity: 'info' },
    'float16 without scaling': { pair: [precision('fp32', 'none'), precision('fp16', 'none')], severity: 'warning' },
    'scaling on one side': {
      pair: [precision('fp16', 'dynamic'), precision('fp16', 'none')],
      severity: 'warning',
      message: 'dynamic against none',
    },
    'scaling is not known': { pair: [precision('fp32', 'none'), precision('fp16')], severity: 'info' },
  },
  unknown: {
    'one side does not say': [precision('fp32'), {}],
    'scaling of one side': [precision('fp16', 'dynamic'), precision('fp16')],
  },
});
