import { unlessAsked } from './asked.ts';
import { OWN_NETWORK, TRAINS } from './conditions.ts';
import { IMAGE_LIBRARIES } from './libraries/images.ts';
import { KERAS, KERAS_CONSTRUCTS, TF_KERAS, TF_KERAS_CONSTRUCTS } from './libraries/keras.ts';
import { LIGHTNING, LIGHTNING_CONSTRUCTS } from './libraries/lightning.ts';
import { TFJS, TFJS_CONSTRUCTS } from './libraries/tfjs.ts';
import { TIMM, TIMM_CONSTRUCTS } from './libraries/timm.ts';
import { TORCH_LAYERS, TORCH_LOADER, TORCH_LOSSES, TORCH_SCHEDULES } from './libraries/torch.ts';
import { TORCH, TORCH_OPTIMIZERS } from './libraries/torch-optimizers.ts';
import { TORCHVISION, TORCHVISION_TRANSFORMS } from './libraries/torchvision.ts';
import { TORCHVISION_MODELS } from './libraries/torchvision-models.ts';
import { TRANSFORMERS, TRANSFORMERS_CONSTRUCTS } from './libraries/transformers.ts';
import { type Condition, type Construct, type Library, row } from './library.ts';

/** A framework by `framework.name`: its constructs, the strongest first. */
export interface Framework {
  readonly constructs: readonly Construct[];
  /** The version of each library at a version of the framework; a library that is not there has its own newest. */
  readonly versionOf: ReadonlyMap<Library, (version: readonly number[]) => readonly number[] | undefined>;
}

const own = (version: readonly number[]): readonly number[] => version;

/** torchvision 0.N stands in `framework.version` too, where a setup names it as its framework. */
const isTorchvision = ([major = 0, minor = 0]: readonly number[]): boolean => major === 0 && minor >= 5;

function torchVersion(version: readonly number[]): readonly number[] {
  if (!isTorchvision(version)) return version;
  const [, minor = 0] = version;
  return minor >= 15 ? [2, minor - 15] : [1, minor - 1];
}

function torchvisionVersion(version: readonly number[]): readonly number[] | undefined {
  if (isTorchvision(version)) return version;
  const [major = 0, minor = 0] = version;
  if (major === 2) return [0, minor + 15];
  return major === 1 ? [0, minor + 1] : undefined;
}

const precision = (library: Library, callable: string): Construct => ({
  library,
  callable,
  when: [{ unstated: ['train.precision.lossScale'] }],
  rows: [row('train.precision.dtype', 'float32')],
});

const NO_WEIGHTS: Condition = { unstated: ['model.weights.id', 'model.weights.source', 'model.weights.strict'] };

const scratch = (library: Library, callable: string, when: readonly Condition[] = []): Construct => ({
  library,
  callable,
  when: [TRAINS, NO_WEIGHTS, ...when],
  rows: [row('model.pretrained', false)],
});

const PYTORCH: readonly Construct[] = [
  ...TORCHVISION_MODELS,
  ...TORCH_OPTIMIZERS,
  ...TORCH_SCHEDULES,
  ...TORCH_LOSSES,
  ...TORCH_LAYERS,
  ...TORCHVISION_TRANSFORMS,
  ...IMAGE_LIBRARIES,
  precision(TORCH, 'torch.get_default_dtype'),
];

const TORCH_VERSIONS: Framework['versionOf'] = new Map([
  [TORCH, torchVersion],
  [TORCHVISION, torchvisionVersion],
]);

const KERAS_FRAMEWORK: Framework = {
  constructs: [
    ...KERAS_CONSTRUCTS,
    ...IMAGE_LIBRARIES,
    precision(KERAS, 'keras.config.floatx'),
    scratch(KERAS, 'keras.Model', [OWN_NETWORK]),
    ...unlessAsked(KERAS),
  ],
  versionOf: new Map([[KERAS, own]]),
};

