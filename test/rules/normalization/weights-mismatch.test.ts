import rule from '../../../rules/normalization/weights-mismatch.ts';
import { ruleTest } from '../../support/rule-test.ts';

const at = (
  phase: 'train' | 'eval',
  scale: number,
  mean: number | readonly number[],
  std: number | readonly number[],
) => ({
  [`preprocess.${phase}.normalization.kind`]: 'affine',
  [`preprocess.${phase}.normalization.scale`]: scale,
  [`preprocess.${phase}.normalization.mean`]: mean,
  [`preprocess.${phase}.normalization.std`]: std,
});
const imagenet = at('eval', 1 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
const half = at('eval', 1 / 255, 0.5, 0.5);
const caffe = at('eval', 1, [123.68, 116.779, 103.939], 1);
const weights = (source: string, name: string, id = 'default') => ({
  'model.weights.source': source,
  'model.name': name,
  'model.weights.id': id,
});

ruleTest(rule, {
  clean: {
    'torchvision and ImageNet constants': { ...imagenet, 'model.weights.id': 'IMAGENET1K_V2' },
    'timm ViT and 0.5': { ...half, ...weights('timm', 'vit_base_patch16_224.augreg_in21k_ft_in1k') },
    'Keras ResNet and Caffe constants': { ...caffe, ...weights('keras', 'ResNet50', 'imagenet') },
    'Keras ResNetV2 and −1–1': { ...half, ...weights('keras', 'ResNet50V2', 'imagenet') },
    'Keras DenseNet and ImageNet constants': { ...imagenet, ...weights('keras', 'DenseNet121', 'imagenet') },
    'Google’s ViT': { ...half, 'model.weights.id': 'google/vit-base-patch16-224' },
    'mmpretrain on 0–255': {
      ...at('eval', 1, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]),
      ...weights('mmpretrain', 'resnet50', 'resnet50_8xb32_in1k'),
    },
    'means of another Caffe model, rounded': {
      ...at('eval', 1, [123.675, 116.28, 103.53], 1),
      ...weights('caffe', 'resnet50', 'msra'),
    },
  },
  complains: {
    'a ViT of timm fed with ImageNet constants': {
      setup: { ...imagenet, ...weights('timm', 'vit_base_patch16_224.augreg_in21k_ft_in1k') },
      severity: 'error',
      message: '[-1, 1]',
    },
    'weights of keras.applications fed with [-1, 1]': {
      setup: { ...half, 'framework.name': 'keras', 'model.name': 'ResNet50', 'model.weights.id': 'imagenet' },
      severity: 'error',
    },
    'Caffe weights in a PyTorch recipe': { setup: { ...imagenet, ...weights('caffe', 'resnet50') }, severity: 'error' },
    'torchvision weights in a Caffe recipe': {
      setup: { ...caffe, 'model.weights.id': 'IMAGENET1K_V1' },
      severity: 'error',
    },
    'fine-tuned on its own statistics': {
      setup: { ...half, ...at('train', 1 / 255, 0.5, 0.5), 'model.weights.id': 'IMAGENET1K_V1' },
      severity: 'warning',
    },
    'nothing is trained': {
      setup: {
        ...half,
        ...at('train', 1 / 255, 0.5, 0.5),
        'model.weights.id': 'IMAGENET1K_V1',
        'model.trainable.fraction': 0,
      },
      severity: 'error',
    },
  },
  lintUnknown: {
    'weights of the project’s own': { ...half, ...weights('runs/12', 'resnet50', 'best.pt') },
    'a family with many conventions': { ...half, ...weights('timm', 'mobilenetv4_conv_small.e2400_ra4_in1k') },
    'the map is unknown': { 'preprocess.eval.normalization.kind': 'adapted', 'model.weights.id': 'IMAGENET1K_V1' },
  },
  lintNotApplicable: {
    'from scratch': { ...half, 'model.pretrained': false },
    'training and evaluation part': {
      ...imagenet,
      ...at('train', 1 / 255, 0.5, 0.5),
      'model.weights.id': 'IMAGENET1K_V1',
    },
    'nothing normalizes': {
      'preprocess.eval.normalization.kind': 'none',
      'preprocess.eval.normalization.scale': 1 / 255,
      'preprocess.eval.normalization.inModel': { scale: 1, offset: 0 },
      'model.weights.id': 'IMAGENET1K_V1',
    },
  },
});
