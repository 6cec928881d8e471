import { defineRule, isExpression, type Quantity, type Severity } from '../../src/rule.ts';
import { fromScratch, learningRate, numeric } from '../shared/training.ts';
import { short } from '../shared/words.ts';

/** What published recipes with SGD and momentum from scratch use for 256 examples, with room on both sides. */
const USUAL = [0.008, 1] as const;

/** Power of the number of processes that a quantity grows with; undefined for a sum of several terms. */
function growth(quantity: Quantity): number | undefined {
  if (!isExpression(quantity)) return 0;
  const [term, ...others] = quantity.terms;
  return term === undefined || others.length > 0 ? undefined : (term.factors['data.devices'] ?? 0);
}

export default defineRule({
  id: 'optimizer/lr-batch-scaling',
  title: 'Learning rate does not fit the batch',
  why: 'A rate that was tuned for another batch makes too large or too small a step for each example; with SGD the rate goes with the batch (0.1 for 256 examples).',
  help: 'Scale the learning rate with the effective batch: all processes and accumulation together.',
  effect: null,
  scope: ['train'],
  messages: {
    small: 'learning rate {value} at batch {batch} is {per} for 256 examples, where 0.1 is usual',
    large: 'learning rate {value} at batch {batch} is {per} for 256 examples, where 0.1 is usual',
    devices: 'the learning rate grows with the number of processes, the effective batch does not',
  },
  lint: {
    reads: ['data.effectiveBatchSize', 'optimizer.name'],
    optional: ['optimizer.lr', 'schedule.peakLr'],
    context: ['model.pretrained', 'optimizer.momentum'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const [rate, batch] = [learningRate(setup), setup.value('data.effectiveBatchSize')];
      if (rate === undefined) return unknown('the learning rate is unknown', 'optimizer.lr');
      if (batch === undefined) return notApplicable('there are no batches');
      const at = setup.value('schedule.peakLr') === undefined ? 'optimizer.lr' : 'schedule.peakLr';
      const [rateGrowth, batchGrowth] = [growth(rate), growth(batch)];
      if (rateGrowth !== undefined && rateGrowth > 0 && batchGrowth === 0) {
        return complain('devices', {
          severity: 'warning',
          at,
          help: 'Scale by the batch size, not by the processes: the batch size is that of all of them.',
        });
      }
      if (setup.value('optimizer.name') !== 'sgd')
        return notApplicable('no usual rate for a batch is known for this optimizer');
      const scratch = fromScratch(setup);
      if (scratch === false) return notApplicable('fine-tuning uses other learning rates');
      if ((setup.value('optimizer.momentum') ?? 0) < 0.8)
        return notApplicable('the usual rates are those with momentum 0.9');
      const [rateValue, batchValue] = [numeric(rate), numeric(batch)];
      if (rateValue === undefined || batchValue === undefined)
        return unknown('rate and batch are not known as numbers', at);
      const per = (rateValue / batchValue) * 256;
      if (per >= USUAL[0] && per <= USUAL[1]) return clean();
      const severity: Severity = scratch === true ? 'warning' : 'info';
      return complain(per < USUAL[0] ? 'small' : 'large', {
        severity,
        at,
        value: rateValue,
        data: { batch: batchValue, per: short(per) },
        because: scratch === true ? ['training starts from scratch'] : [],
        ...(scratch === undefined
          ? { wouldRaise: 'whether weights are pretrained is not known: from scratch would raise it' }
          : {}),
        help: `The linear rule from 0.1 at 256 gives ${short((0.1 * batchValue) / 256)} for this batch.`,
      });
    },
  },
});