/** Which Keras 3 came with a TensorFlow is not known. */
const TENSORFLOW_FRAMEWORK: Framework = { ...KERAS_FRAMEWORK, versionOf: new Map([[KERAS, () => undefined]]) };

const TF_KERAS_FRAMEWORK: Framework = {
  constructs: [
    ...TF_KERAS_CONSTRUCTS,
    ...IMAGE_LIBRARIES,
    precision(TF_KERAS, 'tf_keras.backend.floatx'),
    scratch(TF_KERAS, 'tf_keras.Model', [OWN_NETWORK]),
    ...unlessAsked(TF_KERAS),
  ],
  versionOf: new Map([[TF_KERAS, own]]),
};

const FRAMEWORKS: Readonly<Record<string, Framework>> = {
  pytorch: {
    constructs: [...PYTORCH, ...TORCH_LOADER, scratch(TORCH, 'torch.nn.Module'), ...unlessAsked(TORCH)],
    versionOf: TORCH_VERSIONS,
  },
  lightning: {
    constructs: [
      ...LIGHTNING_CONSTRUCTS,
      ...PYTORCH,
      ...TORCH_LOADER,
      scratch(TORCH, 'torch.nn.Module'),
      ...unlessAsked(LIGHTNING),
    ],
    versionOf: new Map([[LIGHTNING, own]]),
  },
  timm: {
    constructs: [
      ...TIMM_CONSTRUCTS,
      ...TORCH_OPTIMIZERS,
      ...TORCH_SCHEDULES,
      ...TORCH_LAYERS,
      ...IMAGE_LIBRARIES,
      precision(TIMM, 'train.py(--amp)'),
      scratch(TIMM, 'train.py(--pretrained)'),
      ...unlessAsked(TIMM, [
        'a warmup',
        'a learning-rate schedule',
        'label smoothing',
        'color jitter',
        'horizontal flips',
        'random resized crops',
        'parameter groups',
      ]),
    ],
    versionOf: new Map([[TIMM, own]]),
  },
  transformers: {
    constructs: [
      ...TRANSFORMERS_CONSTRUCTS,
      ...TORCH_OPTIMIZERS.filter(({ callable }) => callable !== 'torch.optim.Optimizer'),
      ...TORCH_LOSSES,
      precision(TRANSFORMERS, 'transformers.TrainingArguments(fp16, bf16)'),
      ...unlessAsked(TRANSFORMERS, [
        'clipping of gradients',
        'a learning-rate schedule',
        'parameter groups',
        'dropout',
        'stochastic depth',
      ]),
    ],
    versionOf: new Map([[TRANSFORMERS, own]]),
  },
  tfjs: {
    constructs: [
      ...TFJS_CONSTRUCTS,
      ...IMAGE_LIBRARIES,
      precision(TFJS, 'tf.variable'),
      scratch(TFJS, 'tf.sequential', [OWN_NETWORK]),
      ...unlessAsked(TFJS),
    ],
    versionOf: new Map([[TFJS, own]]),
  },
  ...Object.fromEntries(
    ['mmpretrain', 'jax', 'mxnet', 'caffe'].map((name) => [
      name,
      { constructs: [...IMAGE_LIBRARIES, ...unlessAsked({ name, checked: '' })], versionOf: new Map() },
    ]),
  ),
};

/** TensorFlow has Keras 3 since 2.16; Keras itself was another one before 3. */
export function frameworkOf(name: string, version: readonly number[] | undefined): Framework | undefined {
  const [major = 0, minor = 0] = version ?? [];
  switch (name) {
    case 'keras':
      return version !== undefined && major < 3 ? TF_KERAS_FRAMEWORK : KERAS_FRAMEWORK;
    case 'tensorflow':
      return version !== undefined && (major < 2 || minor < 16) ? TF_KERAS_FRAMEWORK : TENSORFLOW_FRAMEWORK;
    case 'tf-keras':
      return TF_KERAS_FRAMEWORK;
    default:
      return Object.hasOwn(FRAMEWORKS, name) ? FRAMEWORKS[name] : undefined;
  }
}
