import rule from '../../../rules/decay/groups.ts';
import { ruleTest } from '../../support/rule-test.ts';

const all = ['conv.weight', 'conv.bias', 'norm.weight', 'norm.bias', 'head.weight', 'head.bias'];
const decay = (roles?: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': 'sgd',
  'optimizer.weightDecay': 1e-4,
  ...(roles === undefined ? {} : { 'optimizer.decayRoles': roles }),
  ...more,
});
const excluding = (...patterns: readonly string[]) =>
  decay(undefined, { 'optimizer.decayExcludes': patterns.map((pattern) => ({ pattern })) });
const byDefault = (more: Readonly<Record<string, unknown>> = {}) =>
  decay(undefined, { 'framework.name': 'pytorch', 'model.block.kind': 'bottleneck', ...more });
const kernels = ['conv.weight', 'head.weight'];
const everything = [...all, 'dense.weight', 'dense.bias', 'embedding', 'position', 'other'];
/** What a residual network is known not to have: biases of convolutions, hidden dense layers, tokens. */
const residual = {
  'model.block.kind': 'bottleneck',
  'model.block.squeezeExcitation': 0,
  'model.block.layerScale': 0,
  'model.convBias': false,
  'model.head.hidden': [],
};
const vision = {
  'model.block.kind': 'transformer',
  'model.attention.patchSize': 16,
  'model.attention.position': 'learned',
};
const lars = (roles: readonly string[], batch?: number) =>
  decay(roles, { 'optimizer.name': 'lars', ...(batch === undefined ? {} : { 'data.effectiveBatchSize': batch }) });

ruleTest(rule, {
  same: {
    'the same roles in another order': [decay(kernels), decay([...kernels].reverse())],
    'the same patterns': [excluding('bias', 'bn'), excluding('bn', 'bias')],
    'the same roles by another mechanism': [
      decay(kernels),
      decay(kernels, { 'optimizer.decayExcludes': [{ pattern: 'bias', matched: 54 }] }),
    ],
    'all by default, and all that a network has written out': [
      byDefault({ 'model.convBias': false }),
      decay(['conv.weight', 'head.weight', 'head.bias', 'norm.weight', 'norm.bias']),
    ],
    'roles that the networks do not have': [
      decay(everything, residual),
      decay(['conv.weight', 'head.weight', 'head.bias', 'norm.weight', 'norm.bias'], residual),
    ],
    'roles that one of two networks does not have': [
      decay(everything, vision),
      decay(['conv.weight', 'head.weight', 'head.bias', 'norm.weight', 'norm.bias'], residual),
    ],
  },
  different: {
    'all by default against kernels': {
      pair: [byDefault(), decay(kernels)],
      severity: 'warning',
      message: 'only A decays head.bias, norm.bias and norm.weight',
    },
    'all by default against all but the biases of convolutions': {
      pair: [byDefault({ 'model.convBias': true }), decay(all.filter((role) => role !== 'conv.bias'))],
      severity: 'info',
      message: 'only A decays conv.bias',
    },
    'normalization and biases': {
      pair: [decay(all), decay(kernels)],
      severity: 'warning',
      message: 'only A decays conv.bias, head.bias, norm.bias and norm.weight',
    },
    'positions and tokens of two transformers': {
      pair: [decay(everything, vision), decay(['conv.weight', 'dense.weight', 'head.weight'], vision)],
      severity: 'warning',
      message: 'only A decays conv.bias, dense.bias, head.bias, norm.bias, norm.weight, other and position',
    },
    'normalization of two residual networks': {
      pair: [decay(everything, residual), decay(['conv.weight', 'head.weight', 'head.bias'], residual)],
      severity: 'warning',
      message: 'only A decays norm.bias and norm.weight',
    },
    'biases of gates': {
      pair: [
        decay(everything, { ...residual, 'model.block.squeezeExcitation': 0.25 }),
        decay(['conv.weight', 'head.weight', 'head.bias', 'norm.weight', 'norm.bias'], {
          ...residual,
          'model.block.squeezeExcitation': 0.25,
        }),
      ],
      severity: 'info',
      message: 'only A decays conv.bias',
    },
    'biases only': { pair: [decay(kernels), decay([...kernels, 'head.bias'])], severity: 'info' },
    'LARS with a large batch': { pair: [lars(all, 8192), lars(kernels, 8192)], severity: 'error' },
    'LARS with an unknown batch': { pair: [lars(all), lars(kernels)], severity: 'warning' },
    'other patterns': { pair: [excluding('bias'), excluding('bias', 'bn')], severity: 'info', message: '[bias]' },
  },
  unknown: {
    'one side does not say': [decay(all), decay()],
    'patterns against roles': [decay(all), excluding('bias')],
  },
  notApplicable: { 'nothing decays on a side': [decay(all), decay([])] },
});
