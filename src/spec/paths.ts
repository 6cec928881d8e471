import type { Curve } from './curve.ts';
import {
  anything,
  boolean,
  channels,
  either,
  integer,
  type Kind,
  name,
  names,
  number,
  numbers,
  object,
  objects,
  oneOrMore,
  quantity,
  size,
  steps,
  text,
  texts,
} from './kinds.ts';
import { PHASES, type Phase, type Scope } from './vocabulary.ts';

/** What a fact path means. From this table derive the types, the JSON Schema, the reference page and the mutation operators. */
export interface PathEntry<V = unknown> {
  readonly value: Kind<V>;
  /** Which scope the fact belongs to; `any`: all of them. */
  readonly scope: Scope | 'any';
  readonly description: string;
  readonly unit?: string;
  readonly convention?: string;
  /** The value that absence amounts to, where there is one: no clipping is `none`, no smoothing is 0. */
  readonly none?: V;
  /** A path with this key is what a scalar stands for, where one is written in place of the object that holds it. */
  readonly main?: true;
  /** Filled by resaudit alone; a person cannot write it. */
  readonly computed?: true;
}

interface Notes<V> {
  unit?: string;
  convention?: string;
  none?: NoInfer<V>;
  main?: true;
  computed?: true;
}

const fact =
  (scope: Scope | 'any') =>
  <V>(value: Kind<V>, description: string, notes: Notes<V> = {}): PathEntry<V> => ({
    value,
    scope,
    description,
    ...notes,
  });
const any = fact('any');
const model = fact('model');
const train = fact('train');
const evaluation = fact('eval');

const initScheme = (role: string) =>
  model(
    either(
      name('initDistribution'),
      object({
        name: name('initDistribution'),
        'distribution?': name('initDistribution'),
        'mode?': name('initMode'),
        'gain?': number({ min: 0 }),
        'std?': number({ min: 0 }),
        'value?': number(),
        'bound?': number({ min: 0 }),
        'corrected?': boolean(),
      }),
    ),
    `Initialization of ${role}: the name of the scheme, or its distribution, fan mode, gain and standard deviation.`,
    {
      convention:
        'std is of the tensor as drawn; gain multiplies 1/sqrt(fan); corrected says that a truncated normal was rescaled to keep its variance',
    },
  );

