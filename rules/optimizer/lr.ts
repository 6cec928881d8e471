import { compareQuantities, defineRule, divide, formatQuantity, ratio, type Severity } from '../../src/rule.ts';
import { isAdaptive } from '../shared/optimizers.ts';
import { learningRate, learningRateOfMean, numeric, quotient } from '../shared/training.ts';
import { lacking } from '../shared/values.ts';
import { short, times } from '../shared/words.ts';

const FAMILIES: readonly (readonly string[])[] = [
  ['adam', 'adamw', 'nadam', 'radam'],
  ['rmsprop', 'rmsprop-tf'],
];

/** Learning rates of different optimizers say nothing about each other. */
function comparable(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  return FAMILIES.some((family) => family.includes(a) && family.includes(b));
}

const severityOf = (factor: number, option: (name: string) => number): Severity =>
  factor > option('error') ? 'error' : factor > option('warning') ? 'warning' : 'info';

export default defineRule({
  id: 'optimizer/lr',
  title: 'Learning rate differs',
  why: 'The learning rate sets the size of every step. With a mean loss, a larger batch takes fewer steps an epoch, so what counts is the rate for the batch.',
  help: 'Scale the learning rate with the batch: linearly for SGD, by the square root for Adam and its kin.',
  effect: null,
  scope: ['train'],
  options: {
    error: { default: 3, minimum: 1, description: 'rates further apart than this factor are an error' },
    warning: { default: 1.2, minimum: 1, description: 'rates further apart than this factor are a warning' },
  },
  messages: {
    rate: 'learning rate {a} against {b}{factor}',
    perExample: 'learning rate {a} at batch {batchA} against {b} at batch {batchB}: {times} per example',
  },
  compare: {
    reads: [],
    optional: ['schedule.peakLr', 'optimizer.lr', 'data.effectiveBatchSize'],
    context: ['optimizer.name', 'loss.reduction'],
    check({ a, b, option, same, equivalent, unknown, notApplicable, different }) {
      const [nameA, nameB] = [a.value('optimizer.name'), b.value('optimizer.name')];
      if (!comparable(nameA, nameB)) return notApplicable(`${nameA} and ${nameB} need different learning rates`);
      const [shownA, shownB] = [learningRate(a), learningRate(b)];
      if (shownA === undefined || shownB === undefined) return unknown('the learning rate is unknown', 'optimizer.lr');
      const [rateA, rateB] = [learningRateOfMean(a), learningRateOfMean(b)];
      const [batchA, batchB] = [a.value('data.effectiveBatchSize'), b.value('data.effectiveBatchSize')];
      if (rateA === undefined || rateB === undefined) {
        return unknown('the batch that losses are summed over is unknown', 'data.effectiveBatchSize');
      }
      const summed = rateA === shownA && rateB === shownB ? '' : ' as much, since a loss is summed';
      const raw = compareQuantities(rateA, rateB);
      const batches = quotient(batchA, batchB);
      if (batchA === undefined || batchB === undefined || batches === 1) {
        if (raw.kind === 'unknown')
          return unknown(`the learning rate needs ${raw.inputs.join(' and ')}`, lacking(raw.inputs, rateA, rateB));
        if (raw.kind === 'same') return same();
        const factor = raw.ratio === undefined ? Number.POSITIVE_INFINITY : ratio(1, raw.ratio);
        const batchKnown = batches === 1;
        const severity = severityOf(factor, option);
        return different('rate', {
          severity: batchKnown || severity !== 'error' ? severity : 'warning',
          a: shownA,
          b: shownB,
          data: { factor: raw.ratio === undefined ? '' : `: ${times(raw.ratio)}${summed}` },
          because: [batchKnown ? 'the batch is the same' : 'the batch is not known on both sides'],
          ...(batchKnown ? {} : { wouldRaise: 'the same batch on both sides would raise it' }),
        });
      }
      const [perA, perB] = [divide(rateA, batchA), divide(rateB, batchB)];
      if (perA === undefined || perB === undefined) return unknown('the batch size is zero or cannot be divided by');
      const per = compareQuantities(perA, perB, 1e-3);
      const words = `${formatQuantity(shownA)} at batch ${formatQuantity(batchA)} and ${formatQuantity(shownB)} at batch ${formatQuantity(batchB)}`;
      if (per.kind === 'same') return equivalent(`${words}: the same per example`);
      if (per.kind === 'unknown')
        return unknown(
          `the learning rate per example needs ${per.inputs.join(' and ')}`,
          lacking(per.inputs, perA, perB),
        );
      const linear = per.ratio;
      const adaptive = isAdaptive(a) === true && isAdaptive(b) === true;
      const root = linear === undefined || batches === undefined ? undefined : linear * Math.sqrt(batches);
      if (adaptive && root !== undefined && ratio(1, root) < 1.001) {
        return equivalent(`${words}: scaled by the square root of the batch`);
      }
      const distances = [linear, ...(adaptive ? [root] : [])].flatMap((r) => (r === undefined ? [] : [ratio(1, r)]));
      const [fit, size] = [numeric(rateA), batches];
      return different('perExample', {
        severity: severityOf(distances.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...distances), option),
        a: shownA,
        b: shownB,
        data: {
          batchA: formatQuantity(batchA),
          batchB: formatQuantity(batchB),
          times: linear === undefined ? 'another rate' : times(linear),
        },
        because: [
          adaptive ? 'neither the linear nor the square-root rule explains it' : 'the linear rule does not explain it',
        ],
        ...(fit === undefined || size === undefined || rateA !== shownA || rateB !== shownB
          ? {}
          : {
              help: `At batch ${formatQuantity(batchB)}, ${short(fit * size)} would match A by the linear rule${adaptive ? `, ${short(fit * Math.sqrt(size))} by the square-root rule` : ''}.`,
            }),
      });
    },
  },
});
