import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { resolve, runCompare } from '../../../src/engine/index.ts';
import { SCOPES } from '../../../src/spec/vocabulary.ts';
import { setupOf } from '../../support/setup.ts';

/** A ResNet-50 of which everything is stated, counts and sizes that follow from others too. */
const RESNET = {
  'model.name': 'resnet50',
  'model.pretrained': false,
  'model.weights.strict': true,
  'model.trainable.frozen': 'none',
  'model.trainable.fraction': 1,
  'model.normMode': 'default',
  'model.depths': [3, 4, 6, 3],
  'model.widths': [256, 512, 1024, 2048],
  'model.stem.kind': 'conv7x7',
  'model.stem.kernel': 7,
  'model.stem.stride': 2,
  'model.stem.channels': 64,
  'model.stem.pool': 'max',
  'model.stem.poolKernel': 3,
  'model.stem.poolPadding': 1,
  'model.stem.activation': 'relu',
  'model.totalStride': 32,
  'model.block.kind': 'bottleneck',
  'model.block.expansion': 4,
  'model.block.groups': 1,
  'model.block.widthPerGroup': 64,
  'model.block.dilation': [1, 1, 1, 1],
  'model.block.stridePlacement': '3x3',
  'model.block.shortcut': 'projection',
  'model.block.shortcutNorm': true,
  'model.block.residuals': 16,
  'model.block.activationOrder': 'after-add',
  'model.block.squeezeExcitation': 0,
  'model.block.layerScale': 0,
  'model.block.antialiasing': false,
  'model.head.classes': 1000,
  'model.head.pool': 'global-average',
  'model.head.activation': 'none',
  'model.norm.kind': 'batch-norm',
  'model.norm.epsilon': 1e-5,
  'model.norm.momentum': 0.1,
  'model.norm.affine': true,
  'model.norm.count': 53,
  'model.norm.runningVariance': 'unbiased',
  'model.activation.kind': 'relu',
  'model.activation.count': 49,
  'model.convBias': false,
  'model.padding': 'symmetric',
  'model.parameters': 25557032,
  'model.multiplyAdds': 4.089e9,
  'input.size.train': 224,
  'input.size.eval': 224,
  'input.channels': 3,
  'input.layout': 'nchw',
  'framework.name': 'pytorch',
  'data.dataset': 'imagenet-1k',
  'optimizer.name': 'sgd',
  'optimizer.lr': 0.1,
  'init.conv': { name: 'kaiming-normal', mode: 'fan-out' },
  'init.dense': 'pytorch-default',
  'init.norm': 'ones',
  'init.bias': 'zeros',
  'init.zeroGamma': false,
} as const;

const VIT = {
  'model.block.kind': 'transformer',
  'model.pretrained': false,
  'model.attention.heads': 12,
  'model.attention.qkvBias': true,
  'model.attention.normOrder': 'pre',
  'model.attention.position': 'learned',
  'model.attention.mlpRatio': 4,
  'model.attention.patchSize': 16,
  'model.resampling.interpolation': 'bilinear',
  'model.resampling.pixelCenter': 'half',
  'init.embedding': { name: 'normal', std: 0.02 },
  'init.recurrent': 'orthogonal',
} as const;

const compare = (a: object, b: object) =>
  runCompare(resolve({ ...setupOf({ ...a }), scope: SCOPES }), resolve({ ...setupOf({ ...b }), scope: SCOPES }), RULES)
    .findings;

