import { defineRule } from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS } from '../shared/context.ts';

/** Where published ResNets have the stride of a bottleneck, by who trained them. */
const PLACEMENTS: readonly (readonly [source: RegExp, placement: '1x1' | '3x3'])[] = [
  [/^(?:caffe2?|msra|detectron|keras)$/, '1x1'],
  [/^(?:torchvision|timm)$/, '3x3'],
];

export default defineRule({
  id: 'arch/weights-recipe-mismatch',
  title: 'Weights of another recipe',
  why: 'ResNets of Caffe and Keras have their stride in the first 1×1 convolution, those of torchvision and timm in the 3×3 one: the shapes fit either way, and the features are wrong.',
  help: 'Build the network that the weights were trained in (in mmdetection, `style: caffe`), or take other weights.',
  effect: {
    text: 'mAP fell from 0.73 to 0.58 with weights of torchvision in a recipe of Caffe2: stride, channel order and input scale together',
    source: 'https://github.com/facebookresearch/maskrcnn-benchmark/issues/643',
  },
  scope: ['model'],
  messages: {
    stride: '{source} weights have the stride in the {expected} convolution, the network in the {value} one',
  },
  lint: {
    reads: ['model.weights.source', 'model.block.stridePlacement'],
    context: PRETRAINED_PATHS,
    check({ setup, clean, unknown, notApplicable, complain }) {
      const source = setup.value('model.weights.source')?.toLowerCase();
      if (source === undefined || loadsPretrained(setup) === false)
        return notApplicable('no trained weights are loaded');
      const placement = setup.value('model.block.stridePlacement');
      if (placement === undefined || placement === 'not-applicable')
        return notApplicable('a network without bottlenecks');
      const expected = PLACEMENTS.find(([pattern]) => pattern.test(source))?.[1];
      if (expected === undefined) return unknown(`where ${source} weights have their stride is unknown`);
      if (placement === expected) return clean();
      return complain('stride', {
        severity: 'error',
        at: 'model.block.stridePlacement',
        data: { source, expected },
        because: ['trained weights are loaded'],
      });
    },
  },
});
