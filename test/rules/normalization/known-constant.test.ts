import rule from '../../../rules/normalization/known-constant.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (mean: readonly number[], std: readonly number[], scale = 1 / 255) => ({
  'preprocess.train.normalization.kind': 'affine',
  'preprocess.train.normalization.scale': scale,
  'preprocess.train.normalization.mean': mean,
  'preprocess.train.normalization.std': std,
});
const imagenet = of([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
const cifar = { 'data.dataset': 'CIFAR10' };

ruleTest(rule, {
  clean: {
    'its own constants': { ...cifar, ...of([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]) },
    'its own constants, rounded': { ...cifar, ...of([0.491, 0.482, 0.447], [0.247, 0.243, 0.262]) },
    'its own constants on 0–255': { ...cifar, ...of([125.3, 123, 113.9], [63, 62.1, 66.7], 1) },
    'ImageNet constants for ImageNet weights': { ...cifar, ...imagenet, 'model.pretrained': true },
    'constants of no known dataset': { ...cifar, ...of([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]) },
  },
  complains: {
    'ImageNet on CIFAR-10': {
      setup: { ...cifar, ...imagenet, 'model.pretrained': false },
      severity: 'info',
      message: 'imagenet-1k',
    },
    'CIFAR-100 on CIFAR-10': {
      setup: { ...cifar, ...of([0.5071, 0.4867, 0.4408], [0.2675, 0.2565, 0.2761]) },
      severity: 'info',
    },
    'mean of each image’s own deviation': {
      setup: { ...cifar, ...of([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.201]) },
      severity: 'info',
      message: '0.2023',
    },
  },
  lintUnknown: {
    'pretrained or not': { ...cifar, ...imagenet },
    'the unit is unknown': {
      ...cifar,
      'preprocess.train.normalization.kind': 'affine',
      'preprocess.train.normalization.mean': [0.485, 0.456, 0.406],
      'preprocess.train.normalization.std': [0.229, 0.224, 0.225],
    },
  },
  lintNotApplicable: { 'a dataset of the project’s own': { 'data.dataset': 'plants', ...imagenet } },
});