const CHANGES: readonly (readonly [base: object, path: string, value: unknown, rule: string])[] = [
  [RESNET, 'model.depths', [3, 4, 5, 3], 'arch/stage-depths'],
  [RESNET, 'model.widths', [256, 512, 1024, 1024], 'arch/widths'],
  [RESNET, 'model.stem.kernel', 3, 'arch/stem'],
  [RESNET, 'model.stem.stride', 1, 'arch/stem'],
  [RESNET, 'model.stem.channels', 32, 'arch/stem'],
  [RESNET, 'model.stem.kind', 'deep', 'arch/stem'],
  [RESNET, 'model.stem.pool', 'none', 'arch/stem'],
  [RESNET, 'model.stem.poolKernel', 2, 'arch/stem'],
  [RESNET, 'model.stem.poolPadding', 0, 'arch/padding'],
  [RESNET, 'model.stem.activation', 'none', 'arch/activation-order'],
  [RESNET, 'model.totalStride', 16, 'arch/spatial-sizes'],
  [RESNET, 'model.block.kind', 'basic', 'arch/block-type'],
  [RESNET, 'model.block.expansion', 2, 'arch/block-type'],
  [RESNET, 'model.block.groups', 32, 'arch/dilation-groups'],
  [RESNET, 'model.block.widthPerGroup', 128, 'arch/widths'],
  [RESNET, 'model.block.dilation', [1, 1, 2, 4], 'arch/dilation-groups'],
  [RESNET, 'model.block.stridePlacement', '1x1', 'arch/stride-placement'],
  [RESNET, 'model.block.shortcut', 'zero-pad', 'arch/shortcut'],
  [RESNET, 'model.block.shortcutNorm', false, 'arch/shortcut'],
  [RESNET, 'model.block.residuals', 15, 'arch/residual-missing'],
  [RESNET, 'model.block.activationOrder', 'before-add', 'arch/activation-order'],
  [RESNET, 'model.block.squeezeExcitation', 0.25, 'arch/se-or-extras'],
  [RESNET, 'model.block.layerScale', 1e-6, 'arch/se-or-extras'],
  [RESNET, 'model.block.antialiasing', true, 'arch/se-or-extras'],
  [RESNET, 'model.head.classes', 1001, 'arch/widths'],
  [RESNET, 'model.head.pool', 'flatten', 'arch/pool'],
  [RESNET, 'model.norm.kind', 'group-norm', 'arch/norm-kind'],
  [RESNET, 'model.norm.epsilon', 1e-3, 'arch/norm-eps'],
  [RESNET, 'model.norm.momentum', 0.01, 'arch/norm-momentum'],
  [RESNET, 'model.norm.affine', false, 'arch/norm-affine'],
  [RESNET, 'model.norm.count', 52, 'arch/norm-kind'],
  [RESNET, 'model.norm.runningVariance', 'biased', 'arch/norm-running-var'],
  [RESNET, 'model.activation.kind', 'relu6', 'arch/activation-order'],
  [RESNET, 'model.activation.count', 50, 'arch/activation-order'],
  [RESNET, 'model.convBias', true, 'arch/conv-bias'],
  [RESNET, 'model.padding', 'same', 'arch/padding'],
  [RESNET, 'model.parameters', 25530472, 'arch/param-count'],
  [RESNET, 'model.multiplyAdds', 3.8e9, 'arch/flops'],
  [RESNET, 'model.trainable.frozen', 'backbone', 'arch/frozen-layers'],
  [RESNET, 'model.trainable.fraction', 0.5, 'arch/frozen-layers'],
  [RESNET, 'model.normMode', 'eval', 'arch/norm-mode'],
  [RESNET, 'model.pretrained', true, 'arch/weights-origin'],
  [RESNET, 'model.name', 'mine', 'model/name'],
  [RESNET, 'input.layout', 'nhwc', 'arch/data-layout'],
  [RESNET, 'init.conv', { name: 'normal', std: 0.01 }, 'init/conv'],
  [RESNET, 'init.dense', { name: 'normal', std: 0.01 }, 'init/dense'],
  [RESNET, 'init.norm', 'zeros', 'init/norm'],
  [RESNET, 'init.bias', 'ones', 'init/bias'],
  [RESNET, 'init.zeroGamma', true, 'init/zero-gamma'],
  [VIT, 'model.attention.heads', 6, 'arch/attention'],
  [VIT, 'model.attention.qkvBias', false, 'arch/attention'],
  [VIT, 'model.attention.normOrder', 'post', 'arch/attention'],
  [VIT, 'model.attention.position', 'none', 'arch/attention'],
  [VIT, 'model.attention.mlpRatio', 3, 'arch/attention'],
  [VIT, 'model.attention.patchSize', 32, 'arch/attention'],
  [VIT, 'model.resampling.interpolation', 'nearest', 'arch/resampling-align'],
  [VIT, 'model.resampling.pixelCenter', 'legacy', 'arch/resampling-align'],
  [VIT, 'init.embedding', { name: 'normal', std: 1 }, 'init/embedding'],
  [VIT, 'init.recurrent', { name: 'normal', std: 0.01 }, 'init/recurrent'],
];

describe('one change of a network that is stated in full', () => {
  it('is needed for a finding', () => {
    expect(compare(RESNET, RESNET)).toEqual([]);
    expect(compare(VIT, VIT)).toEqual([]);
  });

  it.each(CHANGES)('%# is named once', (base, path, value, rule) => {
    const changed = { ...base, [path]: value };
    expect([path, compare(base, changed).map((finding) => finding.rule)]).toEqual([path, [rule]]);
    expect([path, compare(changed, base).map((finding) => finding.rule)]).toEqual([path, [rule]]);
  });

  it('leaves counts and sizes that follow to their cause', () => {
    const shallow = {
      ...RESNET,
      'model.depths': [3, 4, 5, 3],
      'model.block.residuals': 15,
      'model.norm.count': 50,
      'model.activation.count': 46,
      'model.parameters': 24440104,
      'model.multiplyAdds': 3.87e9,
    };
    expect(compare(RESNET, shallow).map(({ rule }) => rule)).toEqual(['arch/stage-depths']);
  });
});
