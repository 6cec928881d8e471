import { input, multiply, power } from '../../../src/canonical/quantity.ts';
import type { Equivalence, Values } from './types.ts';

const data = (parts: Values): Values =>
  Object.fromEntries(Object.entries(parts).map(([key, value]) => [`data.${key}`, value]));
const batch = (batchSize: number, batchScope: string, devices: number, accumulation = 1): Values =>
  data({ batchSize, batchScope, devices, accumulation });
const effective = { paths: ['data.effectiveBatchSize'] };
const norm = { 'model.norm.kind': 'batch-norm', 'train.syncBatchNorm': false };
const scaled = (rate: number, exponent: number, reference: number): unknown => {
  const factor = power(multiply(1 / reference, input('data.effectiveBatchSize')), exponent);
  if (factor === undefined) throw new TypeError('no such power');
  return multiply(rate, factor);
};
const imagenet = (batchSize: number, more: Values): Values => ({
  ...batch(batchSize, 'global', 1),
  ...data({ dataset: 'imagenet-1k' }),
  ...more,
});

export const BATCHES: readonly Equivalence[] = [
  {
    id: 51,
    statement: 'the effective batch is batch × processes × accumulation; some count a process, some all of them',
    facts: effective,
    meet: [
      [batch(256, 'global', 8), batch(32, 'per-device', 8)],
      [batch(256, 'total', 8), batch(16, 'process', 8, 2)],
      [batch(256, 'global', 1), batch(256, 'process', 1)],
    ],
    apart: [
      [batch(256, 'global', 8), batch(256, 'process', 8)],
      [batch(32, 'process', 8), batch(32, 'process', 8, 2)],
    ],
  },
  {
    id: 52,
    statement: 'the linear rule keeps lr/B: 0.1 at 256 is 0.4 at 1024',
    facts: { paths: ['optimizer.lr'] },
    meet: [
      [
        { ...batch(128, 'process', 8), 'optimizer.lr': scaled(0.1, 1, 256) },
        { ...batch(128, 'process', 8), 'optimizer.lr': 0.4 },
      ],
      [
        { ...data({ batchSize: 128, batchScope: 'process', accumulation: 1 }), 'optimizer.lr': scaled(0.1, 1, 256) },
        { ...data({ batchSize: 64, batchScope: 'process', accumulation: 2 }), 'optimizer.lr': scaled(0.2, 1, 512) },
      ],
    ],
    apart: [
      [
        { ...batch(128, 'process', 8), 'optimizer.lr': scaled(0.1, 1, 256) },
        { ...batch(128, 'process', 8), 'optimizer.lr': 0.1 },
      ],
      [
        { ...data({ batchSize: 128, batchScope: 'process', accumulation: 1 }), 'optimizer.lr': scaled(0.1, 1, 256) },
        { ...data({ batchSize: 128, batchScope: 'process', accumulation: 1 }), 'optimizer.lr': scaled(0.1, 1, 512) },
      ],
    ],
  },
  {
    id: 53,
    statement: 'the square-root rule keeps lr/√B',
    facts: { paths: ['optimizer.lr'] },
    meet: [
      [
        { ...batch(1024, 'global', 8), 'optimizer.lr': scaled(0.001, 0.5, 256) },
        { ...batch(1024, 'global', 8), 'optimizer.lr': 0.002 },
      ],
    ],
    apart: [
      [
        { ...batch(1024, 'global', 8), 'optimizer.lr': scaled(0.001, 0.5, 256) },
        { ...batch(1024, 'global', 8), 'optimizer.lr': scaled(0.001, 1, 256) },
      ],
    ],
  },
  {
    id: 54,
    statement: 'averaging gradients over processes is one large batch, but for batch normalization',
    facts: { paths: ['data.effectiveBatchSize', 'data.normBatchSize'] },
    meet: [
      [
        { ...batch(32, 'process', 8), ...norm, 'model.norm.kind': 'batch-norm', 'train.syncBatchNorm': true },
        { ...batch(256, 'process', 1), ...norm },
      ],
    ],
    apart: [
      [
        { ...batch(32, 'process', 8), ...norm },
        { ...batch(256, 'process', 1), ...norm },
      ],
    ],
  },
  {
    id: 55,
    statement: 'accumulation is a large batch, but batch normalization sees the small ones',
    facts: { paths: ['data.effectiveBatchSize', 'data.normBatchSize'] },
    meet: [
      [
        { ...batch(64, 'process', 2, 2), ...norm },
        { ...batch(64, 'process', 4), ...norm },
      ],
    ],
    apart: [
      [
        { ...batch(64, 'process', 1, 4), ...norm },
        { ...batch(256, 'process', 1), ...norm },
      ],
    ],
  },
  {
    id: 56,
    statement: 'repeated augmentation leaves the length of an epoch alone; a batch has fewer distinct images',
    facts: { paths: ['data.stepsPerEpoch'] },
    meet: [
      [
        imagenet(1024, { 'data.dropLast': false, 'augment.repeated.count': 3 }),
        imagenet(1024, { 'data.dropLast': false, 'augment.repeated.count': 1 }),
      ],
    ],
    apart: [
      [
        imagenet(1024, { 'data.dropLast': false, 'augment.repeated.count': 3 }),
        imagenet(3072, { 'data.dropLast': false, 'augment.repeated.count': 1 }),
      ],
    ],
  },
  {
    id: 57,
    statement: 'dropping the last batch: floor(N/B) against ceil(N/B), 1251 against 1252 at 1024',
    facts: { paths: ['data.stepsPerEpoch'] },
    meet: [
      [imagenet(1024, { 'data.dropLast': true }), { 'data.stepsPerEpoch': 1251 }],
      [imagenet(1024, { 'data.dropLast': false }), { 'data.stepsPerEpoch': 1252 }],
      // nothing is left over
      [
        { ...batch(100, 'global', 1), ...data({ dataset: 'CIFAR10', dropLast: true }) },
        { ...batch(100, 'global', 1), ...data({ dataset: 'cifar-10', dropLast: false }) },
      ],
    ],
    apart: [[imagenet(1024, { 'data.dropLast': true }), imagenet(1024, { 'data.dropLast': false })]],
  },
  {
    id: 101,
    statement: 'synchronized batch normalization takes its statistics from the batch of all processes',
    facts: { paths: ['data.normBatchSize'] },
    meet: [
      [
        { ...batch(32, 'process', 8), ...norm, 'model.norm.kind': 'SyncBatchNorm' },
        { ...batch(256, 'global', 1), ...norm },
      ],
    ],
    apart: [
      [
        { ...batch(32, 'process', 8), ...norm, 'model.norm.kind': 'SyncBatchNorm' },
        { ...batch(32, 'process', 8), ...norm },
      ],
    ],
  },
  {
    id: 102,
    statement: '112590 steps of 1024 and 28080 steps of 4096 are 90 epochs of ImageNet',
    facts: { paths: ['train.epochs'] },
    meet: [
      [imagenet(1024, { 'data.dropLast': true, 'train.steps': 112_590 }), { 'train.epochs': 90 }],
      [imagenet(4096, { 'data.dropLast': true, 'train.steps': 28_080 }), { 'train.epochs': 90 }],
    ],
    apart: [[imagenet(1024, { 'data.dropLast': true, 'train.steps': 28_080 }), { 'train.epochs': 90 }]],
  },
  {
    id: 'form: samples seen',
    statement: 'a run is as long as the examples that it sees',
    facts: { paths: ['train.samples'] },
    meet: [
      [
        { 'train.epochs': 90, 'data.dataset': 'imagenet', 'data.dropLast': false },
        { 'train.epochs': 90, 'data.trainSize': 1_281_167, 'data.dropLast': false },
      ],
      [
        { ...batch(256, 'global', 1), 'train.steps': 1000 },
        { ...batch(512, 'global', 1), 'train.steps': 500 },
      ],
    ],
    apart: [
      [
        { 'train.epochs': 90, 'data.dataset': 'imagenet', 'data.dropLast': false },
        { 'train.epochs': 100, 'data.dataset': 'imagenet', 'data.dropLast': false },
      ],
    ],
  },
];
