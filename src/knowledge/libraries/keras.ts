import { ROLES } from '../../spec/vocabulary.ts';
import { BATCH_NORM, HAS_EMBEDDINGS, named, OWN_NETWORK } from '../conditions.ts';
import { type Construct, type Library, none, type Row, row } from '../library.ts';
import { optimizer } from '../optimizers.ts';
import { KERAS_RESNETS, residualNetwork } from '../residual-networks.ts';

export const KERAS: Library = { name: 'keras', checked: '3.15' };
export const TF_KERAS: Library = { name: 'tf-keras', checked: '2.21' };

/** What Keras 3 and tf-keras share, with what they do not. */
interface Edition {
  readonly library: Library;
  readonly prefix: string;
  readonly runningVariance: 'biased' | 'unbiased';
  readonly lionLr: number;
  /** Optimizers that only one of them has. */
  readonly only: (edition: Edition) => readonly Construct[];
  readonly decayKind: readonly Row[];
}

const adam = (epsilonPlacement: 'hat' | 'outside', library: 'beta' = 'beta'): readonly Row[] => [
  row('optimizer.lr', 1e-3, 'learning_rate'),
  row('optimizer.betas', [0.9, 0.999], `${library}_1, ${library}_2`),
  row('optimizer.epsilon', 1e-7, 'epsilon'),
  row('optimizer.epsilonPlacement', epsilonPlacement),
  row('optimizer.biasCorrection', true),
];

const accumulating: readonly Row[] = [
  row('optimizer.lr', 1e-3, 'learning_rate'),
  row('optimizer.epsilon', 1e-7, 'epsilon'),
  row('optimizer.epsilonPlacement', 'inside'),
];

/** https://keras.io/api/optimizers/ */
function optimizers(edition: Edition): readonly Construct[] {
  const { library, prefix, decayKind, lionLr } = edition;
  const noDecay = [row('optimizer.weightDecay', undefined, 'weight_decay'), ...decayKind];
  const of = (callable: string, name: string, rows: readonly Row[], options?: Parameters<typeof optimizer>[4]) =>
    optimizer(library, `${prefix}.optimizers.${callable}`, name, rows, options);
  return [
    of('SGD', 'sgd', [
      row('optimizer.lr', 0.01, 'learning_rate'),
      row('optimizer.momentum', 0, 'momentum'),
      row('optimizer.momentumForm', 'lr-inside'),
      row('optimizer.nesterov', false, 'nesterov'),
      ...noDecay,
    ]),
    of('Adam', 'adam', [...adam('hat'), row('optimizer.amsgrad', false, 'amsgrad'), ...noDecay]),
    of('AdamW', 'adamw', [
      ...adam('hat'),
      row('optimizer.amsgrad', false, 'amsgrad'),
      row('optimizer.weightDecay', 0.004, 'weight_decay'),
      ...decayKind,
    ]),
    of('Nadam', 'nadam', [...adam('outside'), row('optimizer.momentumDecay', 1), ...noDecay]),
    of('Adamax', 'adamax', [
      ...adam('outside').filter(({ path }) => path !== 'optimizer.epsilonPlacement'),
      ...noDecay,
    ]),
    of('RMSprop', 'rmsprop', [
      ...accumulating,
      row('optimizer.rho', 0.9, 'rho'),
      row('optimizer.momentum', 0, 'momentum'),
      row('optimizer.momentumForm', 'lr-inside'),
      row('optimizer.initialAccumulator', 0),
      row('optimizer.centered', false, 'centered'),
      ...noDecay,
    ]),
    of('Adagrad', 'adagrad', [
      ...accumulating,
      row('optimizer.initialAccumulator', 0.1, 'initial_accumulator_value'),
      ...noDecay,
    ]),
    of('Adadelta', 'adadelta', [...accumulating, row('optimizer.rho', 0.95, 'rho'), ...noDecay]),
    of('Lion', 'lion', [
      row('optimizer.lr', lionLr, 'learning_rate'),
      row('optimizer.betas', [0.9, 0.99], 'beta_1, beta_2'),
      ...noDecay,
    ]),
    ...edition.only(edition),
    {
      library,
      callable: `${prefix}.Model.compile`,
      when: [
        { path: 'loss.kind', known: true },
        { unstated: ['optimizer.lr', 'optimizer.momentum', 'optimizer.betas', 'optimizer.weightDecay'] },
      ],
      rows: [row('optimizer.name', 'rmsprop', 'optimizer')],
    },
  ];
}

