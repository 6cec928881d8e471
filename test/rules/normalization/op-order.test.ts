import rule from '../../../rules/normalization/op-order.ts';
import { ruleTest } from '../../support/rule-test.ts';

const phase = 'preprocess.train';
const steps = (...operations: readonly unknown[]) => ({ [`${phase}.operations`]: operations });
const uneven = { [`${phase}.normalization.mean`]: [103.939, 116.779, 123.68] };

ruleTest(rule, {
  clean: {
    'the usual order': steps('Resize', 'ToTensor', 'Normalize', 'RandomErasing'),
    'constants on 0–255 in front of a step that leaves floats alone': {
      ...steps('Normalize', 'ToTensor'),
      [`${phase}.normalization.affine`]: { slope: [0.017], offset: [-2] },
    },
    'one constant for all channels': { ...steps('Normalize', 'bgr-to-rgb'), [`${phase}.normalization.mean`]: 127.5 },
    'swapped before': { ...steps('bgr-to-rgb', 'Normalize'), ...uneven },
    'erased by the mean color before normalizing': steps(
      'ToTensor',
      { name: 'RandomErasing', value: [124, 116, 104] },
      'Normalize',
    ),
  },
  complains: {
    'normalized before scaling': { setup: steps('Normalize', 'ToTensor'), severity: 'warning', message: 'ToTensor' },
    'mean subtracted before the swap': {
      setup: { ...steps('Normalize', 'bgr-to-rgb'), ...uneven },
      severity: 'warning',
      message: 'swapped',
    },
    'mean subtracted before the swap, for pretrained weights': {
      setup: { ...steps('Normalize', 'bgr-to-rgb'), ...uneven, 'model.pretrained': true },
      severity: 'error',
    },
    'erased before normalizing': { setup: steps('ToTensor', 'RandomErasing', 'Normalize'), severity: 'info' },
  },
  lintNotApplicable: { 'no normalization': steps('Resize', 'ToTensor') },
});
