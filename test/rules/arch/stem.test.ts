import rule from '../../../rules/arch/stem.ts';
import { ruleTest } from '../../support/rule-test.ts';

const imagenet = {
  'model.stem.kernel': 7,
  'model.stem.stride': 2,
  'model.stem.pool': 'max',
  'model.stem.poolKernel': 3,
  'model.stem.channels': 64,
};
const small = { 'model.stem.kernel': 3, 'model.stem.stride': 1, 'model.stem.pool': 'none', 'model.stem.channels': 64 };

ruleTest(rule, {
  same: {
    'equal stems': [imagenet, imagenet],
    'another word for the same stem': [
      { ...small, 'model.stem.kind': 'conv3x3' },
      { ...small, 'model.stem.kind': '3x3' },
    ],
  },
  different: {
    'the stem of ImageNet on small images': {
      pair: [
        { ...imagenet, 'input.size.train': 32 },
        { ...small, 'input.size.train': [32, 32] },
      ],
      severity: 'error',
      message: '7×7, stride 2, max pooling against 3×3, stride 1, no pooling',
    },
    'another stride': { pair: [imagenet, { ...imagenet, 'model.stem.stride': 1 }], severity: 'error' },
    'a pooling left out': { pair: [imagenet, { ...imagenet, 'model.stem.pool': 'none' }], severity: 'error' },
    'a deep stem': {
      pair: [
        { ...small, 'model.stem.kind': 'conv3x3' },
        { ...small, 'model.stem.kind': 'deep' },
      ],
      severity: 'error',
    },
    'more channels': {
      pair: [imagenet, { ...imagenet, 'model.stem.channels': 32 }],
      severity: 'error',
      message: '64 against 32 output channels',
    },
    'a smaller pooling': {
      pair: [imagenet, { ...imagenet, 'model.stem.poolKernel': 2 }],
      severity: 'warning',
    },
  },
  unknown: {
    'one side does not say': [imagenet, { 'model.name': 'my_net' }],
    'a part that one side does not say': [imagenet, { 'model.stem.kernel': 7, 'model.stem.stride': 2 }],
  },
});
