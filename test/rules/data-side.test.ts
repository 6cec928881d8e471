import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { resolve, runCompare } from '../../src/engine/index.ts';
import { SCOPES } from '../../src/spec/vocabulary.ts';
import { setupOf } from '../support/setup.ts';

const phase = (name: 'train' | 'eval', rest: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries({
      'normalization.kind': 'affine',
      'normalization.scale': 1 / 255,
      'normalization.mean': [0.485, 0.456, 0.406],
      'normalization.std': [0.229, 0.224, 0.225],
      'normalization.channelOrder': 'rgb',
      'normalization.inModel': { scale: 1, offset: 0 },
      'resize.interpolation': 'bilinear',
      'resize.library': 'pil',
      ...rest,
    }).map(([path, value]) => [`preprocess.${name}.${path}`, value]),
  );

/** Everything that the data side of a setup can say. */
const FULL = {
  'model.pretrained': false,
  'model.norm.kind': 'batch-norm',
  'model.head.classes': 1000,
  ...phase('train', {
    'resize.policy': 'none',
    'crop.policy': 'random-area',
    'crop.size': 224,
    operations: ['random-resized-crop', 'horizontal-flip', 'color-jitter', 'to-tensor', 'normalize', 'random-erasing'],
  }),
  ...phase('eval', {
    'resize.policy': 'short-side',
    'resize.size': 256,
    'crop.policy': 'center',
    'crop.size': 224,
    operations: ['resize', 'center-crop', 'to-tensor', 'normalize'],
  }),
  'input.channels': 3,
  'augment.randomResizedCrop.probability': 1,
  'augment.randomResizedCrop.scale': [0.08, 1],
  'augment.randomResizedCrop.ratio': [3 / 4, 4 / 3],
  'augment.padCrop.padding': 0,
  'augment.horizontalFlip.probability': 0.5,
  'augment.verticalFlip.probability': 0,
  'augment.rotation.degrees': 0,
  'augment.colorJitter.brightness': 0.4,
  'augment.colorJitter.contrast': 0.4,
  'augment.colorJitter.saturation': 0.4,
  'augment.colorJitter.hue': 0,
  'augment.colorJitter.probability': 1,
  'augment.lighting.std': 0,
  'augment.auto.policy': 'rand-augment',
  'augment.auto.operations': 2,
  'augment.auto.magnitude': 0.3,
  'augment.auto.magnitudeStd': 0,
  'augment.auto.increasing': false,
  'augment.auto.probability': 1,
  'augment.randomErasing.probability': 0.1,
  'augment.randomErasing.area': [0.02, 0.33],
  'augment.randomErasing.fill': 'constant',
  'augment.mixup.alpha': 0.2,
  'augment.mixup.probability': 1,
  'augment.mixup.labels': 'mixed',
  'augment.mixup.offEpoch': 0,
  'augment.cutmix.alpha': 1,
  'augment.cutmix.switchProbability': 0.5,
  'augment.repeated.count': 0,
  'data.dataset': 'imagenet-1k',
  'data.split': 'train',
  'data.validationSplit': 0,
  'data.batchSize': 32,
  'data.batchScope': 'process',
  'data.devices': 8,
  'data.accumulation': 1,
  'data.shuffle': true,
  'data.shuffleBuffer': 0,
  'data.dropLast': false,
  'data.sampler': 'distributed',
  'data.setEpoch': true,
  'data.classOrder': 'alphabetical',
  'data.labelOffset': 0,
  'data.decoder': 'pil',
  'optimizer.name': 'sgd',
  'optimizer.lr': 0.1,
  'train.epochs': 90,
  'train.syncBatchNorm': false,
} as const;

