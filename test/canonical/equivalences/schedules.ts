import type { Equivalence, Values } from './types.ts';

const LR = 0.1;
/** Steps in an epoch. */
const SPE = 100;
const schedule = (parts: Values): Values =>
  Object.fromEntries(Object.entries(parts).map(([key, value]) => [`schedule.${key}`, value]));
const torch = (epochs: number, parts: Values): Values => ({
  'framework.name': 'pytorch',
  'optimizer.lr': LR,
  'train.epochs': epochs,
  ...schedule({ unit: 'epoch', steppedPer: 'epoch', minLr: 0, 'warmup.kind': 'none', ...parts }),
});
const keras = (epochs: number, parts: Values): Values => ({
  'framework.name': 'keras',
  'optimizer.lr': LR,
  'train.steps': epochs * SPE,
  ...schedule({ unit: 'step', steppedPer: 'step', minLr: 0, 'warmup.kind': 'none', ...parts }),
});
const inSteps = (steps: number, parts: Values): Values => ({
  ...torch(1, {}),
  ...keras(1, {}),
  'train.steps': steps,
  ...schedule(parts),
  'train.epochs': steps / SPE,
});
const curve = { paths: ['schedule.curve'] };
const stepping = { paths: ['schedule.curve'], but: 'stepping' } as const;

const warm = (parts: Values): Values => ({ 'warmup.kind': 'linear', 'warmup.overlay': false, ...parts });
const torchvision = torch(100, warm({ kind: 'cosine', period: 95, 'warmup.epochs': 5, 'warmup.startFactor': 0.01 }));
const timm = {
  ...torch(
    100,
    warm({ kind: 'cosine', period: 100, 'warmup.epochs': 5, 'warmup.startLr': 0.001, 'warmup.overlay': true }),
  ),
  'framework.name': 'timm',
};

