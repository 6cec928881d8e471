import { nearest } from '../../spec/nearest.ts';
import { FACT_PATHS, splitPrefix } from '../../spec/paths.ts';
import { leavesOf, SPEC_TREE, type SpecBranch } from '../../spec/tree.ts';

/** What other libraries and papers call a fact, squashed: without case, dots, hyphens and underscores. */
const SYNONYMS: Readonly<Record<string, string>> = {
  learningrate: 'optimizer.lr',
  baselr: 'optimizer.lr',
  initiallr: 'optimizer.lr',
  wd: 'optimizer.weightDecay',
  l2: 'optimizer.weightDecay',
  opt: 'optimizer.name',
  eps: 'optimizer.epsilon',
  alpha: 'optimizer.rho',
  beta1: 'optimizer.betas',
  beta2: 'optimizer.betas',
  clipnorm: 'optimizer.gradClip',
  clipgrad: 'optimizer.gradClip',
  clipgradnorm: 'optimizer.gradClip',
  maxgradnorm: 'optimizer.gradClip',
  bs: 'data.batchSize',
  perdevicetrainbatchsize: 'data.batchSize',
  globalbatchsize: 'data.effectiveBatchSize',
  totalbatchsize: 'data.effectiveBatchSize',
  gpus: 'data.devices',
  numgpus: 'data.devices',
  worldsize: 'data.devices',
  gradientaccumulationsteps: 'data.accumulation',
  gradaccumsteps: 'data.accumulation',
  numclasses: 'data.classes',
  numepochs: 'train.epochs',
  maxepochs: 'train.epochs',
  numtrainepochs: 'train.epochs',
  maxsteps: 'train.steps',
  amp: 'train.precision',
  dtype: 'train.precision',
  randomseed: 'train.seed',
  emadecay: 'train.ema.decay',
  syncbn: 'train.syncBatchNorm',
  scheduler: 'schedule',
  lrscheduler: 'schedule',
  sched: 'schedule',
  tmax: 'schedule.period',
  etamin: 'schedule.minLr',
  lrmin: 'schedule.minLr',
  stepsize: 'schedule.stepSize',
  lrgamma: 'schedule.gamma',
  warmupepochs: 'schedule.warmup.epochs',
  warmupsteps: 'schedule.warmup.steps',
  warmuplr: 'schedule.warmup.startLr',
  smoothing: 'regularization.labelSmoothing',
  droprate: 'regularization.dropout',
  droppath: 'regularization.stochasticDepth',
  droppathrate: 'regularization.stochasticDepth',
  dropconnect: 'regularization.stochasticDepth',
  hflip: 'augment.horizontalFlip',
  randomhorizontalflip: 'augment.horizontalFlip',
  vflip: 'augment.verticalFlip',
  reprob: 'augment.randomErasing',
  cutout: 'augment.randomErasing',
  randaugment: 'augment.auto',
  autoaugment: 'augment.auto',
  aa: 'augment.auto',
  imagesize: 'input.size',
  imgsize: 'input.size',
  inputsize: 'input.size',
  resolution: 'input.size',
  mean: 'preprocess.train.normalization.mean',
  std: 'preprocess.train.normalization.std',
  croppct: 'preprocess.eval.crop.fraction',
  interpolation: 'preprocess.train.resize.interpolation',
  transforms: 'preprocess.train.operations',
  preprocessing: 'preprocess',
  augmentation: 'augment',
  augmentations: 'augment',
  dataset: 'data.dataset',
  training: 'train',
  lossfunction: 'loss.kind',
  criterion: 'loss.kind',
  architecture: 'model.name',
  arch: 'model.name',
  backbone: 'model.name',
};

const squash = (key: string): string => key.toLowerCase().replaceAll(/[\s._-]/g, '');

/** The path that an unknown key below a branch may have meant. */
export function suggestKey(branch: SpecBranch, key: string): string | undefined {
  const below = (name: string): string => (branch.path === '' ? name : `${branch.path}.${name}`);
  const plain = squash(key);
  const same = [...branch.children.keys()].find((name) => squash(name) === plain);
  if (same !== undefined) return below(same);
  const synonym = Object.hasOwn(SYNONYMS, plain) ? SYNONYMS[plain] : undefined;
  if (synonym !== undefined) return synonym;
  const elsewhere = leavesOf(SPEC_TREE).find(({ path }) => squash(lastKey(path)) === plain);
  if (elsewhere !== undefined) return elsewhere.path;
  const near = nearest(key, branch.children.keys());
  if (near !== undefined) return below(near);
  return nearestLeaf(key);
}

function nearestLeaf(key: string): string | undefined {
  const names = new Map<string, string>();
  for (const { path } of leavesOf(SPEC_TREE)) if (!names.has(lastKey(path))) names.set(lastKey(path), path);
  const near = nearest(key, names.keys());
  return near === undefined ? undefined : names.get(near);
}

/** The fact path that a misspelled one may have meant. */
export function misspelledPath(path: string): string | undefined {
  const [prefix, own] = splitPrefix(path);
  const whole = nearest(own, FACT_PATHS);
  if (whole !== undefined) return prefix + whole;
  const [last, parent] = [lastKey(own), own.slice(0, Math.max(0, own.lastIndexOf('.')))];
  const branch = parent === '' ? SPEC_TREE : branchAt(parent);
  const meant = suggestKey(branch ?? SPEC_TREE, last);
  return meant === undefined ? undefined : prefix + meant;
}

function branchAt(path: string): SpecBranch | undefined {
  let place: SpecBranch = SPEC_TREE;
  for (const key of path.split('.')) {
    const next = place.children.get(key);
    if (next?.kind !== 'branch') return undefined;
    place = next;
  }
  return place;
}

const lastKey = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
