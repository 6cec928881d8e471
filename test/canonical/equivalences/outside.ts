import type { Outside } from './types.ts';

/** One convention a fact: a written setup has no second spelling, whoever reads another library converts. */
const convention = (path: string, how: string): string => `\`${path}\` has one convention: ${how}`;

export const OUTSIDE: readonly Outside[] = [
  {
    id: 11,
    statement:
      'a central crop of 0.875 of the short side, then a resize to 224: the field of view of 256/224 on another grid',
    reason: 'the order of crop and resize stands in `preprocess.*.operations` alone, which is compared step by step',
  },
  {
    id: 16,
    statement: 'what a random resized crop does after ten rejected draws',
    reason: 'no fact: it happens rarely, and no effect of it was ever published',
  },
  {
    id: 18,
    statement: 'batch-norm momentum m of PyTorch is 1 − m of Keras, TensorFlow, tfjs and JAX',
    reason: convention('model.norm.momentum', 'PyTorch’s, the weight of the new value'),
  },
  {
    id: 21,
    statement: 'a bias of a convolution in front of batch norm changes no function',
    reason: '`model.convBias` differs as a fact; that it computes the same is what the rule about it says',
  },
  {
    id: 28,
    statement: 'zero_init_last, init_zero, ZERO_INIT_FINAL_GAMMA, last_bn_0_init',
    reason: convention('init.zeroGamma', 'the options of other libraries are read into it'),
  },
  {
    id: 38,
    statement: 'alpha, rho and decay of RMSprop',
    reason: convention('optimizer.rho', 'the decay of squared gradients, by whatever name'),
  },
  {
    id: 49,
    statement: 'a group of names with `bn` in them misses `downsample.1`',
    reason:
      'needs the names of parameters: a written setup has roles; `optimizer.decayExcludes` takes patterns with what they matched',
  },
  {
    id: 50,
    statement: 'in front of batch norm only lr × decay matters',
    reason: 'holds to first order only: never equal, and left to the rules that weigh decay',
  },
  {
    id: 72,
    statement: 'patience p of PyTorch’s plateau is p + 1 of Keras',
    reason: convention('schedule.patience', 'PyTorch’s; the mode of the threshold is tested under `72, threshold`'),
  },
  {
    id: 74,
    statement: 'label smoothing (1 − ε)·onehot + ε/K of PyTorch, Keras, timm, transformers',
    reason: convention('regularization.labelSmoothing', 'this form'),
  },
  {
    id: 75,
    statement: 'ε/(K − 1) on the other classes is ε·K/(K − 1)',
    reason: convention('regularization.labelSmoothing', 'converted on reading'),
  },
  {
    id: 76,
    statement: '(onehot + ε/K)/(1 + ε) is ε/(1 + ε)',
    reason: convention('regularization.labelSmoothing', 'converted on reading'),
  },
  {
    id: 77,
    statement: 'binary smoothing y·(1 − ε) + ε/2 of Keras; (1 − 2ε)·y + ε of mmpretrain is twice that ε',
    reason: convention('regularization.labelSmoothing', 'converted on reading'),
  },
  {
    id: 83,
    statement: 'mixed targets are the mixed losses of both targets, for cross-entropy',
    reason:
      '`augment.mixup.labels` says which; that they are one for cross-entropy and not under `loss.targetThreshold` is left to the rule about mixup',
  },
  {
    id: 84,
    statement: 'a random choice of mixup and CutMix is probability 1, switch 0.5',
    reason: convention('augment.cutmix.switchProbability', 'the probability of CutMix among both'),
  },
  {
    id: 85,
    statement: 'λ of CutMix is the share that is left after clipping',
    reason: 'all libraries do, so that there is nothing to tell apart',
  },
  {
    id: 86,
    statement: 'RandAugment magnitude 9 is 0.3 of full strength in torchvision, 0.9 in timm',
    reason: convention('augment.auto.magnitude', 'a fraction of full strength'),
  },
  {
    id: 88,
    statement: 'ColorJitter(0.4) draws factors from [0.6, 1.4]',
    reason: convention('augment.colorJitter.brightness', 'half the width of the interval around 1'),
  },
  {
    id: 89,
    statement: 'RandomRotation(d) is a factor of d/360 in Keras',
    reason: convention('augment.rotation.degrees', 'degrees to either side'),
  },
  {
    id: 90,
    statement: 'padding before Normalize is black, after it the mean color',
    reason: 'the place of the padding among the steps stands in `preprocess.train.operations` alone',
  },
  {
    id: 91,
    statement: 'erasing with 0 after Normalize is the mean color, before it black',
    reason: 'the place of the erasing among the steps stands in `preprocess.train.operations` alone',
  },
  {
    id: 95,
    statement: 'torchvision scales the decay of its average by batch, processes, steps and epochs',
    reason: convention('train.ema.decay', 'the decay as applied; the script’s formula is evaluated on reading'),
  },
  {
    id: 98,
    statement: 'dropout p is 1 − keep_prob of TensorFlow 1',
    reason: convention('regularization.dropout', 'the probability of dropping'),
  },
  {
    id: 'form: layers with batch norm folded',
    statement: 'a convolution with batch norm folded into it is both layers',
    reason: 'graphs are compared by the alignment of model graphs, not by facts',
  },
];

/** The canonical forms that setups are brought to, and which equivalences show each of them. */
export const FORMS: Readonly<Record<string, readonly (number | string)[]>> = {
  'pixel affine map on 0–255': [1, 2, 3, 4, 'form: affine map'],
  'resize and crop': [9, 10, 12, 13, 14],
  'batch-norm decay form': [18],
  'dropout as drop probability': [98],
  'stochastic depth as drop probability': [99],
  'decay as coefficient with kind and coupling': [43, 44, 45, 46, 47],
  'parameter groups as sets of roles': [48],
  'learning rate as a curve over the run': [58, 59, 61, 62, 63, 65, 66],
  'effective batch and batch-norm batch': [51, 54, 55, 101],
  'epochs as samples seen': [102, 'form: samples seen'],
  'initialization as standard deviation': [22, 23, 24, 26, 27],
  'padding by side': [17],
  'loss as kind, domain and reduction': [78, 79, 81],
  'activation aliases': ['form: activation'],
  'global average pooling aliases': ['form: global average pooling'],
  layout: [7],
  'convolution and batch norm folded': ['form: layers with batch norm folded'],
  'defaults by framework and version': [13, 'form: defaults'],
};