export const SCHEDULES: readonly Equivalence[] = [
  {
    id: 58,
    statement: 'a polynomial of power 1 to 0 is a linear schedule to 0; Keras ends at 1e-4 unless told',
    facts: curve,
    meet: [
      [torch(30, { kind: 'polynomial', power: 1, period: 30 }), torch(30, { kind: 'linear', period: 30 })],
      [keras(30, { kind: 'polynomial', power: 1, period: 3000 }), inSteps(3000, { kind: 'linear', period: 3000 })],
    ],
    apart: [
      [
        keras(30, { kind: 'polynomial', power: 1, period: 3000, minLr: 1e-4 }),
        inSteps(3000, { kind: 'linear', period: 3000 }),
      ],
      [torch(30, { kind: 'polynomial', power: 2, period: 30 }), torch(30, { kind: 'linear', period: 30 })],
    ],
  },
  {
    id: 59,
    statement:
      'StepLR(s, γ) is MultiStepLR([s, 2s, …], γ) and ExponentialDecay in a staircase; StepLR(1, γ) is ExponentialLR(γ)',
    facts: curve,
    meet: [
      [
        torch(90, { kind: 'StepLR', stepSize: 30, gamma: 0.1 }),
        torch(90, { kind: 'MultiStepLR', milestones: [30, 60], gamma: 0.1 }),
      ],
      [
        torch(90, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        keras(90, { kind: 'ExponentialDecay', period: 30 * SPE, gamma: 0.1, staircase: true }),
      ],
      [torch(30, { kind: 'step', stepSize: 1, gamma: 0.9 }), torch(30, { kind: 'exponential', gamma: 0.9 })],
    ],
    apart: [
      [
        torch(90, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        torch(90, { kind: 'multi-step', milestones: [30, 60], gamma: 0.2 }),
      ],
      [
        torch(90, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        keras(90, { kind: 'exponential', period: 30 * SPE, gamma: 0.1, staircase: false }),
      ],
    ],
  },
  {
    id: 60,
    statement: 'a drop every 30 of 90 epochs is two drops, of 100 epochs three',
    facts: curve,
    meet: [
      [
        torch(90, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        torch(90, { kind: 'multi-step', milestones: [30, 60], gamma: 0.1 }),
      ],
      [
        torch(100, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        torch(100, { kind: 'multi-step', milestones: [30, 60, 90], gamma: 0.1 }),
      ],
    ],
    apart: [
      [
        torch(100, { kind: 'step', stepSize: 30, gamma: 0.1 }),
        torch(100, { kind: 'multi-step', milestones: [30, 60], gamma: 0.1 }),
      ],
    ],
  },
  {
    id: 61,
    statement:
      'a milestone at epoch m is a PiecewiseConstantDecay that first has the next value at update m·(steps per epoch)',
    facts: curve,
    meet: [
      [
        torch(90, { kind: 'multi-step', milestones: [30, 60], gamma: 0.1 }),
        keras(90, { kind: 'PiecewiseConstantDecay', milestones: [30 * SPE, 60 * SPE], factors: [0.1, 0.01] }),
      ],
    ],
    apart: [
      [
        torch(90, { kind: 'multi-step', milestones: [30, 60], gamma: 0.1 }),
        keras(90, { kind: 'multi-step', milestones: [31 * SPE, 60 * SPE], factors: [0.1, 0.01] }),
      ],
      [
        torch(90, { kind: 'multi-step', milestones: [30, 60], gamma: 0.1 }),
        keras(90, { kind: 'multi-step', milestones: [30, 60], factors: [0.1, 0.01] }),
      ],
    ],
    correction:
      'Checked with the real schedulers: a boundary b of Keras is a milestone of b + 1, as listed; a milestone m of timm’s MultiStepLRScheduler is one of m − 1, which the list does not have.',
  },
  {
    id: 62,
    statement: 'CosineAnnealingLR(T, η) is CosineDecay(α = η/L), the first cycle of warm restarts and timm’s cosine',
    facts: curve,
    meet: [
      [
        torch(90, { kind: 'CosineAnnealingLR', period: 90, minLr: 0.001 }),
        torch(90, { kind: 'CosineAnnealingWarmRestarts', period: 90, minLr: 0.001 }),
      ],
      [
        inSteps(9000, { kind: 'cosine', period: 9000, minLr: 0.001 }),
        keras(90, { kind: 'CosineDecay', period: 9000, minLr: 0.01 * LR }),
      ],
      [
        torch(90, { kind: 'cosine', period: 90, minLr: 0.001 }),
        { ...torch(90, { kind: 'cosine', period: 90, minLr: 0.001 }), 'framework.name': 'timm' },
      ],
    ],
    apart: [
      [torch(90, { kind: 'cosine', period: 90 }), torch(90, { kind: 'cosine-restarts', period: 45 })],
      [torch(90, { kind: 'cosine', period: 90 }), torch(90, { kind: 'cosine', period: 90, minLr: 0.01 })],
      // PyTorch's cosine rises again after its period, Keras' holds
      [torch(90, { kind: 'cosine', period: 60 }), keras(90, { kind: 'cosine', period: 6000 })],
    ],
  },
  {
    id: 63,
    statement: 'a cosine per epoch is the cosine per step but for holding its rate inside an epoch',
    facts: stepping,
    meet: [[torch(90, { kind: 'cosine', period: 90 }), keras(90, { kind: 'cosine', period: 9000 })]],
    apart: [[torch(90, { kind: 'cosine', period: 90 }), keras(90, { kind: 'cosine', period: 9900 })]],
  },
  {
    id: 64,
    statement: 'T_max in steps with a step per epoch, or the reverse, is another schedule',
    facts: stepping,
    meet: [],
    apart: [
      [torch(90, { kind: 'cosine', period: 90 }), torch(90, { kind: 'cosine', period: 9000 })],
      [
        torch(90, { kind: 'cosine', period: 90 }),
        { ...torch(90, { kind: 'cosine', period: 90, unit: 'step', steppedPer: 'step' }), 'train.steps': 9000 },
      ],
    ],
  },
  {
    id: 65,
    statement: 'warmup, then a cosine over what is left: torchvision, Keras and transformers write the same',
    facts: stepping,
    meet: [
      [torchvision, keras(100, warm({ kind: 'cosine', period: 9500, 'warmup.steps': 500, 'warmup.startLr': 0.001 }))],
      [
        keras(100, warm({ kind: 'cosine', period: 9500, 'warmup.steps': 500, 'warmup.startLr': 0 })),
        {
          ...keras(100, warm({ kind: 'cosine', period: 9500, 'warmup.steps': 500, 'warmup.startFactor': 0 })),
          'framework.name': 'transformers',
        },
      ],
    ],
    apart: [[torchvision, timm]],
  },
  {
    id: 66,
    statement: 'a warmup laid over the cosine (timm, DeiT) jumps from L to L·(1 + cos(π·W/N))/2 at its end',
    facts: curve,
    meet: [
      [
        timm,
        {
          ...timm,
          ...schedule({ unit: 'step', steppedPer: 'epoch', period: 10_000 }),
          'data.stepsPerEpoch': SPE,
        },
      ],
    ],
    apart: [[timm, torchvision]],
    correction:
      'Holds for train.py of timm. Its StepLRScheduler and MultiStepLRScheduler by themselves put the warmup in front (warmup_prefix is on by default), its CosineLRScheduler does not.',
  },
  {
    id: 67,
    statement: 'warmups start at a factor of L, at an absolute rate or at 0',
    facts: { paths: ['schedule.warmup.startFactor', 'schedule.curve'] },
    meet: [
      [torchvision, torch(100, warm({ kind: 'cosine', period: 95, 'warmup.epochs': 5, 'warmup.startLr': 0.01 * LR }))],
    ],
    apart: [
      [torchvision, torch(100, warm({ kind: 'cosine', period: 95, 'warmup.epochs': 5, 'warmup.startLr': 1e-5 }))],
      [torchvision, torch(100, warm({ kind: 'cosine', period: 95, 'warmup.epochs': 5, 'warmup.startFactor': 0 }))],
      [torchvision, torch(100, warm({ kind: 'cosine', period: 95, 'warmup.epochs': 5, 'warmup.startFactor': 0.1 }))],
    ],
  },
  {
    id: 68,
    statement: 'a warmup per epoch has W levels, per step W·(steps per epoch), on one line from f·L to L',
    facts: stepping,
    meet: [
      [
        torch(
          30,
          warm({ kind: 'constant', 'warmup.epochs': 5, 'warmup.startFactor': 0.1, 'warmup.steppedPer': 'epoch' }),
        ),
        torch(
          30,
          warm({ kind: 'constant', 'warmup.epochs': 5, 'warmup.startFactor': 0.1, 'warmup.steppedPer': 'step' }),
        ),
      ],
    ],
    apart: [
      [
        torch(30, warm({ kind: 'constant', 'warmup.epochs': 5, 'warmup.startFactor': 0.1 })),
        torch(30, warm({ kind: 'constant', 'warmup.epochs': 6, 'warmup.startFactor': 0.1 })),
      ],
      [
        torch(30, warm({ kind: 'constant', 'warmup.epochs': 5, 'warmup.startFactor': 0.1 })),
        torch(30, { kind: 'constant', 'warmup.kind': 'constant', 'warmup.epochs': 5, 'warmup.startFactor': 0.1 }),
      ],
    ],
  },
  {
    id: 69,
    statement: 'warmup_ratio r is ceil(r·N) steps',
    facts: { paths: ['schedule.warmup.steps', 'schedule.curve'] },
    meet: [
      [
        keras(10, warm({ kind: 'linear', period: 937, 'warmup.fraction': 0.063, 'warmup.startLr': 0 })),
        keras(10, warm({ kind: 'linear', period: 937, 'warmup.steps': 63, 'warmup.startLr': 0 })),
      ],
      [
        { ...keras(10, warm({ kind: 'constant', 'warmup.fraction': 0.06, 'warmup.startLr': 0 })), 'train.steps': 1005 },
        { ...keras(10, warm({ kind: 'constant', 'warmup.steps': 61, 'warmup.startLr': 0 })), 'train.steps': 1005 },
      ],
    ],
    apart: [
      [
        keras(10, warm({ kind: 'linear', period: 937, 'warmup.fraction': 0.063, 'warmup.startLr': 0 })),
        keras(10, warm({ kind: 'linear', period: 937, 'warmup.steps': 30, 'warmup.startLr': 0 })),
      ],
    ],
  },
  {
    id: 70,
    statement: 'a factor of 0.97 every 2.4 epochs is 0.97^(1/2.4) = 0.98739 an epoch, unless it is a staircase',
    facts: curve,
    meet: [
      [
        torch(350, { kind: 'exponential', gamma: 0.97, period: 2.4 }),
        torch(350, { kind: 'exponential', gamma: 0.987389, period: 1 }),
      ],
    ],
    apart: [
      [
        torch(350, { kind: 'exponential', gamma: 0.97, period: 2.4, steppedPer: 'step' }),
        torch(350, { kind: 'exponential', gamma: 0.97, period: 2.4, steppedPer: 'step', staircase: true }),
      ],
      [
        torch(350, { kind: 'exponential', gamma: 0.97, period: 2.4 }),
        torch(350, { kind: 'exponential', gamma: 0.97, period: 1 }),
      ],
    ],
  },
  {
    id: 71,
    statement: 'one cycle is a cosine warmup of 30 % from max/25 and a cosine to max/25/1e4',
    facts: curve,
    meet: [
      [
        {
          ...keras(1, { kind: 'OneCycleLR', peakLr: LR, period: 100, minLr: LR / 25 / 1e4 }),
          'optimizer.lr': 1e-3,
          ...schedule({ 'warmup.kind': 'cosine', 'warmup.fraction': 0.3, 'warmup.startFactor': 1 / 25 }),
        },
        keras(1, {
          kind: 'cosine',
          period: 70,
          minLr: LR / 25 / 1e4,
          'warmup.kind': 'cosine',
          'warmup.steps': 29,
          'warmup.startFactor': 1 / 25,
          'warmup.overlay': false,
        }),
      ],
    ],
    apart: [
      [
        keras(1, {
          kind: 'one-cycle',
          peakLr: LR,
          period: 100,
          minLr: 0,
          'warmup.kind': 'cosine',
          'warmup.fraction': 0.3,
          'warmup.startFactor': 0.04,
        }),
        keras(1, {
          kind: 'one-cycle',
          peakLr: LR,
          period: 100,
          minLr: 0,
          'warmup.kind': 'linear',
          'warmup.fraction': 0.3,
          'warmup.startFactor': 0.04,
        }),
      ],
    ],
  },
  {
    id: '71, momentum',
    statement: 'one cycle also moves the momentum between 0.95 and 0.85 unless told not to',
    facts: { paths: ['schedule.momentumRange'] },
    meet: [],
    apart: [[schedule({ momentumRange: [0.85, 0.95] }), schedule({ momentumRange: [0.95, 0.95] })]],
  },
  {
    id: '72, threshold',
    statement: 'the threshold of a plateau is relative in PyTorch, a difference in Keras',
    facts: { paths: ['schedule.thresholdMode'] },
    meet: [[schedule({ thresholdMode: 'rel' }), schedule({ thresholdMode: 'relative' })]],
    apart: [[schedule({ thresholdMode: 'rel' }), schedule({ thresholdMode: 'abs' })]],
  },
  {
    id: 73,
    statement: 'decay d of older Keras optimizers is InverseTimeDecay(L, 1, d)',
    facts: curve,
    meet: [
      [
        keras(10, { kind: 'inverse-time', gamma: 1e-3 }),
        keras(10, { kind: 'InverseTimeDecay', gamma: 1e-3, period: 1 }),
      ],
      [
        keras(10, { kind: 'inverse-time', gamma: 1e-3 }),
        keras(10, { kind: 'InverseTimeDecay', gamma: 0.1, period: 100 }),
      ],
    ],
    apart: [[keras(10, { kind: 'inverse-time', gamma: 1e-3 }), keras(10, { kind: 'exponential', gamma: 0.999 })]],
  },
];