export const PATHS = {
  'setup.scope': any(names('scope'), 'What the setup covers.', { main: true }),
  'setup.task': any(name('task'), 'The task that the network is trained for.'),
  'framework.name': any(name('framework'), 'The library whose defaults hold where nothing is written.', { main: true }),
  'framework.version': any(text(), 'Its version, as the library writes it.'),

  'model.name': model(text(), 'The network by its library name, such as `resnet50`.', { main: true }),
  'model.weights.source': model(
    text(),
    'Who trained the weights that training starts from: `torchvision`, `timm`, `keras`, `caffe`, a path.',
  ),
  'model.weights.id': model(text(), 'Which weights: `IMAGENET1K_V2`, a tag, a file name.', { main: true }),
  'model.weights.strict': model(boolean(), 'Whether every parameter must be found in the weights.'),
  'model.pretrained': model(boolean(), 'Whether training, or inference, starts from trained weights.'),
  'model.trainable.frozen': model(text(), 'What is not trained: `none`, or a name or pattern of layers.', {
    none: 'none',
  }),
  'model.trainable.fraction': model(number({ min: 0, max: 1 }), 'Share of the parameters that is trained.', {
    unit: 'fraction of parameters',
  }),
  'model.normMode': model(
    name('normMode'),
    'Whether normalization layers are forced to batch statistics (`train`) or running statistics (`eval`) during training; `default` follows the mode of the network.',
    { none: 'default' },
  ),
  'model.graph': model(anything<{ readonly [key: string]: unknown }>(), 'The model graph.', { computed: true }),
  'model.depths': model(numbers({ min: 0, integer: true }), 'Blocks in each stage, such as [3, 4, 6, 3].', {
    unit: 'blocks',
  }),
  'model.widths': model(
    numbers({ min: 1, integer: true }),
    'Output channels of each stage, such as [256, 512, 1024, 2048].',
    { unit: 'channels' },
  ),
  'model.stages': model(
    objects({
      'depth?': integer({ min: 0 }),
      'width?': integer({ min: 1 }),
      'stride?': integer({ min: 1 }),
      'block?': name('blockKind'),
      'size?': size(),
      'residuals?': integer({ min: 0 }),
      'norms?': integer({ min: 0 }),
      'activations?': integer({ min: 0 }),
      'groups?': integer({ min: 1 }),
      'kernel?': integer({ min: 1 }),
      'dilation?': integer({ min: 1 }),
    }),
    'Each stage: blocks, output channels, stride of its first block, kind of block, size of its output, counts in the whole stage, and what its spatial convolutions share.',
  ),
  'model.stem.kind': model(text(), 'The stem in words: `conv7x7`, `conv3x3`, `deep`, `patch`.', { main: true }),
  'model.stem.kernel': model(integer({ min: 1 }), 'Kernel of the first convolution.', { unit: 'pixels' }),
  'model.stem.stride': model(integer({ min: 1 }), 'Stride of the first convolution.'),
  'model.stem.channels': model(integer({ min: 1 }), 'Output channels of the stem.', { unit: 'channels' }),
  'model.stem.pool': model(name('pool'), 'Pooling that ends the stem.', { none: 'none' }),
  'model.stem.poolKernel': model(integer({ min: 1 }), 'Its kernel.', { unit: 'pixels' }),
  'model.stem.poolPadding': model(integer({ min: 0 }), 'Its padding on each side.', { unit: 'pixels' }),
  'model.stem.activation': model(name('activation'), 'Activation that ends the stem.', { none: 'none' }),
  'model.totalStride': model(integer({ min: 1 }), 'Input size over size of the last feature map.'),
  'model.block.kind': model(name('blockKind'), 'Kind of block.', { main: true }),
  'model.block.expansion': model(
    number({ min: 0 }),
    'Width inside (inverted residuals) or out (bottlenecks) over the nominal width.',
  ),
  'model.block.groups': model(integer({ min: 1 }), 'Groups of the spatial convolution.'),
  'model.block.widthPerGroup': model(integer({ min: 1 }), 'Nominal width of a group.', { unit: 'channels' }),
  'model.block.dilation': model(numbers({ min: 1, integer: true }), 'Dilation of the spatial convolutions by stage.'),
  'model.block.stridePlacement': model(
    name('stridePlacement'),
    'Which convolution of a down-sampling bottleneck has the stride: `1x1` (v1) or `3x3` (v1.5).',
  ),
  'model.block.shortcut': model(name('shortcut'), 'Shortcut where the shape changes.', { none: 'none' }),
  'model.block.shortcutNorm': model(boolean(), 'Whether that shortcut is normalized.'),
  'model.block.residuals': model(integer({ min: 0 }), 'Residual additions in the whole network.'),
  'model.block.activationOrder': model(
    name('activationOrder'),
    'Where the activation stands against the residual addition.',
  ),
  'model.block.squeezeExcitation': model(
    number({ min: 0 }),
    'Squeeze-and-excitation: reduced width over width; 0 where there is none.',
    { none: 0 },
  ),
  'model.block.layerScale': model(number({ min: 0 }), 'Initial value of layer scale; 0 where there is none.', {
    none: 0,
  }),
  'model.block.antialiasing': model(boolean(), 'Whether down-sampling is blurred.', { none: false }),
  'model.head.classes': model(integer({ min: 1 }), 'Outputs of the classifier.', { unit: 'classes' }),
  'model.head.pool': model(name('headPool'), 'How the last feature map becomes a vector.', { main: true }),
  'model.head.activation': model(
    name('activation'),
    'Activation of the outputs inside the network: `none` gives logits.',
    { none: 'none' },
  ),
  'model.head.hidden': model(
    numbers({ min: 1, integer: true }),
    'Widths of hidden dense layers before the classifier.',
    { unit: 'units' },
  ),
  'model.norm.kind': model(name('normKind'), 'Kind of normalization layers.', { none: 'none', main: true }),
  'model.norm.epsilon': model(number({ min: 0 }), 'Their epsilon.'),
  'model.norm.momentum': model(number({ min: 0, max: 1 }), 'Momentum of running statistics.', {
    convention: "PyTorch's: weight of the new value (Keras 0.9 is 0.1)",
  }),
  'model.norm.affine': model(boolean(), 'Whether scale and offset are learned.'),
  'model.norm.groups': model(integer({ min: 1 }), 'Groups of group normalization.'),
  'model.norm.count': model(integer({ min: 0 }), 'Number of normalization layers.'),
  'model.norm.runningVariance': model(
    name('runningVariance'),
    'Whether the running variance is the unbiased one (n/(n−1)) or the biased one.',
  ),
  'model.activation.kind': model(name('activation'), 'The activation between layers.', { none: 'none', main: true }),
  'model.activation.slope': model(number(), 'Slope for negative inputs, of leaky ReLU.'),
  'model.activation.count': model(integer({ min: 0 }), 'Number of activations.'),
  'model.convBias': model(boolean(), 'Whether convolutions in front of normalization layers have a bias.'),
  'model.padding': model(
    name('padding'),
    'Padding of strided convolutions: `symmetric` (the same on both sides) or `same` (as TensorFlow, one more at the end).',
  ),
  'model.resampling.interpolation': model(name('interpolation'), 'How feature maps are enlarged.', { main: true }),
  'model.resampling.pixelCenter': model(name('pixelCenter'), 'Pixel centers when feature maps are enlarged.'),
  'model.attention.heads': model(integer({ min: 1 }), 'Attention heads of a block.'),
  'model.attention.qkvBias': model(boolean(), 'Whether the projections to query, key and value have a bias.'),
  'model.attention.normOrder': model(
    name('normOrder'),
    'Normalization before (`pre`) or after (`post`) each sub-block.',
  ),
  'model.attention.position': model(name('positionEmbedding'), 'Kind of position embedding.'),
  'model.attention.mlpRatio': model(number({ min: 0 }), 'Hidden width of the MLP over the embedding width.'),
  'model.attention.patchSize': model(integer({ min: 1 }), 'Side of a patch.', { unit: 'pixels' }),
  'model.parameters': model(integer({ min: 0 }), 'Trainable parameters.', { unit: 'parameters' }),
  'model.multiplyAdds': model(number({ min: 0 }), 'Multiply-adds of one forward pass at the evaluation size.', {
    unit: 'multiply-adds',
  }),
  'model.dtype': model(name('precision'), 'Number format that the layers of an exported network compute in.'),
  'model.quantization': model(name('quantization'), 'What of an exported network is in integers.', { none: 'none' }),

  'input.size.train': model(size(), 'Height and width that reach the network in training.', {
    unit: 'pixels',
    main: true,
  }),
  'input.size.eval': model(size(), 'Height and width that reach the network in evaluation.', { unit: 'pixels' }),
  'input.channels': model(integer({ min: 1 }), 'Channels that reach the network.', { unit: 'channels' }),
  'input.layout': model(name('layout'), 'Layout of the input tensor.'),

  'preprocess.*.operations': any(steps(), 'The pipeline as ordered steps, each with its parameters and probability.'),
  'preprocess.*.normalization.kind': any(name('normalization'), 'Kind of normalization of the input.', {
    none: 'none',
    main: true,
  }),
  'preprocess.*.normalization.scale': any(
    number({ min: 0 }),
    'Factor in front of the mean: the network gets (x·scale − mean)/std, x the 8-bit pixel.',
    { convention: '1/255 with mean and std on 0–1; 1 where mean and std are on 0–255' },
  ),
  'preprocess.*.normalization.mean': any(channels(), 'What is subtracted, after scale.', {
    convention: 'RGB order, whatever order reaches the network',
  }),
  'preprocess.*.normalization.std': any(channels({ min: 0 }), 'What is divided by, after mean.', {
    convention: 'RGB order, whatever order reaches the network',
  }),
  'preprocess.*.normalization.channelOrder': any(
    name('channelOrder'),
    'Order of the channels that reaches the network.',
  ),
  'preprocess.*.normalization.affine': any(
    object({ slope: numbers(), offset: numbers() }),
    'The whole map from 8-bit RGB pixel to input of the first layer with parameters, by channel: slope·x + offset.',
    { computed: true, unit: 'slope per 8-bit level' },
  ),
  'preprocess.*.normalization.inModel': any(
    object({ scale: channels(), offset: channels() }),
    'What the network itself does to its input before its first layer with parameters: x·scale + offset.',
    { none: { scale: 1, offset: 0 }, convention: 'RGB order' },
  ),
  'preprocess.*.resize.policy': any(name('resizePolicy'), 'What resizing does to the aspect ratio.', { none: 'none' }),
  'preprocess.*.resize.size': any(size(), 'Short side (policy short-side), or height and width.', {
    unit: 'pixels',
    main: true,
  }),
  'preprocess.*.resize.interpolation': any(name('interpolation'), 'Filter of the resize, or of a random resized crop.'),
  'preprocess.*.resize.antialias': any(boolean(), 'Whether the filter widens when shrinking.'),
  'preprocess.*.resize.library': any(name('imageLibrary'), 'What resizes.'),
  'preprocess.*.resize.pixelCenter': any(name('pixelCenter'), 'Where pixel centers lie.'),
  'preprocess.*.crop.policy': any(name('cropPolicy'), 'How the crop is chosen.', { none: 'none' }),
  'preprocess.*.crop.size': any(size(), 'Height and width of the crop.', { unit: 'pixels', main: true }),
  'preprocess.*.crop.fraction': any(number({ min: 0, max: 2 }), 'Crop over short side.', {
    unit: 'fraction of the short side',
  }),

  'augment.randomResizedCrop.scale': train(
    numbers({ min: 0, length: 2 }),
    'Smallest and largest area of a random resized crop.',
    { unit: 'fraction of the image area' },
  ),
  'augment.randomResizedCrop.ratio': train(numbers({ min: 0, length: 2 }), 'Smallest and largest aspect ratio.', {
    unit: 'width over height',
  }),
  'augment.randomResizedCrop.ratioLaw': train(
    name('ratioLaw'),
    'How the aspect ratio is drawn: uniform in its logarithm, uniform, or uniform with sides swapped by chance.',
  ),
  'augment.randomResizedCrop.probability': train(number({ min: 0, max: 1 }), 'How often it is applied.', {
    none: 0,
    main: true,
  }),
  'augment.padCrop.padding': train(integer({ min: 0 }), 'Padding on each side in front of a random crop.', {
    unit: 'pixels',
    none: 0,
    main: true,
  }),
  'augment.padCrop.mode': train(name('padMode'), 'What the padding holds.'),
  'augment.horizontalFlip.probability': train(
    number({ min: 0, max: 1 }),
    'How often the image is mirrored left to right.',
    { none: 0, main: true },
  ),
  'augment.verticalFlip.probability': train(
    number({ min: 0, max: 1 }),
    'How often the image is mirrored top to bottom.',
    { none: 0, main: true },
  ),
  'augment.rotation.degrees': train(number({ min: 0, max: 180 }), 'Largest random rotation to either side.', {
    unit: 'degrees',
    none: 0,
    main: true,
  }),
  'augment.rotation.probability': train(number({ min: 0, max: 1 }), 'How often it is applied.'),
  'augment.colorJitter.brightness': train(number({ min: 0 }), 'Brightness factor is drawn from 1 ± this.', {
    none: 0,
    main: true,
  }),
  'augment.colorJitter.contrast': train(number({ min: 0 }), 'Contrast factor is drawn from 1 ± this.', { none: 0 }),
  'augment.colorJitter.saturation': train(number({ min: 0 }), 'Saturation factor is drawn from 1 ± this.', { none: 0 }),
  'augment.colorJitter.hue': train(number({ min: 0, max: 0.5 }), 'Hue is shifted by up to this.', {
    unit: 'fraction of the color circle',
    none: 0,
  }),
  'augment.colorJitter.probability': train(number({ min: 0, max: 1 }), 'How often it is applied.'),
  'augment.lighting.std': train(number({ min: 0 }), 'Standard deviation of PCA color noise (AlexNet).', {
    none: 0,
    main: true,
  }),
  'augment.auto.policy': train(name('autoAugment'), 'Automatic augmentation policy.', { none: 'none', main: true }),
  'augment.auto.operations': train(integer({ min: 1 }), 'Operations applied to an image.'),
  'augment.auto.magnitude': train(number({ min: 0, max: 1 }), 'Strength of the operations.', {
    unit: 'fraction of full strength',
    convention: 'torchvision magnitude over (bins − 1): 9 of 31 bins is 0.3; timm magnitude over 10',
  }),
  'augment.auto.magnitudeStd': train(number({ min: 0 }), 'Standard deviation of the strength.', {
    unit: 'fraction of full strength',
    none: 0,
  }),
  'augment.auto.increasing': train(boolean(), 'Whether all operations grow stronger with magnitude.'),
  'augment.auto.probability': train(number({ min: 0, max: 1 }), 'How often each operation is applied.'),
  'augment.randomErasing.probability': train(number({ min: 0, max: 1 }), 'How often a rectangle is erased.', {
    none: 0,
    main: true,
  }),
  'augment.randomErasing.area': train(numbers({ min: 0, max: 1, length: 2 }), 'Smallest and largest area of it.', {
    unit: 'fraction of the image area',
  }),
  'augment.randomErasing.fill': train(name('erasingFill'), 'What it is filled with.'),
  'augment.mixup.alpha': train(number({ min: 0 }), 'Parameter of the Beta distribution of mixup.', {
    none: 0,
    main: true,
  }),
  'augment.mixup.probability': train(number({ min: 0, max: 1 }), 'How often a batch is mixed, by mixup or by CutMix.'),
  'augment.mixup.labels': train(name('mixLabels'), 'Whether labels are mixed with the images.'),
  'augment.mixup.offEpoch': train(integer({ min: 0 }), 'Epoch from which nothing is mixed; 0 for never.', {
    unit: 'epochs',
    none: 0,
  }),
  'augment.cutmix.alpha': train(number({ min: 0 }), 'Parameter of the Beta distribution of CutMix.', {
    none: 0,
    main: true,
  }),
  'augment.cutmix.switchProbability': train(
    number({ min: 0, max: 1 }),
    'Probability of CutMix where mixup and CutMix are both on.',
  ),
  'augment.repeated.count': train(
    integer({ min: 0 }),
    'Times that each image is repeated in an epoch; 0 or 1 for none.',
    { none: 0, main: true },
  ),

  'data.dataset': any(text(), 'The dataset, such as `imagenet-1k` or `cifar-10`.', { main: true }),
  'data.classes': any(integer({ min: 1 }), 'Classes of the labels.', { unit: 'classes' }),
  'data.labelOffset': any(integer(), 'Label of the first class.', { none: 0 }),
  'data.split': train(text(), 'The split that is trained on.'),
  'data.validationSplit': train(number({ min: 0, max: 1 }), 'Share of the training data held out for validation.', {
    unit: 'fraction',
    none: 0,
  }),
  'data.trainSize': train(quantity({ min: 1 }), 'Examples in the training set.', { unit: 'examples' }),
  'data.stepsPerEpoch': train(quantity({ min: 0 }), 'Optimizer updates in an epoch.', { unit: 'updates' }),
  'data.batchSize': train(quantity({ min: 1 }), 'What the loader is given.', { unit: 'examples' }),
  'data.batchScope': train(name('batchScope'), 'Whether batchSize counts one process or all of them.', {
    convention: "torchvision's reference: process; pytorch/examples: global",
  }),
  'data.accumulation': train(quantity({ min: 1 }), 'Batches whose gradients are added before an update.', { none: 1 }),
  'data.devices': train(quantity({ min: 1 }), 'Processes that train together.'),
  'data.effectiveBatchSize': train(quantity({ min: 1 }), 'Examples in an update: all processes and accumulation.', {
    unit: 'examples',
  }),
  'data.normBatchSize': train(quantity({ min: 1 }), 'Examples that batch normalization takes its statistics from.', {
    unit: 'examples',
  }),
  'data.shuffle': train(boolean(), 'Whether the training set is shuffled.'),
  'data.shuffleBuffer': train(integer({ min: 0 }), 'Size of the shuffle buffer; 0 for the whole set.', {
    unit: 'examples',
    none: 0,
  }),
  'data.shuffleEval': evaluation(boolean(), 'Whether the evaluation set is shuffled.', { none: false }),
  'data.dropLast': train(boolean(), 'Whether an incomplete last batch is dropped.'),
  'data.sampler': train(name('sampler'), 'The sampler.', { none: 'none' }),
  'data.setEpoch': train(boolean(), 'Whether a distributed sampler is told the epoch.'),
  'data.classOrder': train(text(), 'How class names become labels: `alphabetical`, `listed`, a file.'),
  'data.decoder': any(name('decoder'), 'What decodes the images.'),

  'optimizer.name': train(name('optimizer'), 'The optimizer.', { main: true }),
  'optimizer.lr': train(quantity({ min: 0 }), 'The learning rate that the constructor got.', { unit: 'per update' }),
  'optimizer.momentum': train(number({ min: 0, max: 1 }), 'Momentum.'),
  'optimizer.momentumForm': train(
    name('momentumForm'),
    'Whether the velocity holds the learning rate (`lr-inside`: Keras, Caffe) or not (`lr-outside`: PyTorch).',
  ),
  'optimizer.nesterov': train(boolean(), 'Whether the momentum is Nesterov’s.', { none: false }),
  'optimizer.dampening': train(number({ min: 0, max: 1 }), 'Dampening of the momentum.', { none: 0 }),
  'optimizer.betas': train(numbers({ min: 0, max: 1 }), 'Decay of the running averages.', {
    convention: 'as Adam’s: first moment, second moment',
  }),
  'optimizer.rho': train(number({ min: 0, max: 1 }), 'Decay of the squared gradients, of RMSprop and Adadelta.', {
    convention: 'PyTorch calls RMSprop’s alpha',
  }),
  'optimizer.momentumDecay': train(
    number({ min: 0 }),
    'How fast NAdam’s momentum rises: β1·(1 − 0.5·0.96^(t·momentumDecay)); 1 in Keras.',
  ),
  'optimizer.centered': train(boolean(), 'Whether RMSprop subtracts the mean gradient.', { none: false }),
  'optimizer.amsgrad': train(boolean(), 'Whether Adam keeps the largest second moment.', { none: false }),
  'optimizer.biasCorrection': train(boolean(), 'Whether Adam corrects the bias of its moments.'),
  'optimizer.epsilon': train(number({ min: 0 }), 'Epsilon of the denominator.'),
  'optimizer.epsilonPlacement': train(
    name('epsilonPlacement'),
    'Where epsilon stands: `outside` the root, `inside` it, or beside the uncorrected root (`hat`).',
  ),
  'optimizer.initialAccumulator': train(
    number({ min: 0 }),
    'Value that squared gradients start from, of Adagrad and RMSprop.',
  ),
  'optimizer.trust': train(number({ min: 0 }), 'Trust coefficient of LARS and LAMB.'),
  'optimizer.weightDecay': train(
    quantity({ min: 0 }),
    'Coefficient of weight decay, as the update has it: g + weightDecay·w, or w·(1 − lr·weightDecay).',
    { none: 0, convention: 'an l2(λ) penalty λ·Σw² is 2λ' },
  ),
  'optimizer.decayKind': train(
    name('decayKind'),
    'How it is applied: in the gradient (l2), in the loss (penalty), decoupled (× lr), decoupled-relative (× lr / base lr), decoupled-absolute.',
  ),
  'optimizer.decayRoles': train(names('role'), 'Roles of parameters that decay; [] where nothing does.'),
  'optimizer.decayExcludes': train(
    objects({ pattern: text(), 'matched?': integer({ min: 0 }) }),
    'Patterns of names that are excluded, with the number of parameters that each matches.',
  ),
  'optimizer.groups': train(
    objects({
      'roles?': names('role'),
      'match?': text(),
      'parameters?': integer({ min: 0 }),
      'lr?': number({ min: 0 }),
      'lrScale?': number({ min: 0 }),
      'weightDecay?': number({ min: 0 }),
      'trainable?': boolean(),
    }),
    'Parameter groups as resolved.',
  ),
  'optimizer.layerDecay': train(
    number({ min: 0, max: 1 }),
    'Factor of the learning rate from one layer to the one below; 1 for none.',
    { none: 1 },
  ),
  'optimizer.gradClip.kind': train(
    name('clipKind'),
    'How gradients are clipped: by the norm of all of them (`norm`), of each tensor, or by value.',
    { none: 'none' },
  ),
  'optimizer.gradClip.value': train(number({ min: 0 }), 'The limit.', { main: true }),

  'schedule.kind': train(name('schedule'), 'Family of the schedule, warmup aside.', { none: 'constant', main: true }),
  'schedule.unit': train(name('scheduleUnit'), 'What period, milestones and step size count.'),
  'schedule.steppedPer': train(name('steppedPer'), 'How often the schedule is advanced.'),
  'schedule.stepSize': train(number({ min: 0 }), 'Distance between drops.', { unit: 'schedule.unit' }),
  'schedule.gamma': train(number({ min: 0 }), 'Factor at each drop, or per unit of an exponential schedule.'),
  'schedule.milestones': train(numbers({ min: 0 }), 'Where the drops are.', {
    unit: 'schedule.unit',
    convention: 'first epoch or update with the new rate: boundary + 1 of Keras, − 1 of timm',
  }),
  'schedule.factors': train(
    numbers({ min: 0 }),
    'Factors of the peak after each milestone, where they are not powers of gamma.',
  ),
  'schedule.period': train(
    quantity({ min: 0 }),
    'Length of the decay (T_max, decay_steps, total_iters), or of the first cycle.',
    { unit: 'schedule.unit' },
  ),
  'schedule.periodFactor': train(number({ min: 0 }), 'Factor of the period from cycle to cycle (T_mult).', { none: 1 }),
  'schedule.power': train(number({ min: 0 }), 'Power of a polynomial schedule.'),
  'schedule.staircase': train(boolean(), 'Whether an exponential schedule drops at whole periods only.'),
  'schedule.factor': train(number({ min: 0 }), 'Factor of a plateau schedule.'),
  'schedule.patience': train(number({ min: 0 }), 'Evaluations without improvement that a plateau schedule bears.', {
    unit: 'evaluations',
    convention: "PyTorch's: reduces when more than this were bad (Keras counts one less)",
  }),
  'schedule.threshold': train(number({ min: 0 }), 'Change that counts as an improvement to a plateau schedule.'),
  'schedule.thresholdMode': train(
    name('thresholdMode'),
    'Whether that is a fraction of the best value (PyTorch) or a difference (Keras).',
  ),
  'schedule.monitor': train(text(), 'What a plateau schedule watches.'),
  'schedule.mode': train(name('plateauMode'), 'Whether it should fall or rise.'),
  'schedule.afterPeriod': train(
    name('afterPeriod'),
    'What a decay does after its period: hold its last value, or (PyTorch’s cosine) rise again.',
  ),
  'schedule.restart': train(boolean(), 'Whether it starts again at the peak.', { none: false }),
  'schedule.minLr': train(quantity({ min: 0 }), 'Lowest learning rate of the decay.', { unit: 'per update', none: 0 }),
  'schedule.momentumRange': train(
    numbers({ min: 0, max: 1, length: 2 }),
    'Lowest and highest momentum, where the schedule moves it against the learning rate (one-cycle).',
  ),
  'schedule.peakLr': train(quantity({ min: 0 }), 'Highest learning rate used.', { unit: 'per update' }),
  'schedule.warmup.epochs': train(number({ min: 0 }), 'Length of the warmup.', { unit: 'epochs', main: true }),
  'schedule.warmup.steps': train(quantity({ min: 0 }), 'Length of the warmup.', { unit: 'updates' }),
  'schedule.warmup.fraction': train(
    number({ min: 0, max: 1 }),
    'Length of the warmup as a share of the run (warmup ratio, pct_start).',
    { unit: 'fraction of the run' },
  ),
  'schedule.warmup.startLr': train(quantity({ min: 0 }), 'Learning rate at the start of the warmup.', {
    unit: 'per update',
  }),
  'schedule.warmup.startFactor': train(number({ min: 0 }), 'The same, as a factor of the peak.'),
  'schedule.warmup.kind': train(name('warmup'), 'Shape of the warmup.', { none: 'none' }),
  'schedule.warmup.steppedPer': train(name('steppedPer'), 'How often the warmup is advanced.'),
  'schedule.warmup.overlay': train(
    boolean(),
    'Whether the decay runs on under the warmup (timm) or starts after it (torchvision).',
    { none: false },
  ),
  'schedule.curve': train(anything<Curve>(), 'The learning rate over the run.', { computed: true }),

  'train.epochs': train(quantity({ min: 0 }), 'Passes over the training set.', { unit: 'epochs' }),
  'train.steps': train(quantity({ min: 0 }), 'Optimizer updates of the run.', { unit: 'updates' }),
  'train.samples': train(quantity({ min: 0 }), 'Examples seen in the run.', { unit: 'examples', computed: true }),
  'train.precision.dtype': train(name('precision'), 'Data type of the forward pass.', { main: true }),
  'train.precision.lossScale': train(name('lossScale'), 'Loss scaling.', { none: 'none' }),
  'train.deterministic': train(boolean(), 'Whether only deterministic kernels run.', { none: false }),
  'train.seed': train(integer(), 'Seed.'),
  'train.ema.decay': train(
    number({ min: 0, max: 1 }),
    'Decay of the moving average of the weights at each of its updates; 0 where there is none.',
    { none: 0, main: true },
  ),
  'train.ema.every': train(integer({ min: 1 }), 'Optimizer updates between its updates.', { unit: 'updates' }),
  'train.ema.ramp': train(boolean(), 'Whether its decay grows as min(decay, (1 + n)/(10 + n)) over its n updates.', {
    none: false,
  }),
  'train.ema.perStep': train(
    number({ min: 0, max: 1 }),
    'Decay of that average for one optimizer update: decay^(1/every).',
    { computed: true },
  ),
  'train.ema.evaluated': train(boolean(), 'Whether the average is what is evaluated.'),
  'train.syncBatchNorm': train(boolean(), 'Whether batch normalization takes statistics over all processes.', {
    none: false,
  }),
  'train.procedure': train(steps(), 'What the training loop does, in order.'),
  'eval.procedure': evaluation(steps(), 'What evaluation does, in order.'),
  'eval.split': evaluation(text(), 'The split that is evaluated.', { main: true }),
  'eval.weights': evaluation(name('weightsEvaluated'), 'Which weights are evaluated.'),
  'eval.crops': evaluation(integer({ min: 1 }), 'Crops averaged for one prediction.', { none: 1 }),
  'eval.tta': evaluation(boolean(), 'Whether predictions are averaged over changed copies of an image.', {
    none: false,
  }),
  metrics: evaluation(texts(), 'What is measured, by name.'),

  'regularization.dropout': train(
    oneOrMore({ min: 0, max: 1 }),
    'Probability of dropping a unit; one, or one a layer in order.',
    { none: 0, convention: 'probability of dropping (TensorFlow 1 keep probability p is 1 − p)' },
  ),
  'regularization.stochasticDepth': train(number({ min: 0, max: 1 }), 'Largest probability of dropping a block.', {
    none: 0,
    convention: 'probability of dropping (survival p is 1 − p)',
  }),
  'regularization.stochasticDepthRule': train(name('depthRule'), 'Whether the probability rises linearly with depth.'),
  'regularization.labelSmoothing': train(
    number({ min: 0, max: 1 }),
    'Label smoothing ε: the target is (1−ε)·onehot + ε/K.',
    { none: 0 },
  ),
  'regularization.l2': train(
    quantity({ min: 0 }),
    'Coefficient of an L2 penalty in the loss that is added besides optimizer.weightDecay, where both are used.',
    { none: 0, convention: 'a penalty λ·Σw² is 2λ' },
  ),

  'loss.kind': train(name('loss'), 'The loss.', { main: true }),
  'loss.domain': train(name('lossDomain'), 'What the loss takes.'),
  'loss.softmaxes': train(
    integer({ min: 0 }),
    'Softmaxes, or sigmoids, between the last layer and the logarithm of the loss: 1 where the loss suits the network.',
    { computed: true },
  ),
  'loss.reduction': train(name('reduction'), 'How losses of examples are joined.'),
  'loss.classWeights': train(oneOrMore({ min: 0 }), 'Weights of the classes; 1 for none.', { none: 1 }),
  'loss.classWeightDivisor': train(
    name('classWeightDivisor'),
    'What a mean of weighted losses is divided by: the sum of the weights (PyTorch) or the batch size (Keras).',
  ),
  'loss.auxiliary': train(number({ min: 0 }), 'Weight of auxiliary heads.', { none: 0 }),
  'loss.ignoreIndex': train(integer(), 'Label that is left out.'),
  'loss.temperature': train(number({ min: 0 }), 'What logits are divided by.', { none: 1 }),
  'loss.targetThreshold': train(number({ min: 0, max: 1 }), 'Threshold that makes targets binary after mixing.'),

  'init.conv': initScheme('convolution kernels'),
  'init.dense': initScheme('dense kernels'),
  'init.embedding': initScheme('embeddings'),
  'init.recurrent': initScheme('recurrent kernels'),
  'init.norm': initScheme('scales of normalization layers'),
  'init.bias': initScheme('biases'),
  'init.exceptions': model(
    texts(),
    'Layers whose weights were drawn otherwise than those of all others of their role: place and scheme.',
    { none: [] },
  ),
  'init.zeroGamma': model(boolean(), 'Whether the last normalization scale of each residual branch starts at zero.', {
    none: false,
  }),
  'forward.outputs': model(
    text(),
    'What the network computes on the inputs of the forward pass, by a name: the same on both sides where the outputs match.',
  ),
  'forward.first': model(
    text(),
    'The first layer that computes something else from the same input than that of the other side.',
    { none: 'nowhere' },
  ),
  'forward.gains': model(
    numbers({ min: 0 }),
    'Standard deviation of the activations at the end of each block over that at the end of the one before, in order.',
  ),
  'forward.deadChannels': model(
    number({ min: 0, max: 1 }),
    'Share of the channels at the ends of blocks that are the same for every input and at every place.',
    { unit: 'fraction of channels' },
  ),
} satisfies Record<string, PathEntry>;

