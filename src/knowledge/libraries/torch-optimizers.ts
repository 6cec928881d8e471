import { ROLES } from '../../spec/vocabulary.ts';
import type { Construct, Library, Row } from '../library.ts';
import { row } from '../library.ts';
import { optimizer } from '../optimizers.ts';

export const TORCH: Library = { name: 'torch', checked: '2.13' };

const torch = (callable: string, name: string, rows: readonly Row[], options?: Parameters<typeof optimizer>[4]) =>
  optimizer(TORCH, `torch.optim.${callable}`, name, rows, options);

const decay = (weightDecay: number, kind: 'l2' | 'decoupled' = 'l2'): readonly Row[] => [
  row('optimizer.weightDecay', weightDecay, 'weight_decay'),
  row('optimizer.decayKind', kind),
];

const adam = (lr: number): readonly Row[] => [
  row('optimizer.lr', lr, 'lr'),
  row('optimizer.betas', [0.9, 0.999], 'betas'),
  row('optimizer.epsilon', 1e-8, 'eps'),
  row('optimizer.epsilonPlacement', 'outside'),
  row('optimizer.biasCorrection', true),
];

/** https://docs.pytorch.org/docs/stable/optim.html */
export const torchOptimizers = (): readonly Construct[] => [
  torch('SGD', 'sgd', [
    // Required before; added by pytorch/pytorch#114467.
    row('optimizer.lr', 1e-3, 'lr', { since: '2.3' }),
    row('optimizer.momentum', 0, 'momentum'),
    row('optimizer.momentumForm', 'lr-outside'),
    row('optimizer.nesterov', false, 'nesterov'),
    row('optimizer.dampening', 0, 'dampening'),
    ...decay(0),
  ]),
  torch('Adam', 'adam', [...adam(1e-3), row('optimizer.amsgrad', false, 'amsgrad'), ...decay(0)]),
  torch('AdamW', 'adamw', [...adam(1e-3), row('optimizer.amsgrad', false, 'amsgrad'), ...decay(0.01, 'decoupled')]),
  torch('NAdam', 'nadam', [...adam(2e-3), row('optimizer.momentumDecay', 4e-3, 'momentum_decay'), ...decay(0)]),
  torch('RAdam', 'radam', [...adam(1e-3), ...decay(0)]),
  torch('Adamax', 'adamax', [
    row('optimizer.lr', 2e-3, 'lr'),
    row('optimizer.betas', [0.9, 0.999], 'betas'),
    row('optimizer.epsilon', 1e-8, 'eps'),
    row('optimizer.biasCorrection', true),
    ...decay(0),
  ]),
  torch('RMSprop', 'rmsprop', [
    row('optimizer.lr', 1e-2, 'lr'),
    row('optimizer.rho', 0.99, 'alpha'),
    row('optimizer.momentum', 0, 'momentum'),
    row('optimizer.momentumForm', 'lr-outside'),
    row('optimizer.epsilon', 1e-8, 'eps'),
    row('optimizer.epsilonPlacement', 'outside'),
    row('optimizer.initialAccumulator', 0),
    row('optimizer.centered', false, 'centered'),
    ...decay(0),
  ]),
  torch('Adagrad', 'adagrad', [
    row('optimizer.lr', 1e-2, 'lr'),
    row('optimizer.epsilon', 1e-10, 'eps'),
    row('optimizer.epsilonPlacement', 'outside'),
    row('optimizer.initialAccumulator', 0, 'initial_accumulator_value'),
    ...decay(0),
  ]),
  torch('Adadelta', 'adadelta', [
    row('optimizer.lr', 1, 'lr'),
    row('optimizer.rho', 0.9, 'rho'),
    row('optimizer.epsilon', 1e-6, 'eps'),
    row('optimizer.epsilonPlacement', 'inside'),
    ...decay(0),
  ]),
  torch('ASGD', 'asgd', [row('optimizer.lr', 1e-2, 'lr'), ...decay(0)]),
  torch('Rprop', 'rprop', [row('optimizer.lr', 1e-2, 'lr'), row('optimizer.weightDecay', undefined)]),
  torch('LBFGS', 'lbfgs', [row('optimizer.lr', 1, 'lr'), row('optimizer.weightDecay', undefined)]),
  torch(
    'Muon',
    'muon',
    [
      row('optimizer.lr', 1e-3, 'lr'),
      row('optimizer.momentum', 0.95, 'momentum'),
      row('optimizer.nesterov', true, 'nesterov'),
      row('optimizer.epsilon', 1e-7, 'eps'),
      ...decay(0.1, 'decoupled'),
    ],
    { unclaimed: ['optimizer.momentumForm', 'optimizer.epsilonPlacement'] },
  ),
  {
    library: TORCH,
    callable: 'torch.optim.Optimizer',
    when: [
      { unstated: ['optimizer.groups', 'optimizer.decayExcludes'] },
      {
        path: 'optimizer.name',
        is: ['sgd', 'adam', 'adamw', 'nadam', 'radam', 'adamax', 'rmsprop', 'adagrad', 'adadelta', 'asgd'],
      },
    ],
    rows: [row('optimizer.decayRoles', ROLES, 'params')],
  },
];
