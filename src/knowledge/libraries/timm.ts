import type { Expression } from '../../spec/quantity.ts';
import { type Condition, type Construct, type Library, none, type Row, row } from '../library.ts';
import { optimizer } from '../optimizers.ts';

/** `framework.name: timm` is timm's own train.py; a loop of one's own around timm's networks is PyTorch. */
export const TIMM: Library = { name: 'timm', checked: '1.0.29' };

const CLIPS_BY_ITSELF = 'timm.optim.Lamb';

/** lr_base × (global batch / 256), or × its square root. */
const scaledLr = (exponent: number): Expression => ({
  terms: [
    {
      coefficient: 0.1 / 256 ** exponent,
      factors: { 'data.accumulation': exponent, 'data.batchSize': exponent, 'data.devices': exponent },
    },
  ],
});

const script = (when: readonly Condition[], rows: readonly Row[]): Construct => ({
  library: TIMM,
  callable: 'train.py',
  when,
  rows,
});

const decay: readonly Row[] = [row('optimizer.weightDecay', 2e-5, '--weight-decay')];
const adam = (epsilon: number): readonly Row[] => [
  ...decay,
  row('optimizer.lr', scaledLr(0.5), '--lr-base'),
  row('optimizer.betas', [0.9, 0.999], '--opt-betas'),
  row('optimizer.epsilon', epsilon, '--opt-eps'),
  row('optimizer.epsilonPlacement', 'outside'),
  row('optimizer.biasCorrection', true),
];
const momentum: readonly Row[] = [row('optimizer.momentum', 0.9, '--momentum')];

const timm = (callable: string, name: string, rows: readonly Row[]) => optimizer(TIMM, callable, name, rows);

/** timm/optim/_optim_factory.py: what train.py's --opt names. */
const optimizers = (): readonly Construct[] => [
  timm('train.py', 'sgd', [
    ...decay,
    ...momentum,
    row('optimizer.lr', scaledLr(1), '--lr-base'),
    row('optimizer.momentumForm', 'lr-outside'),
    row('optimizer.nesterov', true, '--opt'),
    row('optimizer.dampening', 0),
    row('optimizer.decayKind', 'l2'),
  ]),
  timm('train.py', 'adam', [...adam(1e-8), row('optimizer.amsgrad', false), row('optimizer.decayKind', 'l2')]),
  timm('train.py', 'adamw', [...adam(1e-8), row('optimizer.amsgrad', false), row('optimizer.decayKind', 'decoupled')]),
  timm('train.py', 'rmsprop-tf', [
    ...decay,
    ...momentum,
    row('optimizer.lr', scaledLr(1), '--lr-base'),
    row('optimizer.momentumForm', 'lr-inside'),
    row('optimizer.rho', 0.9),
    row('optimizer.epsilon', 1e-10, '--opt-eps'),
    row('optimizer.epsilonPlacement', 'inside'),
    row('optimizer.initialAccumulator', 1),
    row('optimizer.centered', false),
    row('optimizer.decayKind', 'l2'),
  ]),
  {
    library: TIMM,
    callable: CLIPS_BY_ITSELF,
    when: [{ path: 'optimizer.name', is: ['lamb'] }],
    rows: [
      ...adam(1e-6),
      row('optimizer.gradClip.kind', 'norm'),
      row('optimizer.gradClip.value', 1, 'max_grad_norm'),
      ...none(
        'optimizer.momentum',
        'optimizer.momentumForm',
        'optimizer.nesterov',
        'optimizer.rho',
        'optimizer.initialAccumulator',
      ),
    ],
  },
];

const RANDOM_AREA: Condition = { path: 'preprocess.train.crop.policy', is: ['random-area'] };

