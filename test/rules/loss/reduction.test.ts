import rule from '../../../rules/loss/reduction.ts';
import { ruleTest } from '../../support/rule-test.ts';

const loss = (reduction: string, more: Readonly<Record<string, unknown>> = {}) => ({
  'loss.kind': 'cross-entropy',
  'loss.reduction': reduction,
  ...more,
});
const sgd = (lr: number) => ({ 'optimizer.name': 'sgd', 'optimizer.lr': lr, 'data.effectiveBatchSize': 256 });
const adam = { 'optimizer.name': 'adam', 'optimizer.lr': 0.001 };

ruleTest(rule, {
  same: { 'of Keras and PyTorch': [loss('sum_over_batch_size'), loss('mean')] },
  equivalent: {
    'the rate of the sum is divided by the batch': [loss('mean', sgd(0.1)), loss('sum', sgd(0.1 / 256))],
    'means of cross-entropy': [loss('mean'), loss('batchmean')],
  },
  different: {
    'SGD at the same rate': {
      pair: [loss('mean', sgd(0.1)), loss('sum', sgd(0.1))],
      severity: 'error',
      message: 'mean against sum',
    },
    Adam: { pair: [loss('mean', adam), loss('sum', adam)], severity: 'info' },
    'an optimizer that is not known': { pair: [loss('mean'), loss('sum')], severity: 'warning' },
    'means over outputs or examples': {
      pair: [loss('mean', { 'loss.kind': 'bce' }), loss('batch-mean', { 'loss.kind': 'bce' })],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [loss('mean'), {}] },
});
