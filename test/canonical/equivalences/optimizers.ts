import { ROLES } from '../../../src/spec/vocabulary.ts';
import type { Equivalence, Values } from './types.ts';

const optimizer = (parts: Values): Values =>
  Object.fromEntries(Object.entries(parts).map(([key, value]) => [`optimizer.${key}`, value]));
const sgd = (parts: Values): Values => optimizer({ name: 'sgd', lr: 0.1, ...parts });
const CONSTANT: Values = { 'schedule.kind': 'constant', 'schedule.warmup.kind': 'none' };
const loss = (reduction: string, lr: number, weightDecay: number): Values => ({
  ...sgd({ lr, momentum: 0.9, weightDecay, decayKind: 'l2' }),
  ...CONSTANT,
  'loss.reduction': reduction,
  'data.effectiveBatchSize': 256,
});
const decay = { paths: [], rules: ['decay/value', 'decay/kind', 'decay/not-times-lr'] };
const NORM = ['norm.weight', 'norm.bias'];
const except = (excluded: readonly string[]): readonly string[] => ROLES.filter((role) => !excluded.includes(role));

export const OPTIMIZERS: readonly Equivalence[] = [
  {
    id: 30,
    statement: 'PyTorch, tfjs and tf.compat.v1 momentum: the velocity is without the learning rate',
    facts: { paths: ['optimizer.momentumForm', 'optimizer.momentum'] },
    meet: [[sgd({ momentum: 0.9, momentumForm: 'pytorch' }), sgd({ momentum: 0.9, momentumForm: 'lr-outside' })]],
    apart: [[sgd({ momentum: 0.9, momentumForm: 'pytorch' }), sgd({ momentum: 0.9, momentumForm: 'keras' })]],
  },
  {
    id: 31,
    statement: 'Keras and Caffe momentum: the velocity holds the learning rate',
    facts: { paths: ['optimizer.momentumForm'] },
    meet: [[sgd({ momentum: 0.9, momentumForm: 'keras' }), sgd({ momentum: 0.9, momentumForm: 'caffe' })]],
    apart: [[sgd({ momentum: 0.9, momentumForm: 'caffe' }), sgd({ momentum: 0.9, momentumForm: 'pytorch' })]],
  },
  {
    id: 32,
    statement: 'Nesterov momentum is equal in PyTorch and Keras at a constant rate; without momentum it does nothing',
    facts: { paths: [], rules: ['optimizer/momentum', 'optimizer/momentum-form'] },
    meet: [
      [
        { ...sgd({ momentum: 0.9, nesterov: true, dampening: 0, momentumForm: 'lr-outside' }), ...CONSTANT },
        { ...sgd({ momentum: 0.9, nesterov: true, dampening: 0, momentumForm: 'lr-inside' }), ...CONSTANT },
      ],
      [
        { ...sgd({ momentum: 0, nesterov: true, dampening: 0, momentumForm: 'lr-outside' }), ...CONSTANT },
        { ...sgd({ momentum: 0, nesterov: false, dampening: 0, momentumForm: 'lr-outside' }), ...CONSTANT },
      ],
    ],
    apart: [
      [
        { ...sgd({ momentum: 0.9, nesterov: true, dampening: 0, momentumForm: 'lr-outside' }), ...CONSTANT },
        { ...sgd({ momentum: 0.9, nesterov: false, dampening: 0, momentumForm: 'lr-outside' }), ...CONSTANT },
      ],
    ],
  },
  {
    id: 33,
    statement: 'dampening τ is not a learning rate of lr·(1 − τ): the first gradient keeps weight 1',
    facts: { paths: ['optimizer.dampening', 'optimizer.lr'] },
    meet: [],
    apart: [[sgd({ momentum: 0.9, dampening: 0.1 }), sgd({ lr: 0.09, momentum: 0.9, dampening: 0 })]],
  },
  {
    id: 34,
    statement: 'a summed loss with lr/B and decay·B is a mean loss',
    facts: { paths: [], rules: ['optimizer/lr', 'decay/value'] },
    meet: [[loss('mean', 0.1, 1e-4), loss('sum', 0.1 / 256, 1e-4 * 256)]],
    apart: [
      [loss('mean', 0.1, 1e-4), loss('sum', 0.1, 1e-4 * 256)],
      [loss('mean', 0.1, 1e-4), loss('sum', 0.1 / 256, 1e-4)],
    ],
  },
  {
    id: 35,
    statement: 'Adam’s epsilon outside the root is not epsilon-hat; they meet only late in a run',
    facts: { paths: ['optimizer.epsilonPlacement', 'optimizer.epsilon'] },
    meet: [
      [
        optimizer({ name: 'adam', epsilon: 1e-7, epsilonPlacement: 'outside-sqrt' }),
        optimizer({ name: 'Adam', epsilon: 1e-7, epsilonPlacement: 'outside' }),
      ],
    ],
    apart: [
      [
        optimizer({ name: 'adam', epsilon: 1e-7, epsilonPlacement: 'outside' }),
        optimizer({ name: 'adam', epsilon: 1e-7, epsilonPlacement: 'epsilon-hat' }),
      ],
    ],
  },
  {
    id: 36,
    statement: 'RMSprop’s epsilon inside the root is not its square root outside, but for a gradient of zero',
    facts: { paths: ['optimizer.epsilonPlacement', 'optimizer.epsilon'] },
    meet: [],
    apart: [
      [
        optimizer({ name: 'rmsprop', epsilon: 0.001, epsilonPlacement: 'inside' }),
        optimizer({ name: 'rmsprop', epsilon: 0.0316, epsilonPlacement: 'outside' }),
      ],
    ],
  },
  {
    id: 37,
    statement: 'RMSprop starts from 0 in PyTorch and Keras, from 1 in TensorFlow 1 and timm’s RMSpropTF',
    facts: { paths: ['optimizer.initialAccumulator'] },
    meet: [],
    apart: [
      [optimizer({ name: 'rmsprop', initialAccumulator: 0 }), optimizer({ name: 'rmsprop-tf', initialAccumulator: 1 })],
    ],
  },
  {
    id: 39,
    statement: 'Adagrad: epsilon outside and accumulator 0 (PyTorch) is not inside and 0.1 (Keras, tfjs)',
    facts: { paths: ['optimizer.epsilonPlacement', 'optimizer.initialAccumulator'] },
    meet: [],
    apart: [
      [
        optimizer({ name: 'adagrad', epsilonPlacement: 'outside', initialAccumulator: 0 }),
        optimizer({ name: 'adagrad', epsilonPlacement: 'inside', initialAccumulator: 0.1 }),
      ],
    ],
  },
  {
    id: 40,
    statement: 'Adadelta’s defaults differ: lr 1 and ρ 0.9 (PyTorch), 1e-3 and 0.95 (Keras)',
    facts: { paths: ['optimizer.lr', 'optimizer.rho'] },
    meet: [],
    apart: [[optimizer({ name: 'adadelta', lr: 1, rho: 0.9 }), optimizer({ name: 'Adadelta', lr: 1e-3, rho: 0.95 })]],
  },
  {
    id: 41,
    statement: 'NAdam’s momentum decay is 4e-3 in PyTorch, 1 in Keras',
    facts: { paths: ['optimizer.momentumDecay'] },
    meet: [],
    apart: [[optimizer({ name: 'nadam', momentumDecay: 4e-3 }), optimizer({ name: 'Nadam', momentumDecay: 1 })]],
  },
  {
    id: 42,
    statement: 'timm’s LAMB clips the norm of all gradients to 1',
    facts: { paths: ['optimizer.gradClip.kind'] },
    meet: [
      [
        optimizer({ name: 'lamb', 'gradClip.kind': 'global-norm', 'gradClip.value': 1 }),
        optimizer({ name: 'LAMB', 'gradClip.kind': 'norm', 'gradClip.value': 1 }),
      ],
    ],
    apart: [
      [
        optimizer({ name: 'lamb', 'gradClip.kind': 'norm', 'gradClip.value': 1 }),
        optimizer({ name: 'lamb', 'gradClip.kind': 'none' }),
      ],
    ],
  },
  {
    id: 43,
    statement: 'a penalty l2(λ)·Σw² is weight decay 2λ in the gradient',
    facts: decay,
    meet: [
      [
        sgd({ momentum: 0.9, weightDecay: 1e-4, decayKind: 'coupled_l2' }),
        sgd({ momentum: 0.9, weightDecay: 2 * 5e-5, decayKind: 'regularizer' }),
      ],
    ],
    apart: [
      [
        sgd({ momentum: 0.9, weightDecay: 1e-4, decayKind: 'l2' }),
        sgd({ momentum: 0.9, weightDecay: 5e-5, decayKind: 'penalty' }),
      ],
    ],
  },
  {
    id: 44,
    statement: 'decay in the gradient is decoupled decay for SGD without momentum only',
    facts: decay,
    meet: [
      [
        sgd({ momentum: 0, weightDecay: 1e-4, decayKind: 'l2' }),
        sgd({ momentum: 0, weightDecay: 1e-4, decayKind: 'decoupled' }),
      ],
    ],
    apart: [
      [
        sgd({ momentum: 0.9, weightDecay: 1e-4, decayKind: 'l2' }),
        sgd({ momentum: 0.9, weightDecay: 1e-4, decayKind: 'decoupled' }),
      ],
    ],
    correction:
      'The list asks for a constant learning rate too. It is not needed: without momentum both updates are w − lr·(g + c·w), with the same rate in the same update.',
  },
  {
    id: 45,
    statement: 'AdamW is Adam with decoupled weight decay',
    facts: decay,
    meet: [
      [
        optimizer({ name: 'AdamW', lr: 1e-3, weightDecay: 0.01, decayKind: 'decoupled' }),
        optimizer({ name: 'adam', lr: 1e-3, weightDecay: 0.01, decayKind: 'decoupled' }),
      ],
    ],
    apart: [
      [
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.01, decayKind: 'decoupled' }),
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.004, decayKind: 'decoupled' }),
      ],
    ],
  },
  {
    id: 46,
    statement: 'Adam with an L2 penalty is not AdamW',
    facts: decay,
    meet: [],
    apart: [
      [
        optimizer({ name: 'adam', lr: 1e-3, weightDecay: 0.01, decayKind: 'penalty' }),
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.01, decayKind: 'decoupled' }),
      ],
    ],
  },
  {
    id: 47,
    statement: 'decay that follows the schedule but not the base rate is decoupled decay over the base rate',
    facts: decay,
    meet: [
      [
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 1e-4, decayKind: 'decoupled_relative' }),
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.1, decayKind: 'decoupled' }),
      ],
    ],
    apart: [
      [
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.1, decayKind: 'decoupled-relative' }),
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.1, decayKind: 'decoupled' }),
      ],
      [
        optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 0.1, decayKind: 'decoupled' }),
        {
          ...optimizer({ name: 'adamw', lr: 1e-3, weightDecay: 1e-4, decayKind: 'decoupled-absolute' }),
          'schedule.kind': 'cosine',
        },
      ],
    ],
  },
  {
    id: 48,
    statement: 'what decays is a set of roles, however it is brought about',
    facts: { paths: ['optimizer.decayRoles'] },
    meet: [
      // torchvision --norm-weight-decay 0
      [
        {
          'optimizer.weightDecay': 2e-5,
          'optimizer.groups': [{ roles: except(NORM) }, { roles: NORM, weightDecay: 0 }],
        },
        { 'optimizer.weightDecay': 2e-5, 'optimizer.decayRoles': except(NORM).toReversed() },
      ],
      [{ 'optimizer.weightDecay': 0 }, { 'optimizer.weightDecay': 0, 'optimizer.decayRoles': [] }],
    ],
    apart: [
      // timm also spares every bias
      [
        {
          'optimizer.weightDecay': 2e-5,
          'optimizer.groups': [{ roles: except(NORM) }, { roles: NORM, weightDecay: 0 }],
        },
        {
          'optimizer.weightDecay': 2e-5,
          'optimizer.decayRoles': except([...NORM, 'conv.bias', 'dense.bias', 'head.bias']),
        },
      ],
    ],
  },
  {
    id: 'form: defaults',
    statement: 'what nobody wrote is the default of the library at its version',
    facts: { paths: ['optimizer.weightDecay', 'optimizer.epsilon'] },
    meet: [
      [
        { ...optimizer({ name: 'adamw' }), 'framework.name': 'pytorch' },
        optimizer({ name: 'adamw', weightDecay: 0.01, epsilon: 1e-8 }),
      ],
    ],
    apart: [
      [
        { ...optimizer({ name: 'adamw' }), 'framework.name': 'pytorch' },
        { ...optimizer({ name: 'adamw' }), 'framework.name': 'keras' },
      ],
    ],
  },
  {
    id: 100,
    statement: 'clip_grad_norm_, global_clipnorm and clip_by_global_norm are one; Keras clipnorm is by tensor',
    facts: { paths: ['optimizer.gradClip.kind'] },
    meet: [[optimizer({ 'gradClip.kind': 'global-norm' }), optimizer({ 'gradClip.kind': 'norm' })]],
    apart: [[optimizer({ 'gradClip.kind': 'clipnorm' }), optimizer({ 'gradClip.kind': 'norm' })]],
  },
];
