import type { Equivalence, Values } from './types.ts';

const conv = (scheme: unknown, framework?: string): Values => ({
  'init.conv': scheme,
  ...(framework === undefined ? {} : { 'framework.name': framework }),
});
const scaling = (scale: number, mode: string, distribution: string, corrected?: boolean): Values =>
  conv({
    name: distribution,
    distribution,
    mode,
    gain: Math.sqrt(scale),
    ...(corrected === undefined ? {} : { corrected }),
  });
const draws = { paths: ['init.conv'] };

export const LAYERS: readonly Equivalence[] = [
  {
    id: 19,
    statement: 'a running variance is unbiased in PyTorch, biased in Keras 3',
    facts: { paths: ['model.norm.runningVariance'] },
    meet: [],
    apart: [[{ 'model.norm.runningVariance': 'unbiased' }, { 'model.norm.runningVariance': 'biased' }]],
  },
  {
    id: 20,
    statement: 'epsilon 1.001e-5 counts as 1e-5; 1e-3 does not',
    facts: { paths: [], rules: ['arch/norm-eps'] },
    meet: [[{ 'model.norm.epsilon': 1e-5 }, { 'model.norm.epsilon': 1.001e-5 }]],
    apart: [[{ 'model.norm.epsilon': 1e-5 }, { 'model.norm.epsilon': 1e-3 }]],
  },
  {
    id: 22,
    statement: 'PyTorch’s default kernel is VarianceScaling(1/3, fan_in, uniform)',
    facts: draws,
    meet: [[conv('pytorch-default'), scaling(1 / 3, 'fan-in', 'uniform')]],
    apart: [
      [conv('pytorch-default'), conv('kaiming-uniform')],
      [conv('pytorch-default'), scaling(1 / 3, 'fan-in', 'normal')],
      [conv('pytorch-default'), scaling(1 / 3, 'fan-out', 'uniform')],
    ],
  },
  {
    id: 23,
    statement: 'kaiming_normal_ by fan_out is VarianceScaling(2, fan_out, untruncated_normal)',
    facts: draws,
    meet: [[conv({ name: 'kaiming-normal', mode: 'fan-out' }), scaling(2, 'fan-out', 'normal')]],
    apart: [
      [conv({ name: 'kaiming-normal', mode: 'fan-out' }), conv('kaiming-normal')],
      [conv({ name: 'kaiming-normal', mode: 'fan-out' }), scaling(1, 'fan-out', 'normal')],
    ],
  },
  {
    id: 24,
    statement: 'kaiming_normal_ by fan_in has the variance of Keras he_normal, which cuts the tails off',
    facts: { ...draws, but: 'shape' },
    meet: [[conv('kaiming_normal_', 'pytorch'), conv('he_normal', 'keras')]],
    apart: [
      [conv('kaiming_normal_', 'pytorch'), conv('heNormal', 'tfjs')],
      [conv('kaiming_normal_', 'pytorch'), conv('lecun_normal', 'keras')],
    ],
  },
  {
    id: 25,
    statement: 'xavier_uniform_ is glorot_uniform',
    facts: draws,
    meet: [
      [conv('xavier_uniform_', 'pytorch'), conv('glorot_uniform', 'keras')],
      [conv('glorotUniform', 'tfjs'), scaling(1, 'fan-average', 'uniform')],
    ],
    apart: [[conv('xavier_uniform_', 'pytorch'), conv('xavier_normal_', 'pytorch')]],
  },
  {
    id: 26,
    statement: 'xavier_normal_ has the variance of Keras glorot_normal; tfjs does not correct: variance × 0.7737',
    facts: { ...draws, but: 'shape' },
    meet: [
      [conv('xavier_normal_', 'pytorch'), conv('glorot_normal', 'keras')],
      [conv('glorotNormal', 'tfjs'), scaling(0.87962566103423978 ** 2, 'fan-average', 'normal')],
    ],
    apart: [
      [conv('xavier_normal_', 'pytorch'), conv('glorotNormal', 'tfjs')],
      [conv('glorot_normal', 'keras'), conv('glorotNormal', 'tfjs')],
    ],
  },
  {
    id: 27,
    statement: 'variance_scaling without arguments is a truncated normal of variance 1/fan_in, not He’s',
    facts: draws,
    meet: [[scaling(1, 'fan-in', 'truncated-normal', true), conv('lecun_normal', 'keras')]],
    apart: [[scaling(1, 'fan-in', 'truncated-normal', true), conv('he_normal', 'keras')]],
  },
  {
    id: 29,
    statement: 'ResNet v1.5 has the stride on the 3×3: style pytorch; v1, style caffe, on the first 1×1',
    facts: { paths: ['model.block.stridePlacement'] },
    meet: [
      [{ 'model.block.stridePlacement': 'v1.5' }, { 'model.block.stridePlacement': 'pytorch' }],
      [{ 'model.block.stridePlacement': 'v1' }, { 'model.block.stridePlacement': 'caffe' }],
    ],
    apart: [[{ 'model.block.stridePlacement': 'v1.5' }, { 'model.block.stridePlacement': 'caffe' }]],
  },
  {
    id: 'form: activation',
    statement: 'SiLU is swish; GELU is not its tanh approximation',
    facts: { paths: ['model.activation.kind'] },
    meet: [
      [{ 'model.activation.kind': 'SiLU' }, { 'model.activation.kind': 'swish' }],
      [{ 'model.activation.kind': 'h-swish' }, { 'model.activation.kind': 'Hardswish' }],
    ],
    apart: [[{ 'model.activation.kind': 'gelu' }, { 'model.activation.kind': 'gelu_new' }]],
  },
  {
    id: 'form: global average pooling',
    statement: 'GAP, AdaptiveAvgPool2d and a mean over height and width are one',
    facts: { paths: ['model.head.pool'] },
    meet: [
      [{ 'model.head.pool': 'gap' }, { 'model.head.pool': 'AdaptiveAvgPool2d' }],
      [{ 'model.head.pool': 'gap' }, { 'model.head.pool': 'mean' }],
    ],
    apart: [[{ 'model.head.pool': 'gap' }, { 'model.head.pool': 'flatten' }]],
  },
];