/** https://keras.io/api/optimizers/learning_rate_schedules/ and https://keras.io/api/callbacks/ */
function schedules({ library, prefix }: Edition): readonly Construct[] {
  const of = (callable: string, kind: string, rows: readonly Row[]): Construct => ({
    library,
    callable: `${prefix}.${callable}`,
    when: [{ path: 'schedule.kind', is: [kind] }],
    rows,
  });
  return [
    of('optimizers.schedules.CosineDecay', 'cosine', [
      row('schedule.minLr', 0, 'alpha'),
      row('schedule.afterPeriod', 'hold'),
    ]),
    of('optimizers.schedules.CosineDecayRestarts', 'cosine-restarts', [
      row('schedule.periodFactor', 2, 't_mul'),
      row('schedule.minLr', 0, 'alpha'),
    ]),
    of('optimizers.schedules.ExponentialDecay', 'exponential', [row('schedule.staircase', false, 'staircase')]),
    of('optimizers.schedules.PolynomialDecay', 'polynomial', [
      row('schedule.minLr', 1e-4, 'end_learning_rate'),
      row('schedule.power', 1, 'power'),
    ]),
    of('callbacks.ReduceLROnPlateau', 'plateau', [
      row('schedule.factor', 0.1, 'factor'),
      // Reduces when 10 evaluations in a row were bad, which PyTorch calls 9.
      row('schedule.patience', 9, 'patience'),
      row('schedule.monitor', 'val_loss', 'monitor'),
      row('schedule.threshold', 1e-4, 'min_delta'),
      row('schedule.thresholdMode', 'absolute'),
      row('schedule.minLr', 0, 'min_lr'),
    ]),
  ];
}

/** https://keras.io/api/layers/, https://keras.io/api/losses/, https://keras.io/api/models/model_training_apis/ */
function layers({ library, prefix, runningVariance }: Edition): readonly Construct[] {
  const of = (callable: string, when: Construct['when'], rows: readonly Row[]): Construct => ({
    library,
    callable: `${prefix}.${callable}`,
    when,
    rows,
  });
  const loss = (callable: string, kind: string): Construct =>
    of(
      callable,
      [{ path: 'loss.kind', is: [kind] }],
      [row('loss.domain', 'probabilities', 'from_logits'), row('loss.reduction', 'mean', 'reduction')],
    );
  return [
    of('layers.BatchNormalization', [BATCH_NORM], [row('model.norm.runningVariance', runningVariance)]),
    of(
      'layers.BatchNormalization',
      [BATCH_NORM, OWN_NETWORK],
      [
        row('model.norm.epsilon', 1e-3, 'epsilon'),
        row('model.norm.momentum', 0.01, 'momentum'),
        row('model.norm.affine', true, 'center'),
      ],
    ),
    of(
      'layers.LayerNormalization',
      [{ path: 'model.norm.kind', is: ['layer-norm'] }, OWN_NETWORK],
      [
        row('model.norm.epsilon', 1e-3, 'epsilon'),
        row('model.norm.affine', true, 'center'),
        ...none('model.norm.momentum', 'model.norm.runningVariance'),
      ],
    ),
    of('layers.Conv2D', [OWN_NETWORK], [row('init.conv', 'xavier-uniform', 'kernel_initializer')]),
    of(
      'layers.Dense',
      [OWN_NETWORK],
      [row('init.dense', 'xavier-uniform', 'kernel_initializer'), row('init.bias', 'zeros', 'bias_initializer')],
    ),
    of(
      'layers.Embedding',
      [OWN_NETWORK, HAS_EMBEDDINGS],
      [row('init.embedding', { name: 'uniform', bound: 0.05 }, 'embeddings_initializer')],
    ),
    of(
      'layers.BatchNormalization',
      [OWN_NETWORK],
      [row('init.norm', 'ones', 'gamma_initializer'), row('init.zeroGamma', false)],
    ),
    loss('losses.CategoricalCrossentropy', 'cross-entropy'),
    loss('losses.BinaryCrossentropy', 'binary-cross-entropy'),
    of(
      'losses.MeanSquaredError',
      [{ path: 'loss.kind', is: ['mean-squared-error'] }],
      [row('loss.reduction', 'mean', 'reduction')],
    ),
    of(
      'losses.MeanAbsoluteError',
      [{ path: 'loss.kind', is: ['mean-absolute-error'] }],
      [row('loss.reduction', 'mean', 'reduction')],
    ),
    of('losses.Huber', [{ path: 'loss.kind', is: ['huber'] }], [row('loss.reduction', 'mean', 'reduction')]),
    of('Model.fit', [{ not: { unstated: ['loss.classWeights'] } }], [row('loss.classWeightDivisor', 'batch')]),
    of(
      'Model.fit',
      [],
      [
        row('data.batchSize', 32, 'batch_size'),
        row('data.batchScope', 'global'),
        row('data.shuffle', true, 'shuffle'),
        row('data.dropLast', false),
        row('train.epochs', 1, 'epochs'),
      ],
    ),
    of(
      'Optimizer',
      [
        { unstated: ['optimizer.groups', 'optimizer.decayExcludes'] },
        { path: 'optimizer.decayKind', is: ['decoupled'] },
      ],
      [row('optimizer.decayRoles', ROLES)],
    ),
  ];
}

