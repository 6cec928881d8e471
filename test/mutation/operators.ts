import type { Side } from '../../src/rule.ts';
import type { FactPath, PATHS, RulePath } from '../../src/spec/paths.ts';

type Template = keyof typeof PATHS;

/** Why a change means nothing in a setup, so that silence is right; undefined where it must be found. */
type Silence = (side: Side, value: unknown, path: FactPath) => string | undefined;

/** How the fact of one path is changed, where its kind alone does not say. */
export interface Operator {
  /** What it is changed to, one at a time; by its kind where left out. */
  readonly to?: (value: unknown, side: Side) => readonly unknown[];
  readonly silent?: Silence;
}

/** Paths whose change no finding has to name, and why. */
export const OUTSIDE: Partial<Record<Template, string>> = {
  'setup.scope': 'says what is compared, and is no part of it',
  'train.procedure': 'is a tree of steps: the tests of the rules that go through it change it',
  'eval.procedure': 'is a tree of steps, of which no rule reads one yet',
  'forward.outputs': 'is measured, not written',
  'forward.first': 'is measured, not written',
  'forward.gains': 'is measured, not written',
  'forward.deadChannels': 'is measured, not written',
};

const swap =
  (one: unknown, other: unknown) =>
  (value: unknown): readonly unknown[] => [value === one ? other : one];
const to =
  (...values: readonly unknown[]) =>
  (): readonly unknown[] =>
    values;
/** The reason, where the condition holds. */
const when =
  (reason: string, condition: (side: Side, value: unknown, path: FactPath) => boolean): Silence =>
  (side, value, path) =>
    condition(side, value, path) ? reason : undefined;

const phaseOf = (path: string): string => path.split('.')[1] ?? '';
const at = (path: string, rest: string): RulePath => `preprocess.${phaseOf(path)}.${rest}` as RulePath;

const trained = when(
  'trained weights take the place of initialization',
  (side) => side.value('model.pretrained') === true,
);
const noWarmup = when(
  'there is no warmup',
  (side) => side.value('schedule.warmup.kind') === 'none' || side.value('schedule.warmup.epochs') === 0,
);
const noAverage = when('weights are not averaged', (side) => side.value('train.ema.decay') === 0);
const wholeRun = when('the period ends with the run', (side) => {
  const [period, epochs, warmup] = [
    side.value('schedule.period'),
    side.value('train.epochs'),
    side.value('schedule.warmup.epochs'),
  ];
  if (typeof period !== 'number' || typeof epochs !== 'number') return false;
  return period + (side.value('schedule.warmup.overlay') === true ? 0 : (warmup ?? 0)) >= epochs;
});
const SHUFFLING = ['random', 'distributed', 'weighted', 'repeated-augmentation'];
const DROPS = ['step', 'multi-step'];

/** What another number of processes changes. */
function devicesCount(side: Side): boolean {
  const scope = side.value('data.batchScope');
  if (scope === 'process') return true;
  const norm = side.value('model.norm.kind');
  return (
    scope === 'global' &&
    norm === 'batch-norm' &&
    side.value('train.syncBatchNorm') !== true &&
    side.value('model.normMode') !== 'eval'
  );
}

