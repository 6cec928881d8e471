import { BATCH_NORM, HAS_EMBEDDINGS, OWN_NETWORK, RESIZES } from '../conditions.ts';
import { type Condition, type Construct, type Library, none, type Row, row } from '../library.ts';
import { optimizer } from '../optimizers.ts';

export const TFJS: Library = { name: '@tensorflow/tfjs', checked: '4.22' };

/** No optimizer decays weights: decay can only be a penalty of the layers. */
const DECAY: readonly Row[] = [row('optimizer.weightDecay', undefined), row('optimizer.decayKind', 'penalty')];

const adaptive: readonly Row[] = [row('optimizer.epsilon', 1e-7, 'epsilon')];

const train = (callable: string, name: string, rows: readonly Row[], when: readonly Condition[] = []): Construct =>
  optimizer(TFJS, `tf.train.${callable}`, name, [...rows, ...DECAY], { when });

/**
 * `compile('sgd')`: what the name alone stands for. A setup uses a name where nothing else of the optimizer is stated
 * and the function of that name cannot be called without a learning rate.
 */
const byName = (name: string, lr: number, others: readonly (`optimizer.${string}` & Row['path'])[]): Construct => ({
  library: TFJS,
  callable: `tf.LayersModel.compile('${name}')`,
  when: [{ path: 'optimizer.name', is: [name] }, { unstated: others }],
  rows: [row('optimizer.lr', lr)],
});

/** tfjs-core/src/optimizers and tfjs-layers/src/optimizers.ts */
export const tfjsConstructs = (): readonly Construct[] => [
  train(
    'sgd',
    'sgd',
    [row('optimizer.momentum', 0), row('optimizer.momentumForm', 'lr-outside')],
    [{ unstated: ['optimizer.momentum', 'optimizer.nesterov'] }],
  ),
  train(
    'momentum',
    'sgd',
    [row('optimizer.momentumForm', 'lr-outside'), row('optimizer.nesterov', false, 'useNesterov')],
    [{ not: { unstated: ['optimizer.momentum', 'optimizer.nesterov'] } }],
  ),
  train('adam', 'adam', [
    row('optimizer.lr', 1e-3, 'learningRate'),
    row('optimizer.betas', [0.9, 0.999], 'beta1, beta2'),
    ...adaptive,
    row('optimizer.epsilonPlacement', 'outside'),
    row('optimizer.biasCorrection', true),
  ]),
  train('adamax', 'adamax', [
    row('optimizer.lr', 2e-3, 'learningRate'),
    row('optimizer.betas', [0.9, 0.999], 'beta1, beta2'),
    ...adaptive,
    row('optimizer.biasCorrection', true),
  ]),
  train('rmsprop', 'rmsprop', [
    row('optimizer.rho', 0.9, 'decay'),
    row('optimizer.momentum', 0, 'momentum'),
    row('optimizer.momentumForm', 'lr-inside'),
    ...adaptive,
    row('optimizer.epsilonPlacement', 'inside'),
    row('optimizer.initialAccumulator', 0),
    row('optimizer.centered', false, 'centered'),
  ]),
  train('adagrad', 'adagrad', [
    row('optimizer.epsilon', 1e-7),
    row('optimizer.epsilonPlacement', 'inside'),
    row('optimizer.initialAccumulator', 0.1, 'initialAccumulatorValue'),
  ]),
  train('adadelta', 'adadelta', [
    row('optimizer.rho', 0.95, 'rho'),
    ...adaptive,
    row('optimizer.epsilonPlacement', 'inside'),
  ]),
  // By name it is 1, and nothing but a parameter of the function tells the two apart.
  {
    library: TFJS,
    callable: 'tf.train.adadelta',
    when: [
      { path: 'optimizer.name', is: ['adadelta'] },
      {
        anyOf: [{ not: { unstated: ['optimizer.rho'] } }, { not: { unstated: ['optimizer.epsilon'] } }],
      },
    ],
    rows: [row('optimizer.lr', 1e-3, 'learningRate')],
  },
  byName('sgd', 0.01, ['optimizer.momentum', 'optimizer.nesterov']),
  byName('rmsprop', 1e-3, ['optimizer.rho', 'optimizer.momentum', 'optimizer.epsilon', 'optimizer.centered']),
  byName('adagrad', 0.01, ['optimizer.initialAccumulator']),
  {
    library: TFJS,
    callable: 'tf.layers.batchNormalization',
    when: [BATCH_NORM, OWN_NETWORK],
    rows: [
      row('model.norm.epsilon', 1e-3, 'epsilon'),
      row('model.norm.momentum', 0.01, 'momentum'),
      row('model.norm.affine', true, 'center'),
    ],
  },
  {
    library: TFJS,
    callable: 'tf.layers.layerNormalization',
    when: [{ path: 'model.norm.kind', is: ['layer-norm'] }, OWN_NETWORK],
    rows: [
      row('model.norm.epsilon', 1e-3, 'epsilon'),
      row('model.norm.affine', true, 'center'),
      ...none('model.norm.momentum', 'model.norm.runningVariance'),
    ],
  },
  {
    library: TFJS,
    callable: 'tf.layers.leakyReLU',
    when: [{ path: 'model.activation.kind', is: ['leaky-relu'] }, OWN_NETWORK],
    rows: [row('model.activation.slope', 0.3, 'alpha')],
  },
  {
    library: TFJS,
    callable: 'tf.layers.conv2d',
    when: [OWN_NETWORK],
    rows: [
      row(
        'init.conv',
        { name: 'xavier-normal', distribution: 'truncated-normal', corrected: false },
        'kernelInitializer',
      ),
    ],
  },
  {
    library: TFJS,
    callable: 'tf.layers.dense',
    when: [OWN_NETWORK],
    rows: [
      row(
        'init.dense',
        { name: 'xavier-normal', distribution: 'truncated-normal', corrected: false },
        'kernelInitializer',
      ),
      row('init.bias', 'zeros', 'biasInitializer'),
      row('init.norm', 'ones'),
      row('init.zeroGamma', false),
    ],
  },
  {
    library: TFJS,
    callable: 'tf.layers.embedding',
    when: [OWN_NETWORK, HAS_EMBEDDINGS],
    rows: [row('init.embedding', { name: 'uniform', bound: 0.05 }, 'embeddingsInitializer')],
  },
  {
    library: TFJS,
    callable: 'tf.losses.softmaxCrossEntropy',
    when: [{ path: 'loss.kind', spelled: /softmax-?_?cross|sigmoidCross/i }],
    rows: [row('loss.domain', 'logits'), row('loss.reduction', 'mean', 'reduction')],
  },
  {
    library: TFJS,
    callable: 'tf.LayersModel.compile',
    when: [{ path: 'loss.kind', spelled: /categorical|binary_?cross/i }],
    rows: [row('loss.domain', 'probabilities'), row('loss.reduction', 'mean')],
  },
  {
    library: TFJS,
    callable: 'tf.LayersModel.fit',
    when: [],
    rows: [
      row('data.batchSize', 32, 'batchSize'),
      row('data.shuffle', true, 'shuffle'),
      row('data.batchScope', 'global'),
      row('data.devices', 1),
      row('data.dropLast', false),
      row('train.epochs', 1, 'epochs'),
    ],
  },
  {
    library: TFJS,
    callable: 'tf.image.resizeBilinear',
    when: [RESIZES, { path: 'preprocess.*.resize.library', is: ['tfjs'] }],
    rows: [
      row('preprocess.*.resize.pixelCenter', 'legacy', 'halfPixelCenters'),
      row('preprocess.*.resize.antialias', false),
    ],
  },
];
