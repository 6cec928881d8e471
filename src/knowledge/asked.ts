import type { RulePath } from '../spec/paths.ts';
import { TRAINS } from './conditions.ts';
import { type Condition, type Construct, type Library, none } from './library.ts';

/** A thing that a framework does only when asked: where none of its paths is stated, there is none of it. */
interface Option {
  readonly name: string;
  readonly paths: readonly RulePath[];
  readonly when?: readonly Condition[];
}

const option = <N extends string>(name: N, ...paths: readonly RulePath[]) => ({ name, paths }) as const;

/** A pipeline that is written out step by step says what it holds. */
const NO_PIPELINE: Condition = { unstated: ['preprocess.train.operations'] };
const augmentation = <N extends string>(name: N, ...paths: readonly RulePath[]) =>
  ({ name, paths, when: [NO_PIPELINE] }) as const;

/** Networks without dropout or stochastic depth in their blocks; of others by name it is not known. */
const NOTHING_DROPPED: Condition = {
  anyOf: [
    {
      path: 'model.block.kind',
      is: ['basic', 'bottleneck', 'pre-activation-basic', 'pre-activation-bottleneck', 'plain'],
    },
    { unstated: ['model.name'] },
  ],
};

const OPTIONS = [
  option('clipping of gradients', 'optimizer.gradClip.kind', 'optimizer.gradClip.value'),
  option('layer-wise decay of the learning rate', 'optimizer.layerDecay'),
  option('parameter groups', 'optimizer.groups', 'optimizer.decayExcludes'),
  option('averaging of weights', 'train.ema.decay', 'train.ema.every', 'train.ema.evaluated', 'train.ema.ramp'),
  option('accumulation of gradients', 'data.accumulation'),
  option('synchronized batch normalization', 'train.syncBatchNorm'),
  option('deterministic kernels', 'train.deterministic'),
  {
    name: 'loss scaling',
    paths: ['train.precision.lossScale'],
    when: [{ path: 'train.precision.dtype', unlessIs: ['float16'] }],
  },
  option('averaging over crops', 'eval.crops'),
  option('averaging over changed copies', 'eval.tta'),
  option('shuffling in evaluation', 'data.shuffleEval'),
  option('holding out of validation data', 'data.validationSplit'),
  option('an offset of labels', 'data.labelOffset'),
  option('label smoothing', 'regularization.labelSmoothing'),
  { name: 'dropout', paths: ['regularization.dropout'], when: [NOTHING_DROPPED] },
  {
    name: 'stochastic depth',
    paths: ['regularization.stochasticDepth', 'regularization.stochasticDepthRule'],
    when: [NOTHING_DROPPED],
  },
  option('an L2 penalty besides weight decay', 'regularization.l2'),
  option('weights of classes', 'loss.classWeights', 'loss.classWeightDivisor'),
  option('a temperature', 'loss.temperature'),
  option('a threshold of targets', 'loss.targetThreshold'),
  {
    name: 'auxiliary heads',
    paths: ['loss.auxiliary'],
    when: [{ not: { path: 'model.name', matches: /inception|googlenet|pspnet|deeplab|fcn/i } }],
  },
  { name: 'freezing of layers', paths: ['model.trainable.frozen', 'model.trainable.fraction'], when: [TRAINS] },
  { name: 'forcing the mode of normalization', paths: ['model.normMode'], when: [TRAINS] },
  augmentation(
    'mixup',
    'augment.mixup.alpha',
    'augment.mixup.probability',
    'augment.mixup.labels',
    'augment.mixup.offEpoch',
  ),
  augmentation('CutMix', 'augment.cutmix.alpha', 'augment.cutmix.switchProbability'),
  augmentation('repeated augmentation', 'augment.repeated.count'),
  augmentation(
    'automatic augmentation',
    'augment.auto.policy',
    'augment.auto.operations',
    'augment.auto.magnitude',
    'augment.auto.magnitudeStd',
    'augment.auto.increasing',
    'augment.auto.probability',
  ),
  augmentation(
    'random erasing',
    'augment.randomErasing.probability',
    'augment.randomErasing.area',
    'augment.randomErasing.fill',
  ),
  augmentation(
    'color jitter',
    'augment.colorJitter.brightness',
    'augment.colorJitter.contrast',
    'augment.colorJitter.saturation',
    'augment.colorJitter.hue',
    'augment.colorJitter.probability',
  ),
  augmentation('color noise', 'augment.lighting.std'),
  augmentation('rotation', 'augment.rotation.degrees', 'augment.rotation.probability'),
  augmentation('vertical flips', 'augment.verticalFlip.probability'),
  augmentation('horizontal flips', 'augment.horizontalFlip.probability'),
  {
    name: 'padding in front of a random crop',
    paths: ['augment.padCrop.padding', 'augment.padCrop.mode'],
    when: [NO_PIPELINE, { path: 'preprocess.train.crop.policy', unlessIs: ['random'] }],
  },
  {
    name: 'random resized crops',
    paths: [
      'augment.randomResizedCrop.scale',
      'augment.randomResizedCrop.ratio',
      'augment.randomResizedCrop.probability',
      'augment.randomResizedCrop.ratioLaw',
    ],
    when: [NO_PIPELINE, { path: 'preprocess.train.crop.policy', unlessIs: ['random-area'] }],
  },
  {
    name: 'a warmup',
    paths: [
      'schedule.warmup.epochs',
      'schedule.warmup.steps',
      'schedule.warmup.fraction',
      'schedule.warmup.startLr',
      'schedule.warmup.startFactor',
      'schedule.warmup.kind',
      'schedule.warmup.steppedPer',
      'schedule.warmup.overlay',
    ],
    when: [{ path: 'schedule.kind', unlessIs: ['one-cycle', 'cyclic', 'custom'] }],
  },
  option(
    'a learning-rate schedule',
    'schedule.kind',
    'schedule.unit',
    'schedule.steppedPer',
    'schedule.stepSize',
    'schedule.gamma',
    'schedule.milestones',
    'schedule.factors',
    'schedule.period',
    'schedule.periodFactor',
    'schedule.power',
    'schedule.staircase',
    'schedule.factor',
    'schedule.patience',
    'schedule.monitor',
    'schedule.mode',
    'schedule.threshold',
    'schedule.thresholdMode',
    'schedule.afterPeriod',
    'schedule.momentumRange',
    'schedule.restart',
    'schedule.minLr',
  ),
] as const satisfies readonly Option[];

