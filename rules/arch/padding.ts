import { defineRule } from '../../src/rule.ts';
import { loadsPretrained, named, PRETRAINED_PATHS } from '../shared/context.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/padding',
  title: 'Padding differs',
  why: 'At stride 2, symmetric padding and that of TensorFlow put the grid one pixel apart, so that weights of one see shifted feature maps in the other; padding in front of a pooling changes the size of all maps behind it.',
  help: 'Pad as the reference does: TensorFlow’s `same` is one more at the end, PyTorch’s padding the same on both sides.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'padding of strided convolutions {a} against {b}',
    pool: 'padding of the pooling in the stem {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.padding', 'model.stem.poolPadding'],
    context: ['model.totalStride', 'model.stem.poolKernel', ...PRETRAINED_PATHS],
    check(context) {
      const { a, b, equivalent } = context;
      const [paddingA, paddingB] = [a.value('model.padding'), b.value('model.padding')];
      const unstrided = a.value('model.totalStride') === 1 && b.value('model.totalStride') === 1;
      if (paddingA !== undefined && paddingB !== undefined && paddingA !== paddingB && unstrided) {
        if (paddingA !== 'valid' && paddingB !== 'valid') return equivalent('without strides both pad the same');
      }
      const [pretrainedA, pretrainedB] = [loadsPretrained(a), loadsPretrained(b)];
      const ranking =
        pretrainedA || pretrainedB
          ? ({
              severity: 'error',
              because: [`${named(pretrainedA === true, pretrainedB === true)} starts from trained weights`],
            } as const)
          : pretrainedA === false && pretrainedB === false
            ? ({ severity: 'warning' } as const)
            : ({
                severity: 'warning',
                wouldRaise: 'an error if trained weights are loaded (model.pretrained)',
              } as const);
      const [kernelA, kernelB] = [a.value('model.stem.poolKernel'), b.value('model.stem.poolKernel')];
      // Another kernel brings its own padding.
      const sameKernel = kernelA === undefined || kernelB === undefined || kernelA === kernelB;
      return compareParts(context, [
        part('model.padding', 'differs', () => ranking),
        ...(sameKernel
          ? [
              part('model.stem.poolPadding', 'pool', () => ({
                ...ranking,
                // Measured with trained weights.
                severity: 'warning',
                effect: {
                  text: '0.22 points of ResNet-50 on ImageNet (feature maps of 55 against 56 pixels)',
                  source: 'https://github.com/keras-team/keras-applications/issues/8',
                },
              })),
            ]
          : []),
      ]);
    },
  },
});