type Template = keyof typeof PATHS;
type Concrete<T> = T extends `preprocess.*.${infer Rest}` ? `preprocess.${Phase}.${Rest}` : T;

/** A path as rules name it: `preprocess.*.…` stands for the phase that is being compared. */
export type RulePath = Template | Concrete<Template>;
/** A path as setups hold it. */
export type FactPath = Concrete<Template>;

type EntryOf<P> = P extends Template
  ? (typeof PATHS)[P]
  : P extends `preprocess.${Phase}.${infer Rest}`
    ? `preprocess.*.${Rest}` extends Template
      ? (typeof PATHS)[`preprocess.*.${Rest}`]
      : never
    : never;

/** The canonical value of the fact at a path. */
export type ValueOf<P extends RulePath> = EntryOf<P> extends { value: Kind<infer V> } ? V : never;

/** The entry of a path, prefixed or not; undefined where there is no such path. */
export function pathEntry(path: string): PathEntry | undefined {
  return ENTRIES.get(path) ?? ENTRIES.get(template(path));
}

const ENTRIES: ReadonlyMap<string, PathEntry> = new Map(Object.entries<PathEntry>(PATHS));

/** The path without its prefix (`phases[0].`, `networks.<name>.`, `optimizers.<name>.`) and with `*` for the phase. */
export function template(path: string): string {
  return splitPrefix(path)[1].replace(/^preprocess\.(?:train|eval|serve)\./, 'preprocess.*.');
}

/** `optimizers.D.optimizer.lr` is `['optimizers.D.', 'optimizer.lr']`. */
export function splitPrefix(path: string): readonly [prefix: string, path: string] {
  const match = /^(?:phases\[\d+\]|networks\.[^.]+|optimizers\.[^.]+)\./.exec(path);
  return match === null ? ['', path] : [match[0], path.slice(match[0].length)];
}

/** Every concrete path, in the order of the table. */
export const FACT_PATHS: readonly FactPath[] = Object.keys(PATHS).flatMap((path) =>
  path.startsWith('preprocess.*.') ? PHASES.map((phase) => path.replace('*', phase)) : [path],
) as FactPath[];
