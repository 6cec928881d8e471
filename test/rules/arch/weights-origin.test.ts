import rule from '../../../rules/arch/weights-origin.ts';
import { ruleTest } from '../../support/rule-test.ts';

const weights = (id: string, source = 'torchvision') => ({ 'model.weights.id': id, 'model.weights.source': source });
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: {
    'equal weights': [weights('IMAGENET1K_V2'), weights('IMAGENET1K_V2')],
    'both from scratch': [scratch, scratch],
  },
  equivalent: { 'one tag in two spellings': [weights('IMAGENET1K_V2'), weights('ResNet50_Weights.IMAGENET1K-V2')] },
  different: {
    'one from scratch': {
      pair: [weights('IMAGENET1K_V1'), scratch],
      severity: 'error',
      message: 'B starts from scratch, A from torchvision IMAGENET1K_V1',
    },
    'other weights': { pair: [weights('IMAGENET1K_V1'), weights('IMAGENET1K_V2')], severity: 'error' },
    'weights of somebody else': {
      pair: [weights('imagenet', 'keras'), weights('imagenet', 'caffe')],
      severity: 'error',
      message: 'keras imagenet against caffe imagenet',
    },
    'missing parameters are let pass': {
      pair: [
        { ...weights('IMAGENET1K_V1'), 'model.weights.strict': true },
        { ...weights('IMAGENET1K_V1'), 'model.weights.strict': false },
      ],
      severity: 'warning',
    },
  },
  unknown: {
    'one side does not say': [weights('IMAGENET1K_V1'), { 'model.name': 'my_net' }],
    'trained weights that nobody names': [
      { 'model.pretrained': true },
      { 'model.pretrained': true, 'model.name': 'my_net' },
    ],
  },
});
