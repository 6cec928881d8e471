import { unlessAsked } from './asked.ts';
import { OWN_NETWORK, TRAINS } from './conditions.ts';
import { imageLibraries } from './libraries/images.ts';
import { KERAS, kerasConstructs, TF_KERAS, tfKerasConstructs } from './libraries/keras.ts';
import { LIGHTNING, lightningConstructs } from './libraries/lightning.ts';
import { TFJS, tfjsConstructs } from './libraries/tfjs.ts';
import { TIMM, timmConstructs } from './libraries/timm.ts';
import { torchLayers, torchLoader, torchLosses, torchSchedules } from './libraries/torch.ts';
import { TORCH, torchOptimizers } from './libraries/torch-optimizers.ts';
import { TORCHVISION, torchvisionTransforms } from './libraries/torchvision.ts';
import { TRANSFORMERS, transformersConstructs } from './libraries/transformers.ts';
import { type Condition, type Construct, type Library, row } from './library.ts';
import { networkConstructs } from './networks.ts';

/** A framework by `framework.name`: its constructs, the strongest first. */
export interface Framework {
  readonly constructs: readonly Construct[];
  /** What a network of this name and number of outputs is, stronger than any other construct. */
  readonly networks?: (name: string, classes: unknown) => readonly Construct[];
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

const pytorch = (): readonly Construct[] => [
  ...torchOptimizers(),
  ...torchSchedules(),
  ...torchLosses(),
  ...torchLayers(),
  ...torchvisionTransforms(),
  ...imageLibraries(),
  precision(TORCH, 'torch.get_default_dtype'),
];

const torchvisionNetworks: Framework['networks'] = (name, classes) =>
  networkConstructs('torchvision', TORCHVISION, name, classes);

const timmNetworks: Framework['networks'] = (name, classes) => networkConstructs('timm', TIMM, name, classes);

const TORCH_VERSIONS: Framework['versionOf'] = new Map([
  [TORCH, torchVersion],
  [TORCHVISION, torchvisionVersion],
]);

const keras = (versionOf: (version: readonly number[]) => readonly number[] | undefined): Framework => ({
  constructs: [
    ...kerasConstructs(),
    ...imageLibraries(),
    precision(KERAS, 'keras.config.floatx'),
    scratch(KERAS, 'keras.Model', [OWN_NETWORK]),
    ...unlessAsked(KERAS),
  ],
  versionOf: new Map([[KERAS, versionOf]]),
});

/** A framework of whose own defaults nothing is known. */
const unnamed = (name: string): Framework => ({
  constructs: [...imageLibraries(), ...unlessAsked({ name, checked: '' })],
  versionOf: new Map(),
});

/** What a framework does is spelled out for those that are compared alone. */
const FRAMEWORKS: Readonly<Record<string, () => Framework>> = {
  pytorch: () => ({
    constructs: [...pytorch(), ...torchLoader(), scratch(TORCH, 'torch.nn.Module'), ...unlessAsked(TORCH)],
    networks: torchvisionNetworks,
    versionOf: TORCH_VERSIONS,
  }),
  lightning: () => ({
    constructs: [
      ...lightningConstructs(),
      ...pytorch(),
      ...torchLoader(),
      scratch(TORCH, 'torch.nn.Module'),
      ...unlessAsked(LIGHTNING),
    ],
    networks: torchvisionNetworks,
    versionOf: new Map([[LIGHTNING, own]]),
  }),
  timm: () => ({
    constructs: [
      ...timmConstructs(),
      ...torchOptimizers(),
      ...torchSchedules(),
      ...torchLayers(),
      ...imageLibraries(),
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
    networks: timmNetworks,
    versionOf: new Map([[TIMM, own]]),
  }),
  transformers: () => ({
    constructs: [
      ...transformersConstructs(),
      ...torchOptimizers().filter(({ callable }) => callable !== 'torch.optim.Optimizer'),
      ...torchLosses(),
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
  }),
  tfjs: () => ({
    constructs: [
      ...tfjsConstructs(),
      ...imageLibraries(),
      precision(TFJS, 'tf.variable'),
      scratch(TFJS, 'tf.sequential', [OWN_NETWORK]),
      ...unlessAsked(TFJS),
    ],
    versionOf: new Map([[TFJS, own]]),
  }),
  keras: () => keras(own),
  // Which Keras 3 came with a TensorFlow is not known.
  tensorflow: () => keras(() => undefined),
  'tf-keras': () => ({
    constructs: [
      ...tfKerasConstructs(),
      ...imageLibraries(),
      precision(TF_KERAS, 'tf_keras.backend.floatx'),
      scratch(TF_KERAS, 'tf_keras.Model', [OWN_NETWORK]),
      ...unlessAsked(TF_KERAS),
    ],
    versionOf: new Map([[TF_KERAS, own]]),
  }),
  mmpretrain: () => unnamed('mmpretrain'),
  jax: () => unnamed('jax'),
  mxnet: () => unnamed('mxnet'),
  caffe: () => unnamed('caffe'),
};

const frameworks = new Map<string, Framework>();

function made(name: string): Framework | undefined {
  const present = frameworks.get(name);
  if (present !== undefined || !Object.hasOwn(FRAMEWORKS, name)) return present;
  const framework = FRAMEWORKS[name]?.();
  if (framework !== undefined) frameworks.set(name, framework);
  return framework;
}

/** TensorFlow has Keras 3 since 2.16; Keras itself was another one before 3. */
export function frameworkOf(name: string, version: readonly number[] | undefined): Framework | undefined {
  const [major = 0, minor = 0] = version ?? [];
  const isOld = version !== undefined && (name === 'keras' ? major < 3 : major < 2 || minor < 16);
  return made((name === 'keras' || name === 'tensorflow') && isOld ? 'tf-keras' : name);
}