/** https://github.com/huggingface/pytorch-image-models/blob/main/train.py */
const scripts = (): readonly Construct[] => [
  script(
    [{ unstated: ['optimizer.momentum', 'optimizer.betas', 'optimizer.rho'] }],
    [row('optimizer.name', 'sgd', '--opt')],
  ),
  script(
    [{ unstated: ['optimizer.groups', 'optimizer.decayExcludes'] }],
    [
      // Parameters of one dimension and biases do not decay.
      row('optimizer.decayRoles', ['conv.weight', 'dense.weight', 'head.weight', 'embedding']),
      ...none('optimizer.groups', 'optimizer.decayExcludes'),
    ],
  ),
  script(
    [],
    [
      row('data.batchSize', 128, '--batch-size'),
      row('data.batchScope', 'process'),
      row('data.shuffle', true),
      row('data.dropLast', true),
      row('train.epochs', 300, '--epochs'),
      row('train.seed', 42, '--seed'),
      row('loss.kind', 'cross-entropy'),
      row('loss.domain', 'logits'),
      row('loss.reduction', 'mean'),
      row('regularization.labelSmoothing', 0.1, '--smoothing'),
      row('augment.horizontalFlip.probability', 0.5, '--hflip'),
      row('schedule.minLr', 0, '--min-lr'),
    ],
  ),
  script(
    [
      {
        unstated: ['schedule.milestones', 'schedule.stepSize', 'schedule.gamma', 'schedule.power', 'schedule.patience'],
      },
    ],
    [row('schedule.kind', 'cosine', '--sched')],
  ),
  // CosineLRScheduler stays at its lowest rate after its only cycle.
  script([{ path: 'schedule.kind', is: ['cosine'] }], [row('schedule.afterPeriod', 'hold')]),
  // create_scheduler_v2: the only cycle is as long as the run.
  script(
    [
      { path: 'schedule.kind', is: ['cosine', 'polynomial'] },
      { path: 'schedule.unit', is: ['epoch'] },
    ],
    [row('schedule.period', { terms: [{ coefficient: 1, factors: { 'train.epochs': 1 } }] })],
  ),
  script([{ path: 'schedule.kind', is: ['step'] }], [row('schedule.stepSize', 90, '--decay-epochs')]),
  script(
    [{ path: 'schedule.kind', is: ['step', 'multi-step', 'plateau'] }],
    [row('schedule.gamma', 0.1, '--decay-rate')],
  ),
  script(
    [{ path: 'schedule.kind', is: ['multi-step'] }],
    [row('schedule.milestones', [90, 180, 270], '--decay-milestones')],
  ),
  script(
    [{ path: 'schedule.kind', isNot: ['constant', 'custom', 'one-cycle', 'plateau'] }],
    [row('schedule.unit', 'epoch'), row('schedule.steppedPer', 'epoch', '--sched-on-updates')],
  ),
  script(
    [{ unstated: ['schedule.warmup.epochs', 'schedule.warmup.steps'] }],
    [row('schedule.warmup.epochs', 5, '--warmup-epochs')],
  ),
  script(
    [{ path: 'schedule.warmup.epochs', isNot: [0] }],
    [
      row('schedule.warmup.kind', 'linear'),
      row('schedule.warmup.overlay', true, '--warmup-prefix'),
      row('schedule.warmup.steppedPer', 'epoch', '--sched-on-updates'),
    ],
  ),
  script(
    [
      { path: 'schedule.warmup.epochs', isNot: [0] },
      { unstated: ['schedule.warmup.startFactor', 'schedule.warmup.startLr'] },
    ],
    [row('schedule.warmup.startLr', 1e-5, '--warmup-lr')],
  ),
  script(
    [{ unstated: ['preprocess.train.crop.policy', 'preprocess.train.operations', 'preprocess.train.resize.policy'] }],
    [row('preprocess.train.crop.policy', 'random-area')],
  ),
  script(
    [RANDOM_AREA],
    [
      row('augment.randomResizedCrop.scale', [0.08, 1], '--scale'),
      row('augment.randomResizedCrop.ratio', [3 / 4, 4 / 3], '--ratio'),
      row('augment.randomResizedCrop.probability', 1),
      row('augment.randomResizedCrop.ratioLaw', 'log-uniform'),
      row('preprocess.train.resize.interpolation', 'random', '--train-interpolation'),
    ],
  ),
  script(
    [
      {
        unstated: [
          'augment.auto.policy',
          'augment.colorJitter.brightness',
          'augment.colorJitter.contrast',
          'augment.colorJitter.saturation',
          'augment.colorJitter.hue',
        ],
      },
    ],
    [
      row('augment.colorJitter.brightness', 0.4, '--color-jitter'),
      row('augment.colorJitter.contrast', 0.4, '--color-jitter'),
      row('augment.colorJitter.saturation', 0.4, '--color-jitter'),
      ...none('augment.colorJitter.hue'),
    ],
  ),
  script(
    [{ path: 'augment.auto.policy', is: ['auto-augment', 'rand-augment', 'aug-mix', 'trivial-augment'] }],
    none(
      'augment.colorJitter.brightness',
      'augment.colorJitter.contrast',
      'augment.colorJitter.saturation',
      'augment.colorJitter.hue',
    ),
  ),
  script(
    [{ path: 'augment.randomErasing.probability', isNot: [0] }],
    [row('augment.randomErasing.area', [0.02, 1 / 3]), row('augment.randomErasing.fill', 'pixel', '--remode')],
  ),
  script(
    [
      {
        anyOf: [
          { path: 'augment.mixup.alpha', isNot: [0] },
          { path: 'augment.cutmix.alpha', isNot: [0] },
        ],
      },
    ],
    [
      row('augment.mixup.probability', 1, '--mixup-prob'),
      row('augment.cutmix.switchProbability', 0.5, '--mixup-switch-prob'),
      row('augment.mixup.labels', 'mixed'),
      row('augment.mixup.offEpoch', 0, '--mixup-off-epoch'),
    ],
  ),
  script([{ path: 'optimizer.gradClip.value', known: true }], [row('optimizer.gradClip.kind', 'norm', '--clip-mode')]),
];

export const timmConstructs = (): readonly Construct[] => [...optimizers(), ...scripts()];
