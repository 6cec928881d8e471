import {
  compareQuantities,
  type DifferenceDetails,
  defineRule,
  type Quantity,
  ratio,
  type Side,
  sameValue,
} from '../../src/rule.ts';
import { areUnlikeOptimizers } from '../shared/optimizers.ts';
import { learningRate, quotient } from '../shared/training.ts';
import { lacking } from '../shared/values.ts';

/** Batches closer than this train alike. */
const CLOSE = 1.1;
/** How far a learning rate may lie from a scaling rule and still follow it. */
const RULE = 1.1;

export default defineRule({
  id: 'loader/batch-size',
  title: 'Effective batch size differs',
  why: 'A larger batch takes fewer steps an epoch with less noise; with the same learning rate it learns less from each example.',
  help: 'Use the same batch over all processes and accumulation, or scale the learning rate with it (and the warmup).',
  effect: null,
  scope: ['train'],
  messages: { differs: 'an update sees {a} against {b} examples' },
  compare: {
    reads: ['data.effectiveBatchSize'],
    context: [
      'data.batchSize',
      'data.devices',
      'data.accumulation',
      'data.batchScope',
      'optimizer.name',
      'optimizer.lr',
      'schedule.peakLr',
    ],
    check({ a, b, same, equivalent, unknown, different }) {
      const [batchA, batchB] = [a.value('data.effectiveBatchSize'), b.value('data.effectiveBatchSize')];
      if (batchA === undefined || batchB === undefined) return unknown('the effective batch size is unknown');
      const relation = compareQuantities(batchA, batchB);
      if (relation.kind === 'unknown')
        return unknown(`the batch needs ${relation.inputs.join(' and ')}`, lacking(relation.inputs, batchA, batchB));
      if (relation.kind === 'same') {
        return sameValue(factors(a), factors(b))
          ? same()
          : equivalent(`${spell(a)} and ${spell(b)} come to the same batch`);
      }
      const factor = relation.ratio ?? Number.POSITIVE_INFINITY;
      return different('differs', { a: batchA, b: batchB, ...rank(a, b, factor) });
    },
  },
});

/** An error where the learning rate does not follow the batch by either rule. */
function rank(a: Side, b: Side, factor: number): Pick<DifferenceDetails, 'severity' | 'because' | 'wouldRaise'> {
  if (ratio(1, factor) <= CLOSE) return { severity: 'info', because: ['less than 10 % apart'] };
  if (areUnlikeOptimizers(a, b)) {
    return { severity: 'warning', because: ['the rates of different optimizers do not tell whether they follow it'] };
  }
  const rates = quotient(learningRate(a), learningRate(b));
  if (rates === undefined || rates <= 0) {
    const wouldRaise = 'an error if the learning rate is not scaled with the batch (optimizer.lr is unknown)';
    return { severity: 'warning', wouldRaise };
  }
  const off = (rule: number): number => ratio(rates, rule);
  if (off(factor) <= RULE) return { severity: 'warning', because: ['the learning rate is scaled linearly with it'] };
  if (off(Math.sqrt(factor)) <= RULE)
    return { severity: 'warning', because: ['the learning rate is scaled by its square root'] };
  const same = ratio(rates, 1) <= 1.001;
  return {
    severity: 'error',
    because: [same ? 'the learning rate is the same' : 'the learning rate is not scaled with it'],
  };
}

const factors = (side: Side): readonly (Quantity | string | undefined)[] => [
  side.value('data.batchSize'),
  side.value('data.devices'),
  side.value('data.accumulation'),
  side.value('data.batchScope'),
];

/** `64 × 4 devices × 2 accumulated`. */
function spell(side: Side): string {
  const [batch, devices, accumulation] = factors(side);
  const parts = [
    typeof batch === 'number' ? String(batch) : 'the batch',
    ...(typeof devices === 'number' && side.value('data.batchScope') !== 'global' ? [`${devices} devices`] : []),
    ...(typeof accumulation === 'number' && accumulation > 1 ? [`${accumulation} accumulated`] : []),
  ];
  return parts.join(' × ');
}
