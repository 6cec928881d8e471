/**
 * The names that values of facts have. Each list maps the name that resaudit uses to the other spellings it accepts.
 * A closed vocabulary accepts nothing else; an open one takes any further name as it stands, in lower case and hyphens.
 */
export interface Vocabulary {
  readonly open: boolean;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const closed = <const N extends Readonly<Record<string, readonly string[]>>>(names: N) =>
  ({ open: false, names }) as const;
const open = <const N extends Readonly<Record<string, readonly string[]>>>(names: N) =>
  ({ open: true, names }) as const;

export const SCOPES = ['model', 'train', 'eval', 'serve'] as const;
export type Scope = (typeof SCOPES)[number];
export const PHASES = ['train', 'eval', 'serve'] as const;
export type Phase = (typeof PHASES)[number];
export const ROLES = [
  'conv.weight',
  'conv.bias',
  'dense.weight',
  'dense.bias',
  'head.weight',
  'head.bias',
  'norm.weight',
  'norm.bias',
  'embedding',
  'position',
  'other',
] as const;
export type Role = (typeof ROLES)[number];

export const VOCABULARIES = {
  scope: closed({
    model: [],
    train: ['training'],
    eval: ['evaluation', 'validation'],
    serve: ['serving', 'inference'],
  }),
  role: closed({
    'conv.weight': [],
    'conv.bias': [],
    'dense.weight': [],
    'dense.bias': [],
    'head.weight': [],
    'head.bias': [],
    'norm.weight': [],
    'norm.bias': [],
    embedding: [],
    position: [],
    other: [],
  }),
  task: open({
    'image-classification': ['classification'],
    'object-detection': ['detection'],
    'semantic-segmentation': ['segmentation'],
    'image-generation': [],
    regression: [],
    'language-modeling': ['language-modelling', 'causal-lm'],
    'text-classification': [],
    'tabular-classification': [],
  }),
  framework: open({
    pytorch: ['torch', 'PyTorch', 'torchvision'],
    keras: ['Keras', 'keras3'],
    'tf-keras': ['keras2', 'tf.keras'],
    tensorflow: ['TensorFlow', 'tf'],
    tfjs: ['TensorFlow.js', 'tensorflow.js', 'tensorflowjs', '@tensorflow/tfjs'],
    timm: [],
    lightning: ['pytorch-lightning'],
    transformers: ['huggingface', 'hf'],
    mmpretrain: ['mmcls'],
    jax: ['flax'],
    mxnet: [],
    caffe: [],
  }),
  optimizer: open({
    sgd: ['SGD'],
    adam: ['Adam'],
    adamw: ['AdamW', 'adam-w', 'adamw_torch', 'adamw_torch_fused'],
    nadam: ['NAdam', 'Nadam'],
    radam: ['RAdam'],
    adamax: ['Adamax', 'AdaMax'],
    rmsprop: ['RMSprop', 'RMSProp'],
    'rmsprop-tf': ['rmsproptf', 'RMSpropTF'],
    adagrad: ['Adagrad', 'AdaGrad'],
    adadelta: ['Adadelta', 'AdaDelta'],
    adafactor: ['Adafactor'],
    asgd: ['ASGD'],
    rprop: ['Rprop'],
    ftrl: ['Ftrl'],
    lamb: ['LAMB', 'Lamb'],
    lars: ['LARS', 'Lars'],
    lion: ['Lion'],
    muon: ['Muon'],
    lbfgs: ['LBFGS'],
  }),
  momentumForm: closed({ 'lr-outside': ['pytorch'], 'lr-inside': ['keras', 'caffe'] }),
  epsilonPlacement: closed({ outside: ['outside-sqrt'], inside: ['inside-sqrt'], hat: ['epsilon-hat'] }),
  decayKind: closed({
    l2: ['coupled', 'coupled_l2'],
    penalty: ['regularizer', 'regulariser'],
    decoupled: [],
    'decoupled-relative': ['decoupled_relative'],
    'decoupled-absolute': [],
  }),
  clipKind: closed({
    none: [],
    norm: ['global-norm'],
    'tensor-norm': ['clipnorm'],
    value: ['clipvalue'],
    adaptive: ['agc'],
  }),
  schedule: open({
    constant: ['fixed', 'none', 'ConstantLR'],
    step: ['StepLR', 'steplr'],
    'multi-step': ['MultiStepLR', 'multisteplr', 'multistep', 'piecewise-constant', 'PiecewiseConstantDecay'],
    exponential: ['ExponentialLR', 'ExponentialDecay', 'exponentiallr'],
    linear: ['LinearLR'],
    polynomial: ['PolynomialLR', 'PolynomialDecay', 'poly'],
    cosine: ['CosineAnnealingLR', 'cosineannealinglr', 'CosineDecay', 'cosine-annealing'],
    'cosine-restarts': ['CosineAnnealingWarmRestarts', 'CosineDecayRestarts'],
    'one-cycle': ['OneCycleLR', 'onecycle'],
    cyclic: ['CyclicLR'],
    plateau: ['ReduceLROnPlateau'],
    'inverse-sqrt': [],
    'inverse-time': ['InverseTimeDecay'],
    custom: ['lambda', 'LambdaLR'],
  }),
  scheduleUnit: closed({
    epoch: ['epochs'],
    step: ['steps', 'iteration', 'iterations', 'batch'],
    fraction: ['progress'],
  }),
  steppedPer: closed({
    epoch: ['epochs'],
    step: ['steps', 'iteration', 'iterations', 'batch'],
    evaluation: ['validation'],
  }),
  warmup: closed({ none: [], linear: ['LinearLR'], constant: ['ConstantLR'], exponential: [], cosine: ['cos'] }),
  afterPeriod: closed({ hold: ['clamp'], rebound: ['periodic'] }),
  loss: open({
    'cross-entropy': [
      'CrossEntropyLoss',
      'crossentropyloss',
      'cross_entropy',
      'categorical-cross-entropy',
      'categorical_crossentropy',
      'categoricalCrossentropy',
      'sparse_categorical_crossentropy',
      'sparseCategoricalCrossentropy',
      'softmax-cross-entropy',
      'softmaxCrossEntropy',
      'NLLLoss',
      'nll',
    ],
    'binary-cross-entropy': [
      'BCELoss',
      'BCEWithLogitsLoss',
      'bce',
      'binary_crossentropy',
      'binaryCrossentropy',
      'sigmoidCrossEntropy',
    ],
    'mean-squared-error': ['MSELoss', 'mse', 'mean_squared_error', 'meanSquaredError'],
    'mean-absolute-error': ['L1Loss', 'mae', 'mean_absolute_error', 'meanAbsoluteError'],
    huber: ['HuberLoss', 'SmoothL1Loss', 'huberLoss'],
    hinge: ['hingeLoss'],
    'kl-divergence': ['KLDivLoss', 'kld', 'kullbackLeiblerDivergence'],
    focal: ['FocalLoss'],
  }),
  lossDomain: closed({ logits: [], 'log-probabilities': ['log-softmax'], probabilities: ['softmax', 'sigmoid'] }),
  reduction: closed({
    mean: ['sum_over_batch_size', 'batch-mean-elements'],
    sum: [],
    'batch-mean': ['batchmean'],
    none: [],
  }),
  channelOrder: closed({ rgb: ['RGB'], bgr: ['BGR'], gray: ['grayscale', 'grey', 'GRAY', 'L'] }),
  layout: closed({
    nchw: ['NCHW', 'channels-first', 'channels_first'],
    nhwc: ['NHWC', 'channels-last', 'channels_last'],
  }),
  normalization: closed({
    none: [],
    affine: ['mean-std'],
    'per-image': ['per-image-standardization'],
    adapted: ['adapt'],
    'in-model': [],
  }),
  resizePolicy: closed({
    none: [],
    'short-side': ['shorter-side', 'shortest-edge'],
    'long-side-pad': ['letterbox'],
    exact: ['squash'],
    cover: [],
  }),
  cropPolicy: closed({
    none: [],
    center: ['centre'],
    random: ['random-crop'],
    'random-area': ['random-resized-crop'],
    ten: ['ten-crop'],
  }),
  interpolation: closed({
    nearest: [],
    bilinear: ['linear'],
    bicubic: ['cubic'],
    lanczos: [],
    area: [],
    box: [],
    hamming: [],
    random: ['random-bilinear-bicubic'],
  }),
  imageLibrary: open({
    pil: ['PIL', 'pillow'],
    opencv: ['cv2', 'OpenCV'],
    tensorflow: ['tf', 'tf.image'],
    tfjs: [],
    torch: ['torchvision-tensor'],
    dali: ['DALI'],
    sharp: [],
    canvas: [],
    jimp: [],
    keras: [],
    'keras-generator': ['ImageDataGenerator', 'flow_from_directory'],
    mmcv: [],
    albumentations: [],
  }),
  pixelCenter: closed({ half: ['half-pixel'], legacy: ['asymmetric'], 'align-corners': ['align_corners'] }),
  autoAugment: open({
    none: [],
    'auto-augment': ['autoaugment', 'AutoAugment', 'imagenet'],
    'rand-augment': ['randaugment', 'RandAugment', 'ra'],
    'trivial-augment': ['trivialaugment', 'TrivialAugmentWide', 'ta_wide'],
    'aug-mix': ['augmix', 'AugMix'],
    'three-augment': ['3aug', 'ThreeAugment'],
  }),
  padMode: closed({ constant: ['zero', 'zeros'], reflect: [], edge: ['replicate'], symmetric: [] }),
  erasingFill: closed({ constant: ['const', 'zero'], random: ['rand'], pixel: [] }),
  batchScope: closed({ process: ['device', 'gpu', 'per-device'], global: ['total'] }),
  sampler: open({
    none: [],
    random: ['RandomSampler'],
    distributed: ['DistributedSampler'],
    weighted: ['WeightedRandomSampler'],
    'repeated-augmentation': ['RASampler'],
  }),
  precision: closed({
    float32: ['fp32', 'float', '32', '32-true'],
    tf32: [],
    float16: ['fp16', 'half', '16-mixed', 'amp', 'mixed-float16'],
    bfloat16: ['bf16', 'bf16-mixed'],
    float64: ['fp64', 'double'],
  }),
  quantization: closed({ none: [], static: ['qdq', 'int8'], dynamic: [], 'weight-only': [] }),
  lossScale: open({ none: [], dynamic: ['GradScaler'], static: [] }),
  weightsEvaluated: closed({ raw: ['last'], best: [], ema: [], averaged: ['swa'] }),
  blockKind: open({
    plain: ['none'],
    basic: ['BasicBlock'],
    bottleneck: ['Bottleneck'],
    'pre-activation-basic': ['PreActBlock'],
    'pre-activation-bottleneck': ['PreActBottleneck'],
    'inverted-residual': ['InvertedResidual', 'mbconv', 'MBConv'],
    dense: ['DenseLayer'],
    inception: [],
    convnext: ['CNBlock'],
    transformer: ['EncoderBlock', 'ViTBlock'],
  }),
  stridePlacement: closed({ '1x1': ['first-1x1', 'v1', 'caffe'], '3x3': ['v1.5', 'pytorch'], 'not-applicable': [] }),
  shortcut: closed({
    none: [],
    identity: [],
    projection: ['conv1x1', 'type-b', 'B'],
    'average-pool-projection': ['avg-pool-conv', 'type-d', 'D'],
    'zero-pad': ['type-a', 'A'],
    pool: ['max-pool'],
  }),
  activationOrder: closed({
    'after-add': ['post-activation'],
    'before-add': [],
    'pre-activation': ['preact'],
    none: [],
  }),
  normKind: open({
    none: [],
    'batch-norm': ['BatchNorm', 'BatchNorm2d', 'BatchNormalization', 'batchnorm', 'bn'],
    'sync-batch-norm': ['SyncBatchNorm', 'syncbn'],
    'frozen-batch-norm': ['FrozenBatchNorm2d'],
    'layer-norm': ['LayerNorm', 'LayerNormalization', 'layernorm', 'ln'],
    'group-norm': ['GroupNorm', 'gn'],
    'instance-norm': ['InstanceNorm2d'],
    'rms-norm': ['RMSNorm'],
  }),
  normMode: closed({ train: ['batch-statistics'], eval: ['running-statistics'], default: [] }),
  activation: open({
    none: ['linear', 'identity'],
    relu: ['ReLU'],
    relu6: ['ReLU6'],
    'leaky-relu': ['LeakyReLU', 'leaky_relu'],
    gelu: ['GELU', 'gelu-exact'],
    'gelu-tanh': ['gelu_tanh', 'gelu_new', 'gelu_pytorch_tanh'],
    silu: ['SiLU', 'swish', 'Swish'],
    hardswish: ['Hardswish', 'hard-swish', 'h-swish'],
    elu: ['ELU'],
    selu: ['SELU'],
    mish: ['Mish'],
    tanh: ['Tanh'],
    sigmoid: ['Sigmoid'],
    'hard-sigmoid': ['hardSigmoid', 'Hardsigmoid'],
    prelu: ['PReLU'],
    softmax: ['Softmax'],
    'log-softmax': ['LogSoftmax', 'logSoftmax', 'log_softmax'],
  }),
  pool: closed({ none: [], max: ['MaxPool2d', 'MaxPooling2D'], average: ['avg', 'AvgPool2d'], blur: ['BlurPool'] }),
  headPool: closed({
    'global-average': ['gap', 'AdaptiveAvgPool2d', 'mean'],
    'global-max': [],
    flatten: [],
    'class-token': ['cls', 'cls-token'],
    none: [],
  }),
  padding: closed({ symmetric: ['explicit'], same: ['SAME', 'tf-same'], valid: ['VALID', 'none'] }),
  normOrder: closed({ pre: ['pre-norm'], post: ['post-norm'] }),
  positionEmbedding: open({ none: [], learned: [], sinusoidal: ['sincos'], relative: [], rotary: ['rope'] }),
  runningVariance: closed({ unbiased: [], biased: [] }),
  initDistribution: open({
    zeros: ['zero'],
    ones: ['one'],
    constant: [],
    normal: [],
    'truncated-normal': ['trunc_normal', 'truncated_normal'],
    uniform: [],
    orthogonal: [],
    'kaiming-normal': ['he-normal', 'he_normal', 'heNormal', 'kaiming_normal_', 'msra'],
    'kaiming-uniform': ['he-uniform', 'he_uniform', 'heUniform', 'kaiming_uniform_'],
    'xavier-normal': ['glorot-normal', 'glorot_normal', 'glorotNormal', 'xavier_normal_'],
    'xavier-uniform': ['glorot-uniform', 'glorot_uniform', 'glorotUniform', 'xavier_uniform_'],
    'lecun-normal': ['lecun_normal', 'lecunNormal'],
    'lecun-uniform': ['lecun_uniform', 'lecunUniform'],
    'pytorch-default': ['torch-default'],
  }),
  initMode: closed({
    'fan-in': ['fan_in', 'fanIn'],
    'fan-out': ['fan_out', 'fanOut'],
    'fan-average': ['fan_avg', 'fanAvg'],
    none: [],
  }),
  ratioLaw: closed({
    'log-uniform': ['torchvision', 'timm', 'mmpretrain'],
    uniform: ['pycls'],
    'uniform-swapped': ['fb.resnet.torch'],
  }),
  thresholdMode: closed({ relative: ['rel'], absolute: ['abs'] }),
  classWeightDivisor: closed({ weights: ['sum-of-weights'], batch: ['batch-size'] }),
  plateauMode: closed({ min: [], max: [] }),
  mixLabels: closed({ mixed: [], separate: [], hard: [] }),
  depthRule: closed({ linear: [], constant: ['uniform'] }),
  /** Steps of a pipeline: what is done to an image between the file and the network. */
  operation: open({
    decode: ['read-file', 'decode-image', 'decode-jpeg', 'load-image', 'LoadImageFromFile', 'imread'],
    resize: ['ResizeShort', 'ResizeEdge', 'SmallestMaxSize', 'resize-bilinear', 'Resizing'],
    'center-crop': ['CentreCrop', 'CentralCrop'],
    'random-crop': [],
    'random-resized-crop': ['RandomSizedCrop', 'inception-crop'],
    'ten-crop': [],
    'five-crop': [],
    pad: ['ZeroPadding2D'],
    'horizontal-flip': ['RandomHorizontalFlip', 'HFlip', 'random-flip-left-right', 'flip'],
    'vertical-flip': ['RandomVerticalFlip', 'VFlip', 'random-flip-up-down'],
    rotation: ['RandomRotation', 'Rotate', 'RandomRotate'],
    affine: ['RandomAffine', 'ShiftScaleRotate', 'RandomTranslation', 'RandomZoom', 'RandomShear'],
    perspective: ['RandomPerspective'],
    elastic: ['ElasticTransform'],
    'color-jitter': [
      'RandomBrightness',
      'RandomContrast',
      'RandomSaturation',
      'RandomHue',
      'RandomBrightnessContrast',
      'photometric-distort',
      'RandomPhotometricDistort',
    ],
    lighting: ['pca-noise', 'ColorAugmentation'],
    grayscale: ['RandomGrayscale', 'ToGray'],
    blur: ['GaussianBlur', 'RandomBlur', 'random-gaussian-blur'],
    noise: ['GaussianNoise', 'GaussNoise'],
    solarize: ['RandomSolarize'],
    posterize: ['RandomPosterize'],
    equalize: ['RandomEqualize', 'CLAHE'],
    autocontrast: ['RandomAutocontrast'],
    invert: ['RandomInvert'],
    sharpness: ['RandomAdjustSharpness', 'Sharpen'],
    'auto-augment': [],
    'rand-augment': ['rand-aug'],
    'trivial-augment': ['TrivialAugmentWide'],
    'aug-mix': [],
    'three-augment': ['3aug'],
    'random-choice': ['OneOf'],
    'random-erasing': ['Cutout', 'CoarseDropout', 'RandomErase'],
    mixup: [],
    cutmix: [],
    'to-tensor': ['ToImage', 'PILToTensor'],
    'to-float': ['ConvertImageDtype', 'ToDtype', 'cast'],
    scale: ['Rescaling', 'rescale', 'div'],
    normalize: ['Normalization', 'standardize', 'subtract-mean', 'per-image-standardization'],
    'swap-channels': ['rgb-to-bgr', 'bgr-to-rgb', 'cvtColor', 'channel-swap', 'reverse-channels'],
    transpose: ['ToTensorV2', 'permute', 'hwc-to-chw', 'to-chw', 'PackInputs'],
    'expand-dims': ['batch', 'unsqueeze'],
  }),
  decoder: open({
    pil: ['PIL'],
    opencv: ['cv2'],
    tensorflow: ['tf.io.decode_jpeg'],
    nvjpeg: [],
    'jpeg-js': [],
    torchvision: [],
    turbojpeg: ['libjpeg-turbo'],
  }),
} as const satisfies Record<string, Vocabulary>;

export type VocabularyName = keyof typeof VOCABULARIES;

/** The canonical name of a spelling, or undefined where a closed vocabulary has no such name. */
export function canonicalName(vocabulary: VocabularyName, spelling: string): string | undefined {
  const known = lookup(vocabulary).get(spelling) ?? lookup(vocabulary).get(squash(spelling));
  if (known !== undefined) return known;
  return VOCABULARIES[vocabulary].open
    ? spelling
        .trim()
        .toLowerCase()
        .replaceAll(/[\s_]+/g, '-')
    : undefined;
}

/** Every spelling that a vocabulary lists: names and aliases. */
export function spellings(vocabulary: VocabularyName): string[] {
  return Object.entries(VOCABULARIES[vocabulary].names).flatMap(([name, aliases]) => [name, ...aliases]);
}

const lookups = new Map<VocabularyName, Map<string, string>>();

function lookup(vocabulary: VocabularyName): Map<string, string> {
  let table = lookups.get(vocabulary);
  if (table === undefined) {
    table = new Map();
    for (const [name, aliases] of Object.entries<readonly string[]>(VOCABULARIES[vocabulary].names)) {
      for (const spelling of [name, ...aliases]) {
        table.set(spelling, name);
        if (VOCABULARIES[vocabulary].open) table.set(squash(spelling), name);
      }
    }
    lookups.set(vocabulary, table);
  }
  return table;
}

function squash(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
