import { type Construct, type Library, none, row } from '../library.ts';
import { optimizer } from '../optimizers.ts';

/** `framework.name: transformers` is the Trainer with its TrainingArguments. */
export const TRANSFORMERS: Library = { name: 'transformers', checked: '5.18' };
const ARGUMENTS = { library: TRANSFORMERS, callable: 'transformers.TrainingArguments' } as const;

const WARMUP_LENGTHS = ['schedule.warmup.steps', 'schedule.warmup.epochs', 'schedule.warmup.fraction'] as const;

/** https://huggingface.co/docs/transformers/main_classes/trainer */
export const transformersConstructs = (): readonly Construct[] => [
  {
    ...ARGUMENTS,
    when: [{ unstated: ['optimizer.momentum', 'optimizer.rho'] }],
    rows: [row('optimizer.name', 'adamw', 'optim')],
  },
  optimizer(TRANSFORMERS, ARGUMENTS.callable, 'adamw', [
    row('optimizer.betas', [0.9, 0.999], 'adam_beta1, adam_beta2'),
    row('optimizer.epsilon', 1e-8, 'adam_epsilon'),
    row('optimizer.epsilonPlacement', 'outside'),
    row('optimizer.biasCorrection', true),
    row('optimizer.amsgrad', false),
    row('optimizer.decayKind', 'decoupled'),
  ]),
  {
    ...ARGUMENTS,
    when: [],
    rows: [
      row('optimizer.lr', 5e-5, 'learning_rate'),
      row('optimizer.weightDecay', 0, 'weight_decay'),
      row('data.batchSize', 8, 'per_device_train_batch_size'),
      row('data.batchScope', 'process'),
      row('data.shuffle', true),
      row('data.dropLast', false, 'dataloader_drop_last'),
      row('train.epochs', 3, 'num_train_epochs'),
      row('train.seed', 42, 'seed'),
    ],
  },
  {
    ...ARGUMENTS,
    when: [{ unstated: ['optimizer.gradClip.kind', 'optimizer.gradClip.value'] }],
    rows: [row('optimizer.gradClip.value', 1, 'max_grad_norm')],
  },
  {
    ...ARGUMENTS,
    when: [{ path: 'optimizer.gradClip.value', isNot: [0] }],
    rows: [row('optimizer.gradClip.kind', 'norm')],
  },
  {
    ...ARGUMENTS,
    when: [
      {
        unstated: ['schedule.milestones', 'schedule.stepSize', 'schedule.gamma', 'schedule.power', 'schedule.patience'],
      },
    ],
    rows: [row('schedule.kind', 'linear', 'lr_scheduler_type')],
  },
  {
    ...ARGUMENTS,
    when: [{ path: 'schedule.kind', is: ['linear', 'cosine'] }],
    rows: [
      row('schedule.minLr', 0),
      row('schedule.unit', 'step'),
      row('schedule.steppedPer', 'step'),
      row('schedule.warmup.overlay', false),
      ...none('schedule.restart'),
    ],
  },
  // get_linear_schedule_with_warmup, get_cosine_schedule_with_warmup: what the warmup leaves of the run.
  {
    ...ARGUMENTS,
    when: [{ path: 'schedule.kind', is: ['linear', 'cosine'] }, { unstated: WARMUP_LENGTHS }],
    rows: [row('schedule.period', { terms: [{ coefficient: 1, factors: { 'train.steps': 1 } }] })],
  },
  {
    ...ARGUMENTS,
    when: [{ path: 'schedule.kind', is: ['linear', 'cosine'] }, { not: { unstated: WARMUP_LENGTHS } }],
    rows: [
      row('schedule.period', {
        terms: [
          { coefficient: -1, factors: { 'schedule.warmup.steps': 1 } },
          { coefficient: 1, factors: { 'train.steps': 1 } },
        ],
      }),
    ],
  },
  {
    ...ARGUMENTS,
    when: [{ not: { unstated: WARMUP_LENGTHS } }],
    rows: [
      row('schedule.warmup.kind', 'linear'),
      row('schedule.warmup.startLr', 0),
      row('schedule.warmup.steppedPer', 'step'),
    ],
  },
];