export type OptionName = (typeof OPTIONS)[number]['name'];

/** What only some kinds of schedules have. */
const OF_KINDS: Readonly<Partial<Record<RulePath, readonly string[]>>> = {
  'schedule.stepSize': ['step', 'cyclic'],
  'schedule.gamma': ['step', 'multi-step', 'exponential', 'cyclic', 'inverse-time'],
  'schedule.milestones': ['multi-step'],
  'schedule.factors': ['multi-step'],
  'schedule.period': [
    'exponential',
    'linear',
    'polynomial',
    'cosine',
    'cosine-restarts',
    'cyclic',
    'one-cycle',
    'inverse-time',
    'inverse-sqrt',
  ],
  'schedule.periodFactor': ['cosine-restarts'],
  'schedule.power': ['polynomial'],
  'schedule.staircase': ['exponential', 'inverse-time'],
  'schedule.factor': ['plateau', 'linear'],
  'schedule.patience': ['plateau'],
  'schedule.monitor': ['plateau'],
  'schedule.mode': ['plateau'],
  'schedule.threshold': ['plateau'],
  'schedule.thresholdMode': ['plateau'],
  'schedule.afterPeriod': ['cosine', 'polynomial', 'linear'],
  'schedule.momentumRange': ['one-cycle', 'cyclic'],
  'schedule.restart': ['cosine-restarts', 'cyclic'],
};

const KINDS = ['step', 'multi-step', 'exponential', 'linear', 'polynomial', 'cosine', 'cosine-restarts', 'plateau'];

/** What a framework does not do unless it is asked to; `except` what it does by default. */
export function unlessAsked(library: Library, except: readonly OptionName[] = []): readonly Construct[] {
  const options: readonly Option[] = OPTIONS;
  return [
    ...options
      .filter(({ name }) => !(except as readonly string[]).includes(name))
      .map(
        ({ name, paths, when = [] }): Construct => ({
          library,
          callable: `${name}, only when asked for`,
          when: [{ unstated: paths }, ...when],
          rows: none(...paths),
        }),
      ),
    ...KINDS.map(
      (kind): Construct => ({
        library,
        callable: `a ${kind} schedule`,
        when: [{ path: 'schedule.kind', is: [kind] }],
        rows: none(
          ...Object.entries(OF_KINDS)
            .filter(([, kinds]) => !kinds.includes(kind))
            .map(([path]) => path as RulePath),
        ),
      }),
    ),
  ];
}
