import { defineRule } from '../../src/rule.ts';
import { INIT_CONTEXT, isOverwritten } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/zero-gamma',
  title: 'Residual branches start closed on one side',
  why: 'Where the last scale of each residual branch starts at zero, every block starts as the identity: large learning rates and batches train more stably.',
  help: 'Set it on both sides: `zero_init_residual` in torchvision (off by default), `zero_init_last` in timm (on by default).',
  effect: {
    text: '0.2 to 0.3 points of ResNet-50 on ImageNet',
    source:
      'Goyal et al., Accurate, Large Minibatch SGD, 2017: https://arxiv.org/abs/1706.02677, quoted in https://github.com/pytorch/vision/issues/1266',
  },
  scope: ['model', 'train'],
  messages: { differs: 'last scale of residual branches starts at zero: {a} against {b}' },
  compare: {
    reads: ['init.zeroGamma'],
    context: ['model.block.layerScale', 'model.block.kind', ...INIT_CONTEXT],
    check({ a, b, same, notApplicable, different }) {
      if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
      const [zeroA, zeroB] = [a.value('init.zeroGamma') ?? false, b.value('init.zeroGamma') ?? false];
      if (zeroA === zeroB) return same();
      if (a.value('model.block.kind') === 'plain' && b.value('model.block.kind') === 'plain') {
        return notApplicable('networks without residual branches');
      }
      if ((a.value('model.block.layerScale') ?? 0) > 0 || (b.value('model.block.layerScale') ?? 0) > 0) {
        return notApplicable('layer scale starts the branches (arch/se-or-extras)');
      }
      return different('differs', { severity: 'warning', a: zeroA, b: zeroB });
    },
  },
});
