import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

/** From here n/(n − 1) is within 3.3 % of 1, before the positions of a feature map are counted. */
const LARGE = 32;

export default defineRule({
  id: 'arch/norm-running-var',
  title: 'Running variance is estimated differently',
  why: 'PyTorch keeps the unbiased variance n/(n − 1), Keras 3 the biased one. They part only where batch norm sees few values.',
  help: 'Nothing, unless the batch is very small and feature maps are a few pixels.',
  effect: null,
  scope: ['model'],
  messages: { differs: 'running variance {a} against {b}' },
  compare: {
    reads: ['model.norm.runningVariance'],
    context: ['data.normBatchSize'],
    check(context) {
      const { a, b, same, equivalent, different } = context;
      const values = bothValues(context, 'model.norm.runningVariance');
      if ('verdict' in values) return values;
      if (values.a === values.b) return same();
      const [batchA, batchB] = [a.value('data.normBatchSize'), b.value('data.normBatchSize')];
      if (typeof batchA === 'number' && typeof batchB === 'number' && Math.min(batchA, batchB) >= LARGE) {
        return equivalent(`with ${LARGE} examples and more the two are nearly equal`);
      }
      return different('differs', { severity: 'info', ...values });
    },
  },
});