export const OPERATORS: Partial<Record<Template, Operator>> = {
  // Another framework means other defaults and other meanings of names; these two mean the same.
  'framework.name': {
    to: (value) => (value === 'pytorch' ? ['mmpretrain'] : value === 'mmpretrain' ? ['pytorch'] : []),
  },
  'framework.version': { to: (value) => [`${String(value).replace(/\d+$/, '')}99`] },
  'model.normMode': { to: swap('eval', 'train') },
  'model.trainable.frozen': {
    silent: when(
      'the share that is trained is the same',
      (side) => side.value('model.trainable.frozen') !== 'none' && side.known('model.trainable.fraction'),
    ),
  },
  'model.stem.kind': {
    silent: when(
      'its kernel, stride and width are stated and the same',
      (side) => side.known('model.stem.kernel') && side.value('model.stem.kind') !== 'patch',
    ),
  },
  'model.block.stridePlacement': { to: (value) => (value === 'not-applicable' ? [] : swap('3x3', '1x1')(value)) },
  'model.norm.kind': { to: (value) => [value === 'group-norm' ? 'layer-norm' : 'group-norm'] },
  'model.norm.runningVariance': {
    silent: when('n/(n − 1) is next to 1 over so many examples', (side) => {
      const batch = side.value('data.normBatchSize');
      return typeof batch !== 'number' || batch > 8;
    }),
  },
  'preprocess.*.operations': { to: (value) => [[...(value as readonly unknown[]), 'grayscale']] },
  'preprocess.*.normalization.kind': { to: (value) => [value === 'per-image' ? 'affine' : 'per-image'] },
  'preprocess.*.normalization.inModel': {
    to: (value) => {
      const { scale, offset } = value as { scale: number; offset: number };
      return [
        { scale: scale * 2, offset },
        { scale, offset: offset + 50 * scale },
      ];
    },
  },
  'preprocess.*.resize.library': {
    silent: when(
      'antialiasing and pixel centers are stated and the same',
      (side, _, path) =>
        side.fact(at(path, 'resize.antialias')).status === 'stated' &&
        side.fact(at(path, 'resize.pixelCenter')).status === 'stated',
    ),
  },
  'preprocess.*.crop.policy': {
    to: (value) => [value === 'center' ? 'random' : 'center'],
    silent: when(
      'random resized crops are stated by themselves',
      (side, _, path) => phaseOf(path) === 'train' && (side.value('augment.randomResizedCrop.probability') ?? 0) > 0,
    ),
  },
  'data.dataset': {
    silent: when(
      'the setup neither trains nor evaluates',
      (side) => !(side.value('setup.scope') ?? []).some((scope) => scope === 'train' || scope === 'eval'),
    ),
  },
  'augment.repeated.count': { to: (value) => [Number(value) + 3] },
  'data.devices': {
    to: (value) => [Number(value) * 2],
    silent: when(
      'the batch is counted over all processes, or it is not said over which',
      (side) => !devicesCount(side),
    ),
  },
  'data.shuffle': {
    silent: when(
      'the sampler or the buffer shuffles',
      (side) => SHUFFLING.includes(side.value('data.sampler') ?? '') || (side.value('data.shuffleBuffer') ?? 0) > 1,
    ),
  },
  'data.dropLast': {
    silent: when('the batches come out even', (side) => {
      const [size, batch] = [side.value('data.trainSize'), side.value('data.effectiveBatchSize')];
      return typeof size === 'number' && typeof batch === 'number' && size % batch === 0;
    }),
  },
  'train.syncBatchNorm': {
    silent: when('how many processes there are is not said', (side) => !side.known('data.devices')),
  },
  'data.sampler': { to: swap('weighted', 'distributed') },
  'optimizer.decayKind': { to: (value) => [value === 'decoupled' ? 'l2' : 'decoupled'] },
  'optimizer.decayRoles': {
    to: (value) => {
      const roles = value as readonly string[];
      return [
        roles.includes('norm.weight') ? roles.filter((role) => role !== 'norm.weight') : [...roles, 'norm.weight'],
      ];
    },
  },
  'optimizer.decayExcludes': { to: to([{ pattern: 'another' }]) },
  'optimizer.groups': {
    to: (value) => {
      const groups = value as readonly { readonly weightDecay?: number }[];
      return [
        groups.map((group) => ({ ...group, weightDecay: 0.05 })),
        groups.map((group, i) => (i === 0 ? { ...group, lrScale: 10 } : group)),
        groups.slice(1),
      ];
    },
  },
  'schedule.kind': {
    to: (value) => [value === 'step' || value === 'multi-step' ? 'cosine' : value === 'linear' ? 'cosine' : 'linear'],
  },
  'schedule.unit': {
    to: swap('epoch', 'step'),
  },
  'schedule.steppedPer': {
    to: swap('epoch', 'step'),
    silent: when('drops lie at the same places', (side) => DROPS.includes(side.value('schedule.kind') ?? '')),
  },
  'schedule.factors': { to: to([0.5, 0.01]) },
  'schedule.afterPeriod': { silent: wholeRun },
  'schedule.restart': { silent: wholeRun },
  'schedule.warmup.epochs': {
    to: (value) => [Number(value) + 5],
    silent: when('the kind says that there is none', (side) => side.value('schedule.warmup.kind') === 'none'),
  },
  'schedule.warmup.kind': {
    to: swap('linear', 'constant'),
    silent: when('it has no length', (side) =>
      (['schedule.warmup.epochs', 'schedule.warmup.steps', 'schedule.warmup.fraction'] as const).every(
        (path) => (side.value(path) ?? 0) === 0,
      ),
    ),
  },
  'schedule.warmup.startFactor': { silent: noWarmup },
  'schedule.warmup.startLr': { silent: noWarmup },
  'schedule.warmup.steppedPer': { to: swap('epoch', 'step'), silent: noWarmup },
  'schedule.warmup.overlay': { silent: noWarmup },
  'train.precision.lossScale': {
    to: (value) => [value === 'dynamic' ? 'static' : 'dynamic'],
    silent: when('the range of the data type needs none', (side) => side.value('train.precision.dtype') !== 'float16'),
  },
  'train.ema.every': { to: (value) => [Number(value) + 31], silent: noAverage },
  'train.ema.ramp': { silent: noAverage },
  'train.ema.evaluated': { silent: noAverage },
  'loss.ignoreIndex': { to: to(255) },
  'loss.classWeightDivisor': {
    silent: when('classes weigh the same', (side) =>
      [side.value('loss.classWeights')].flat().every((weight) => weight === 1),
    ),
  },
  'init.conv': { silent: trained },
  'init.dense': {
    silent: (side, value, path) =>
      trained(side, value, path) ??
      (typeof value === 'object' && value !== null && 'std' in value && 'corrected' in value && value.corrected === true
        ? 'the standard deviation is that of the tensor as drawn'
        : undefined),
  },
  'init.embedding': { silent: trained },
  'init.recurrent': { silent: trained },
  'init.norm': { to: to({ name: 'zeros' }), silent: trained },
  'init.bias': { silent: trained },
  'init.zeroGamma': { silent: trained },
};
