import type { FactValue } from '../../spec/fact.ts';

type Convert = (plain: unknown) => FactValue | undefined;
export type Rows = readonly (readonly [path: string, parameter: string, convert?: Convert])[];

const boolean: Convert = (plain) => (typeof plain === 'boolean' ? plain : undefined);

const DECAY: Rows = [['optimizer.weightDecay', 'weight_decay']];
const ADAM: Rows = [['optimizer.lr', 'learning_rate'], ['optimizer.epsilon', 'epsilon'], ...DECAY];

/** Positions are those of Keras 3 and tf-keras, whose first parameter is the learning rate. https://keras.io/api/optimizers/ */
export const OPTIMIZERS: Readonly<Record<string, { readonly name: string; readonly rows: Rows }>> = {
  SGD: {
    name: 'sgd',
    rows: [
      ['optimizer.lr', 'learning_rate'],
      ['optimizer.momentum', 'momentum'],
      ['optimizer.nesterov', 'nesterov', boolean],
      ...DECAY,
    ],
  },
  Adam: { name: 'adam', rows: [...ADAM, ['optimizer.amsgrad', 'amsgrad', boolean]] },
  AdamW: { name: 'adamw', rows: [...ADAM, ['optimizer.amsgrad', 'amsgrad', boolean]] },
  Nadam: { name: 'nadam', rows: ADAM },
  Adamax: { name: 'adamax', rows: ADAM },
  RMSprop: {
    name: 'rmsprop',
    rows: [
      ['optimizer.lr', 'learning_rate'],
      ['optimizer.rho', 'rho'],
      ['optimizer.momentum', 'momentum'],
      ['optimizer.epsilon', 'epsilon'],
      ['optimizer.centered', 'centered', boolean],
      ...DECAY,
    ],
  },
  Adagrad: {
    name: 'adagrad',
    rows: [
      ['optimizer.lr', 'learning_rate'],
      ['optimizer.initialAccumulator', 'initial_accumulator_value'],
      ['optimizer.epsilon', 'epsilon'],
    ],
  },
  Adadelta: {
    name: 'adadelta',
    rows: [
      ['optimizer.lr', 'learning_rate'],
      ['optimizer.rho', 'rho'],
      ['optimizer.epsilon', 'epsilon'],
    ],
  },
  Lion: { name: 'lion', rows: [['optimizer.lr', 'learning_rate'], ...DECAY] },
};

export interface Loss {
  readonly kind: string;
  readonly domain?: 'probabilities';
}

const CROSS_ENTROPY: Loss = { kind: 'cross-entropy', domain: 'probabilities' };

/** Losses by name, class or function, as `keras.losses` spells them. https://keras.io/api/losses/ */
export const LOSSES: Readonly<Record<string, Loss>> = {
  categoricalcrossentropy: CROSS_ENTROPY,
  sparsecategoricalcrossentropy: CROSS_ENTROPY,
  binarycrossentropy: { kind: 'binary-cross-entropy', domain: 'probabilities' },
  meansquarederror: { kind: 'mean-squared-error' },
  mse: { kind: 'mean-squared-error' },
  meanabsoluteerror: { kind: 'mean-absolute-error' },
  mae: { kind: 'mean-absolute-error' },
  huber: { kind: 'huber' },
  hinge: { kind: 'hinge' },
  kldivergence: { kind: 'kl-divergence' },
};

export const spelled = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** https://keras.io/api/optimizers/learning_rate_schedules/: parameters in order, the first is the rate to start from. */
export const SCHEDULES: Readonly<Record<string, { readonly kind: string; readonly rows: Rows }>> = {
  ExponentialDecay: {
    kind: 'exponential',
    rows: [
      ['schedule.peakLr', 'initial_learning_rate'],
      ['schedule.period', 'decay_steps'],
      ['schedule.gamma', 'decay_rate'],
      ['schedule.staircase', 'staircase', boolean],
    ],
  },
  PolynomialDecay: {
    kind: 'polynomial',
    rows: [
      ['schedule.peakLr', 'initial_learning_rate'],
      ['schedule.period', 'decay_steps'],
      ['schedule.minLr', 'end_learning_rate'],
      ['schedule.power', 'power'],
    ],
  },
  CosineDecay: {
    kind: 'cosine',
    rows: [
      ['schedule.peakLr', 'initial_learning_rate'],
      ['schedule.period', 'decay_steps'],
    ],
  },
};

/** Known datasets of `keras.datasets`. */
export const DATASETS: Readonly<Record<string, readonly [name: string, classes: number]>> = {
  mnist: ['mnist', 10],
  fashion_mnist: ['fashion-mnist', 10],
  cifar10: ['cifar-10', 10],
  cifar100: ['cifar-100', 100],
};
