import { compareQuantities, defineRule } from '../../src/rule.ts';
import { hasBatchNorm, plain } from '../shared/loader.ts';
import { lacking } from '../shared/values.ts';

/** Below this many examples the statistics of a batch are too noisy. */
const SMALL = 16;

export default defineRule({
  id: 'loader/bn-batch',
  title: 'Batch norm sees another batch',
  why: 'Batch norm takes its statistics from the examples of one process (or of all, where synchronized); few examples make noisy statistics, in training and in the running averages.',
  help: 'Use the same batch per process, or synchronize batch norm where it is below 16.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'batch norm takes its statistics from {a} against {b} examples' },
  compare: {
    reads: ['data.normBatchSize'],
    optional: ['train.syncBatchNorm'],
    context: ['model.norm.kind'],
    check({ a, b, same, equivalent, unknown, notApplicable, different }) {
      if (hasBatchNorm(a) === false || hasBatchNorm(b) === false) return notApplicable('a side without batch norm');
      const [batchA, batchB] = [a.value('data.normBatchSize'), b.value('data.normBatchSize')];
      if (batchA === undefined || batchB === undefined) return notApplicable('a side without batch norm');
      const relation = compareQuantities(batchA, batchB);
      if (relation.kind === 'unknown')
        return unknown(
          `the batch of batch norm needs ${relation.inputs.join(' and ')}`,
          lacking(relation.inputs, batchA, batchB),
        );
      if (relation.kind === 'same') {
        const [syncA, syncB] = [a.value('train.syncBatchNorm') ?? false, b.value('train.syncBatchNorm') ?? false];
        return syncA === syncB ? same() : equivalent('synchronized or not, batch norm sees as many examples');
      }
      const sizes = [plain(batchA), plain(batchB)];
      if (sizes.some((size) => size !== undefined && size < SMALL))
        return different('differs', {
          severity: 'warning',
          a: batchA,
          b: batchB,
          because: [`fewer than ${SMALL} examples`],
        });
      const wouldRaise = `a warning below ${SMALL} examples`;
      return different('differs', {
        severity: 'info',
        a: batchA,
        b: batchB,
        ...(sizes.includes(undefined) ? { wouldRaise } : {}),
      });
    },
  },
});