/** One fact changed, and the rule that must name it. */
const MUTATIONS: readonly (readonly [path: string, value: unknown, rule: string])[] = [
  ['preprocess.train.normalization.kind', 'none', 'normalization/mean-std'],
  ['preprocess.train.normalization.kind', 'per-image', 'normalization/mean-std'],
  ['preprocess.eval.normalization.scale', 1, 'normalization/input-scale'],
  ['preprocess.eval.normalization.mean', [0.5, 0.5, 0.5], 'normalization/mean-std'],
  ['preprocess.eval.normalization.std', 1, 'normalization/mean-std'],
  ['preprocess.train.normalization.inModel', { scale: 2, offset: 0 }, 'normalization/mean-std'],
  ['preprocess.train.normalization.inModel', { scale: 1 / 255, offset: 0 }, 'normalization/input-scale'],
  ['preprocess.eval.normalization.channelOrder', 'bgr', 'color/channel-order'],
  ['preprocess.eval.resize.policy', 'exact', 'resize/geometry'],
  ['preprocess.eval.resize.policy', 'none', 'resize/geometry'],
  ['preprocess.eval.resize.size', 232, 'resize/size'],
  ['preprocess.eval.resize.interpolation', 'bicubic', 'resize/interpolation'],
  ['preprocess.eval.resize.interpolation', 'nearest', 'resize/interpolation'],
  ['preprocess.train.resize.interpolation', 'bicubic', 'resize/interpolation'],
  ['preprocess.eval.resize.library', 'opencv', 'resize/library'],
  ['preprocess.eval.resize.library', 'tfjs', 'resize/library'],
  ['preprocess.eval.resize.antialias', false, 'resize/antialias'],
  ['preprocess.eval.resize.pixelCenter', 'legacy', 'resize/pixel-center'],
  ['preprocess.eval.crop.policy', 'none', 'resize/geometry'],
  ['preprocess.train.crop.policy', 'random', 'resize/geometry'],
  ['preprocess.eval.crop.size', 192, 'resize/size'],
  ['preprocess.eval.crop.fraction', 0.7, 'resize/size'],
  ['preprocess.train.crop.size', 176, 'resize/size'],
  ['preprocess.eval.operations', ['resize', 'center-crop', 'blur', 'to-tensor', 'normalize'], 'preprocess/steps'],
  [
    'preprocess.train.operations',
    ['random-resized-crop', 'horizontal-flip', 'color-jitter', 'to-tensor', 'random-erasing', 'normalize'],
    'augment/order',
  ],
  ['input.size.train', 192, 'resize/size'],
  ['input.size.eval', 256, 'resize/size'],
  ['input.channels', 4, 'color/channels-count'],
  ['augment.randomResizedCrop.probability', 0, 'augment/random-resized-crop'],
  ['augment.randomResizedCrop.scale', [0.35, 1], 'augment/random-resized-crop'],
  ['augment.randomResizedCrop.ratio', [1, 1], 'augment/random-resized-crop'],
  ['augment.padCrop.padding', 4, 'augment/pad-crop'],
  ['augment.horizontalFlip.probability', 0, 'augment/flip'],
  ['augment.verticalFlip.probability', 0.5, 'augment/flip'],
  ['augment.rotation.degrees', 15, 'augment/rotation'],
  ['augment.colorJitter.brightness', 0, 'augment/color-jitter'],
  ['augment.colorJitter.hue', 0.1, 'augment/color-jitter'],
  ['augment.colorJitter.probability', 0.5, 'augment/color-jitter'],
  ['augment.lighting.std', 0.1, 'augment/color-jitter'],
  ['augment.auto.policy', 'none', 'augment/auto'],
  ['augment.auto.magnitude', 0.9, 'augment/auto'],
  ['augment.auto.operations', 3, 'augment/auto'],
  ['augment.auto.magnitudeStd', 0.05, 'augment/auto'],
  ['augment.auto.increasing', true, 'augment/auto'],
  ['augment.auto.probability', 0.5, 'augment/auto'],
  ['augment.randomErasing.probability', 0, 'augment/random-erasing'],
  ['augment.randomErasing.area', [0.02, 0.2], 'augment/random-erasing'],
  ['augment.randomErasing.fill', 'pixel', 'augment/random-erasing'],
  ['augment.mixup.alpha', 0, 'augment/mixup-cutmix'],
  ['augment.mixup.probability', 0.5, 'augment/mixup-cutmix'],
  ['augment.mixup.labels', 'hard', 'augment/mixup-cutmix'],
  ['augment.mixup.offEpoch', 60, 'augment/mixup-cutmix'],
  ['augment.cutmix.alpha', 0, 'augment/mixup-cutmix'],
  ['augment.cutmix.switchProbability', 0.8, 'augment/mixup-cutmix'],
  ['augment.repeated.count', 3, 'augment/repeated'],
  ['data.dataset', 'places365', 'loader/dataset-split'],
  ['data.split', 'trainval', 'loader/dataset-split'],
  ['data.validationSplit', 0.1, 'loader/dataset-split'],
  ['data.trainSize', 128_000, 'loader/dataset-split'],
  ['data.classes', 1001, 'loader/label-offset'],
  ['data.classes', 100, 'loader/dataset-split'],
  ['data.classOrder', 'listed', 'loader/dataset-split'],
  ['data.labelOffset', 1, 'loader/label-offset'],
  ['data.batchSize', 256, 'loader/batch-size'],
  ['data.batchScope', 'global', 'loader/batch-size'],
  ['data.devices', 1, 'loader/batch-size'],
  ['data.accumulation', 4, 'loader/batch-size'],
  ['data.sampler', 'weighted', 'loader/class-balance'],
  ['data.setEpoch', false, 'loader/set-epoch'],
  ['data.shuffleBuffer', 1000, 'loader/shuffle-buffer'],
  ['data.dropLast', true, 'loader/drop-last'],
  ['data.decoder', 'nvjpeg', 'decode/library'],
  ['train.syncBatchNorm', true, 'loader/bn-batch'],
];

