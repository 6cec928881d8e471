import { BATCH_NORM, HAS_EMBEDDINGS, IS_RECURRENT, OWN_NETWORK } from '../conditions.ts';
import { type Condition, type Construct, none, row } from '../library.ts';
import { TORCH } from './torch-optimizers.ts';

const schedule = (callable: string, kind: string, rows: Construct['rows']): Construct => ({
  library: TORCH,
  callable: `torch.optim.lr_scheduler.${callable}`,
  when: [{ path: 'schedule.kind', is: [kind] }],
  rows,
});

/** https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate */
export const torchSchedules = (): readonly Construct[] => [
  schedule('StepLR', 'step', [row('schedule.gamma', 0.1, 'gamma')]),
  {
    ...schedule('MultiStepLR', 'multi-step', [row('schedule.gamma', 0.1, 'gamma')]),
    when: [{ path: 'schedule.kind', is: ['multi-step'] }, { unstated: ['schedule.factors'] }],
  },
  schedule('PolynomialLR', 'polynomial', [row('schedule.power', 1, 'power'), row('schedule.minLr', 0)]),
  schedule('CosineAnnealingLR', 'cosine', [
    row('schedule.minLr', 0, 'eta_min'),
    row('schedule.afterPeriod', 'rebound'),
  ]),
  schedule('CosineAnnealingWarmRestarts', 'cosine-restarts', [
    row('schedule.periodFactor', 1, 'T_mult'),
    row('schedule.minLr', 0, 'eta_min'),
  ]),
  schedule('OneCycleLR', 'one-cycle', [row('schedule.momentumRange', [0.85, 0.95], 'base_momentum, max_momentum')]),
  schedule('ReduceLROnPlateau', 'plateau', [
    row('schedule.factor', 0.1, 'factor'),
    row('schedule.patience', 10, 'patience'),
    row('schedule.mode', 'min', 'mode'),
    row('schedule.threshold', 1e-4, 'threshold'),
    row('schedule.thresholdMode', 'relative', 'threshold_mode'),
    row('schedule.minLr', 0, 'min_lr'),
  ]),
];

/** The setup says something of its loader, so that what it does not say of it was left out. */
const LOADS: Condition = {
  not: { unstated: ['data.batchSize', 'data.dropLast', 'data.shuffle', 'data.sampler', 'data.shuffleBuffer'] },
};

/** A sampler shuffles in place of the loader, and processes that share a set need one. */
const NO_SAMPLER: Condition = {
  anyOf: [{ unstated: ['data.sampler', 'data.setEpoch'] }, { path: 'data.sampler', is: ['none'] }],
};
const ONE_PROCESS: Condition = {
  anyOf: [{ path: 'data.devices', is: [1] }, { unstated: ['data.devices'] }],
};

/**
 * https://docs.pytorch.org/docs/stable/data.html. Its batch of 1 is left out: a setup that does not say its batch has one all
 * the same.
 */
export const torchLoader = (): readonly Construct[] => [
  {
    library: TORCH,
    callable: 'torch.utils.data.DataLoader',
    when: [LOADS],
    rows: [row('data.dropLast', false, 'drop_last')],
  },
  {
    library: TORCH,
    callable: 'torch.utils.data.DataLoader',
    when: [LOADS, NO_SAMPLER, ONE_PROCESS],
    rows: [row('data.shuffle', false, 'shuffle')],
  },
];

