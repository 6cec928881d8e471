import rule from '../../../rules/arch/weights-recipe-mismatch.ts';
import { ruleTest } from '../../support/rule-test.ts';

const setup = (source: string, placement: string, more: Readonly<Record<string, unknown>> = {}) => ({
  'model.weights.source': source,
  'model.block.stridePlacement': placement,
  ...more,
});

ruleTest(rule, {
  clean: { 'Caffe weights in a Caffe network': setup('caffe', '1x1'), 'timm weights': setup('timm', '3x3') },
  complains: {
    'Caffe weights in a network of PyTorch': {
      setup: setup('MSRA', '3x3'),
      severity: 'error',
      message: 'msra weights have the stride in the 1x1 convolution, the network in the 3x3 one',
    },
    'torchvision weights in a network of Caffe': { setup: setup('torchvision', '1x1'), severity: 'error' },
  },
  lintUnknown: {
    'weights of somebody': setup('checkpoints/best.pt', '3x3'),
    'no placement': { 'model.weights.source': 'caffe' },
  },
  lintNotApplicable: {
    'from scratch': setup('caffe', '3x3', { 'model.pretrained': false }),
    'basic blocks': setup('caffe', 'not-applicable'),
  },
});