const side = (values: Readonly<Record<string, unknown>>) => resolve({ ...setupOf(values), scope: SCOPES });

describe('one changed fact of a full setup gives one root', () => {
  it.each(MUTATIONS)('%s → %j: %s', (path, value, rule) => {
    const { findings } = runCompare(side(FULL), side({ ...FULL, [path]: value }), RULES);
    expect(findings.map(({ rule: id }) => id)).toEqual([rule]);
  });
});

/** The same fact in other words: nothing is found. */
const REWRITTEN: readonly (readonly [title: string, change: Readonly<Record<string, unknown>>])[] = [
  ['crop size as two numbers', { 'preprocess.eval.crop.size': [224, 224] }],
  [
    'short side as a crop fraction',
    { 'preprocess.eval.resize.size': undefined, 'preprocess.eval.crop.fraction': 0.875 },
  ],
  [
    'constants on 0–255',
    {
      'preprocess.eval.normalization.scale': 1,
      'preprocess.eval.normalization.mean': [123.675, 116.28, 103.53],
      'preprocess.eval.normalization.std': [58.395, 57.12, 57.375],
    },
  ],
  ['another name of the dataset', { 'data.dataset': 'ILSVRC2012' }],
  ['all processes counted', { 'data.batchSize': 256, 'data.batchScope': 'global' }],
  ['repeats of one', { 'augment.repeated.count': 1 }],
  ['another spelling of the policy', { 'augment.auto.policy': 'RandAugment' }],
  ['a sampler in place of the flag', { 'data.shuffle': false }],
  ['ratio with two digits', { 'augment.randomResizedCrop.ratio': [0.75, 1.33] }],
];

describe('the same setup written otherwise gives nothing', () => {
  it.each(REWRITTEN)('%s', (_, change) => {
    const changed = Object.entries({ ...FULL, ...change }).filter(([, value]) => value !== undefined);
    expect(runCompare(side(FULL), side(Object.fromEntries(changed)), RULES).findings).toEqual([]);
  });
});