/** https://docs.pytorch.org/docs/stable/nn.html#loss-functions */
export const torchLosses = (): readonly Construct[] => [
  {
    library: TORCH,
    callable: 'torch.nn.CrossEntropyLoss',
    when: [{ path: 'loss.kind', is: ['cross-entropy'] }, { not: { path: 'loss.kind', spelled: /nll/i } }],
    rows: [
      row('loss.domain', 'logits'),
      row('loss.reduction', 'mean', 'reduction'),
      row('loss.ignoreIndex', -100, 'ignore_index'),
    ],
  },
  {
    library: TORCH,
    callable: 'torch.nn.CrossEntropyLoss',
    when: [{ path: 'loss.kind', is: ['cross-entropy'] }, { not: { unstated: ['loss.classWeights'] } }],
    rows: [row('loss.classWeightDivisor', 'weights')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.NLLLoss',
    when: [{ path: 'loss.kind', spelled: /nll/i }],
    rows: [
      row('loss.domain', 'log-probabilities'),
      row('loss.reduction', 'mean', 'reduction'),
      row('loss.ignoreIndex', -100, 'ignore_index'),
    ],
  },
  {
    library: TORCH,
    callable: 'torch.nn.BCEWithLogitsLoss',
    when: [{ path: 'loss.kind', spelled: /with_?logits/i }],
    rows: [row('loss.domain', 'logits')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.BCELoss',
    when: [{ path: 'loss.kind', spelled: /^(?:torch\.)?(?:nn\.)?BCELoss$/ }],
    rows: [row('loss.domain', 'probabilities')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.BCEWithLogitsLoss',
    when: [{ path: 'loss.kind', is: ['binary-cross-entropy'] }],
    rows: [row('loss.reduction', 'mean', 'reduction'), ...none('loss.ignoreIndex')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.KLDivLoss',
    when: [{ path: 'loss.kind', is: ['kl-divergence'] }],
    rows: [
      row('loss.reduction', 'mean', 'reduction'),
      row('loss.domain', 'log-probabilities'),
      ...none('loss.ignoreIndex'),
    ],
  },
  ...(
    [
      ['mean-squared-error', 'MSELoss'],
      ['mean-absolute-error', 'L1Loss'],
      ['huber', 'HuberLoss'],
    ] as const
  ).map(
    ([kind, callable]): Construct => ({
      library: TORCH,
      callable: `torch.nn.${callable}`,
      when: [{ path: 'loss.kind', is: [kind] }],
      rows: [row('loss.reduction', 'mean', 'reduction'), ...none('loss.ignoreIndex')],
    }),
  ),
];

/** https://docs.pytorch.org/docs/stable/nn.html */
export const torchLayers = (): readonly Construct[] => [
  {
    library: TORCH,
    callable: 'torch.nn.BatchNorm2d',
    when: [BATCH_NORM],
    rows: [row('model.norm.runningVariance', 'unbiased')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.BatchNorm2d',
    when: [BATCH_NORM, OWN_NETWORK],
    rows: [
      row('model.norm.epsilon', 1e-5, 'eps'),
      row('model.norm.momentum', 0.1, 'momentum'),
      row('model.norm.affine', true, 'affine'),
    ],
  },
  ...(
    [
      ['layer-norm', 'LayerNorm', 'elementwise_affine'],
      ['group-norm', 'GroupNorm', 'affine'],
    ] as const
  ).map(
    ([kind, callable, affine]): Construct => ({
      library: TORCH,
      callable: `torch.nn.${callable}`,
      when: [{ path: 'model.norm.kind', is: [kind] }, OWN_NETWORK],
      rows: [
        row('model.norm.epsilon', 1e-5, 'eps'),
        row('model.norm.affine', true, affine),
        ...none('model.norm.momentum', 'model.norm.runningVariance'),
      ],
    }),
  ),
  {
    library: TORCH,
    callable: 'torch.nn.InstanceNorm2d',
    when: [{ path: 'model.norm.kind', is: ['instance-norm'] }, OWN_NETWORK],
    rows: [
      row('model.norm.epsilon', 1e-5, 'eps'),
      row('model.norm.affine', false, 'affine'),
      ...none('model.norm.runningVariance'),
    ],
  },
  {
    library: TORCH,
    callable: 'torch.nn.LeakyReLU',
    when: [{ path: 'model.activation.kind', is: ['leaky-relu'] }, OWN_NETWORK],
    rows: [row('model.activation.slope', 0.01, 'negative_slope')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.Conv2d',
    when: [OWN_NETWORK],
    rows: [row('init.conv', 'pytorch-default')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.Linear',
    when: [OWN_NETWORK],
    rows: [row('init.dense', 'pytorch-default'), row('init.bias', 'pytorch-default')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.Embedding',
    when: [OWN_NETWORK, HAS_EMBEDDINGS],
    rows: [row('init.embedding', { name: 'normal', std: 1 })],
  },
  {
    library: TORCH,
    callable: 'torch.nn.LSTM',
    when: [IS_RECURRENT],
    rows: [row('init.recurrent', 'pytorch-default')],
  },
  {
    library: TORCH,
    callable: 'torch.nn.BatchNorm2d',
    when: [OWN_NETWORK],
    rows: [row('init.norm', 'ones'), row('init.zeroGamma', false)],
  },
];