/** https://keras.io/api/applications/resnet/: version 1, with the stride in the first 1×1 convolution. */
function applications({ library, prefix }: Edition): readonly Construct[] {
  return KERAS_RESNETS.flatMap((shape) =>
    residualNetwork(
      {
        library,
        module: `${prefix}.applications`,
        rows: [
          row('model.convBias', true),
          // Explicit padding in front of the stem and its pooling; other strides are in 1×1 convolutions.
          row('model.padding', 'symmetric'),
          row('model.norm.epsilon', 1.001e-5),
          row('model.norm.momentum', 0.01),
          row('model.norm.affine', true),
          row('model.head.activation', 'softmax', 'classifier_activation'),
          row('init.conv', 'xavier-uniform'),
          row('init.dense', 'xavier-uniform'),
          row('init.bias', 'zeros'),
          row('init.zeroGamma', false),
        ],
        stridePlacement: '1x1',
      },
      shape,
      [named(shape.name.toLowerCase())],
    ),
  );
}

const edition = (of: Edition): readonly Construct[] => [
  ...optimizers(of),
  ...schedules(of),
  ...layers(of),
  ...applications(of),
];

export const kerasConstructs = (): readonly Construct[] =>
  edition({
    library: KERAS,
    prefix: 'keras',
    runningVariance: 'biased',
    lionLr: 1e-3,
    // Before 3.1 what became of weight decay depended on the backend (keras-team/keras#19051).
    decayKind: [row('optimizer.decayKind', 'decoupled', '', { since: '3.1' })],
    only: ({ library, prefix, decayKind }) => [
      optimizer(library, `${prefix}.optimizers.Lamb`, 'lamb', [
        ...adam('outside'),
        row('optimizer.weightDecay', undefined, 'weight_decay'),
        row('optimizer.trust', 1),
        ...decayKind,
      ]),
      optimizer(
        library,
        `${prefix}.optimizers.Muon`,
        'muon',
        [
          row('optimizer.lr', 1e-3, 'learning_rate'),
          row('optimizer.momentum', 0.95, 'momentum'),
          row('optimizer.nesterov', true, 'nesterov'),
          row('optimizer.epsilon', 1e-7, 'epsilon'),
          row('optimizer.weightDecay', 0.004, 'weight_decay'),
          ...decayKind,
        ],
        {
          unclaimed: [
            'optimizer.momentumForm',
            'optimizer.epsilonPlacement',
            'optimizer.betas',
            'optimizer.biasCorrection',
          ],
        },
      ),
    ],
  });

export const tfKerasConstructs = (): readonly Construct[] =>
  edition({
    library: TF_KERAS,
    prefix: 'tf_keras',
    // The fused kernel of four-dimensional inputs keeps Bessel's correction.
    runningVariance: 'unbiased',
    lionLr: 1e-4,
    // Optimizers of 2.10 and before have no weight decay: it can only be a penalty of the layers.
    decayKind: [
      row('optimizer.decayKind', 'decoupled', '', { since: '2.11' }),
      row('optimizer.decayKind', 'penalty', '', { before: '2.11' }),
    ],
    only: () => [],
  });
