import type { Equivalence, Values } from './types.ts';

const ema = (decay: number, every: number): Values => ({ 'train.ema.decay': decay, 'train.ema.every': every });
const loss = (kind: string, domain: string, activation: string): Values => ({
  'loss.kind': kind,
  'loss.domain': domain,
  'model.head.activation': activation,
});

export const TARGETS: readonly Equivalence[] = [
  {
    id: 78,
    statement: 'a loss on logits is a softmax layer and a loss on probabilities; both at once is a double softmax',
    facts: { paths: ['loss.softmaxes'] },
    meet: [
      [loss('CrossEntropyLoss', 'logits', 'none'), loss('categorical_crossentropy', 'probabilities', 'softmax')],
      [loss('CrossEntropyLoss', 'logits', 'none'), loss('NLLLoss', 'log-softmax', 'log-softmax')],
      [loss('BCEWithLogitsLoss', 'logits', 'none'), loss('binary_crossentropy', 'probabilities', 'sigmoid')],
    ],
    apart: [
      [loss('CrossEntropyLoss', 'logits', 'none'), loss('CrossEntropyLoss', 'logits', 'softmax')],
      [loss('CrossEntropyLoss', 'logits', 'none'), loss('categorical_crossentropy', 'probabilities', 'none')],
    ],
  },
  {
    id: 79,
    statement: 'sparse and one-hot cross-entropy are one loss',
    facts: { paths: ['loss.kind'] },
    meet: [[{ 'loss.kind': 'sparse_categorical_crossentropy' }, { 'loss.kind': 'categoricalCrossentropy' }]],
    apart: [[{ 'loss.kind': 'sparse_categorical_crossentropy' }, { 'loss.kind': 'binary_crossentropy' }]],
  },
  {
    id: 80,
    statement: 'a mean of weighted losses is over the sum of the weights in PyTorch, over the batch in Keras',
    facts: { paths: ['loss.classWeightDivisor'] },
    meet: [[{ 'loss.classWeightDivisor': 'sum-of-weights' }, { 'loss.classWeightDivisor': 'weights' }]],
    apart: [[{ 'loss.classWeightDivisor': 'weights' }, { 'loss.classWeightDivisor': 'batch-size' }]],
  },
  {
    id: 81,
    statement: 'binary cross-entropy as a mean over classes is not their sum over the number of examples',
    facts: { paths: ['loss.reduction'] },
    meet: [],
    apart: [
      [
        { 'loss.kind': 'bce', 'loss.reduction': 'mean' },
        { 'loss.kind': 'bce', 'loss.reduction': 'batchmean' },
      ],
    ],
  },
  {
    id: 82,
    statement: 'a threshold of 0.2 makes mixed targets binary (RSB)',
    facts: { paths: ['loss.targetThreshold'] },
    meet: [],
    apart: [[{ 'loss.targetThreshold': 0.2 }, { 'loss.targetThreshold': 0.5 }]],
  },
  {
    id: 87,
    statement: 'timm applies each operation of RandAugment with probability 0.5, torchvision always',
    facts: { paths: ['augment.auto.probability'] },
    meet: [],
    apart: [
      [
        { 'augment.auto.policy': 'rand-augment', 'augment.auto.probability': 0.5 },
        { 'augment.auto.policy': 'RandAugment', 'augment.auto.probability': 1 },
      ],
    ],
  },
  {
    id: 92,
    statement: 'Keras RandomFlip without a mode also flips vertically',
    facts: { paths: ['augment.verticalFlip.probability'] },
    meet: [],
    apart: [[{ 'augment.verticalFlip.probability': 0.5 }, { 'augment.verticalFlip.probability': 0 }]],
  },
  {
    id: 93,
    statement: 'an average with decay d every k steps has d^(1/k) a step',
    facts: { paths: ['train.ema.perStep'] },
    meet: [[ema(0.9984, 32), ema(0.9984 ** (1 / 32), 1)]],
    apart: [[ema(0.9984, 32), ema(0.9984, 1)]],
  },
  {
    id: 94,
    statement: 'a half-life of h steps, updated every u, is a decay of 2^(−u/h)',
    facts: { paths: ['train.ema.perStep'] },
    meet: [[ema(2 ** (-32 / 1000), 32), ema(2 ** (-1 / 1000), 1)]],
    apart: [[ema(2 ** (-32 / 1000), 32), ema(2 ** (-1 / 2000), 1)]],
  },
  {
    id: 96,
    statement: 'TensorFlow’s average with num_updates ramps its decay: min(d, (1 + n)/(10 + n))',
    facts: { paths: ['train.ema.ramp'] },
    meet: [],
    apart: [
      [
        { ...ema(0.9999, 1), 'train.ema.ramp': true },
        { ...ema(0.9999, 1), 'train.ema.ramp': false },
      ],
    ],
  },
  {
    id: 97,
    statement: 'use_ema of Keras updates at every step',
    facts: { paths: ['train.ema.perStep'] },
    meet: [[ema(0.99, 1), ema(0.99 ** 10, 10)]],
    apart: [[ema(0.99, 1), ema(0.99, 10)]],
  },
  {
    id: 99,
    statement: 'a linear ramp of stochastic depth is not one rate for all blocks',
    facts: { paths: ['regularization.stochasticDepthRule'] },
    meet: [[{ 'regularization.stochasticDepthRule': 'uniform' }, { 'regularization.stochasticDepthRule': 'constant' }]],
    apart: [[{ 'regularization.stochasticDepthRule': 'linear' }, { 'regularization.stochasticDepthRule': 'constant' }]],
  },
];
