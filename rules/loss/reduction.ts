import { compareQuantities, defineRule, type Quantity, type Severity, type Side } from '../../src/rule.ts';
import { isAdaptive } from '../shared/optimizers.ts';
import { learningRate, learningRateOfMean } from '../shared/training.ts';
import { bothValues } from '../shared/values.ts';

const isMean = (reduction: string): boolean => reduction === 'mean' || reduction === 'batch-mean';
const effectiveRate = (side: Side): Quantity | undefined =>
  isAdaptive(side) === true ? learningRate(side) : learningRateOfMean(side);

export default defineRule({
  id: 'loss/reduction',
  title: 'Losses of examples are joined in another way',
  why: 'A sum over the batch has gradients larger by the batch size than a mean: with SGD it multiplies the learning rate.',
  help: 'Use the mean on both sides, or divide the learning rate of the sum by the batch size and multiply weight decay in the gradient by it.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'losses joined by {a} against {b}' },
  compare: {
    reads: ['loss.reduction'],
    context: ['loss.kind', 'optimizer.name', 'optimizer.lr', 'schedule.peakLr', 'data.effectiveBatchSize'],
    check(context) {
      const { a, b, same, equivalent, different } = context;
      const reduction = bothValues(context, 'loss.reduction');
      if ('verdict' in reduction) return reduction;
      if (reduction.a === reduction.b) return same();
      if (
        isMean(reduction.a) &&
        isMean(reduction.b) &&
        [a, b].every((side) => side.value('loss.kind') === 'cross-entropy')
      ) {
        return equivalent('cross-entropy has one value an example: both divide by the batch');
      }
      const sums = [reduction.a, reduction.b].includes('sum') && !isMean(reduction.a) !== !isMean(reduction.b);
      const [rateA, rateB] = [effectiveRate(a), effectiveRate(b)];
      const sgd = [a, b].every((side) => isAdaptive(side) === false);
      if (sums && sgd && rateA !== undefined && rateB !== undefined) {
        if (compareQuantities(rateA, rateB, 1e-3).kind === 'same') {
          return equivalent('the learning rate of the sum is that of the mean divided by the batch');
        }
      }
      const free = [a, b].every((side) => isAdaptive(side) === true);
      const severity: Severity = free ? 'info' : sgd ? 'error' : 'warning';
      return different('differs', {
        severity,
        ...reduction,
        because: free
          ? ['the steps of these optimizers hardly depend on the scale of the loss']
          : sgd
            ? ['the steps of SGD are proportional to the loss']
            : [],
        ...(free || sgd ? {} : { wouldRaise: 'the optimizer is not known: SGD would raise it' }),
      });
    },
  },
});
