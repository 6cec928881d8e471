import { compareQuantities, defineRule, formatQuantity } from '../../src/rule.ts';
import { decayCoefficient, isFreeOfRate, noDecay } from '../shared/decay.ts';
import { bothValues } from '../shared/values.ts';
import { times } from '../shared/words.ts';

const WORDS: Readonly<Record<string, string>> = {
  'decoupled-relative': 'times the schedule, but not times the base learning rate',
  'decoupled-absolute': 'not times the learning rate',
  decoupled: 'times the learning rate',
  l2: 'times the learning rate',
  penalty: 'times the learning rate',
};

export default defineRule({
  id: 'decay/not-times-lr',
  title: 'Weight decay is multiplied by the learning rate on one side only',
  why: 'TensorFlow Addons and some research code shrink weights by the coefficient itself, PyTorch and Keras by learning rate × coefficient: at a rate of 0.1 the same number decays ten times as much.',
  help: 'Divide the coefficient by the base learning rate where the library multiplies by it, and let it follow the schedule on both sides.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'weight decay {coefficientA} {a} against {coefficientB} {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.decayKind'],
    context: [
      'optimizer.weightDecay',
      'optimizer.decayRoles',
      'optimizer.lr',
      'schedule.peakLr',
      'schedule.kind',
      'optimizer.name',
      'loss.reduction',
      'data.effectiveBatchSize',
    ],
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      if (noDecay(a) || noDecay(b)) return notApplicable('a side has no weight decay');
      const kind = bothValues(context, 'optimizer.decayKind');
      if ('verdict' in kind) return kind;
      if (!isFreeOfRate(kind.a) && !isFreeOfRate(kind.b)) return notApplicable('both multiply it by the learning rate');
      if (kind.a === kind.b) return same();
      const [coefficientA, coefficientB] = [decayCoefficient(a), decayCoefficient(b)];
      const relation =
        coefficientA === undefined || coefficientB === undefined
          ? undefined
          : compareQuantities(coefficientA, coefficientB, 0.03);
      const absolute = [kind.a, kind.b].includes('decoupled-absolute');
      const constant = [a, b].every((side) => side.value('schedule.kind') === 'constant');
      if (relation?.kind === 'same' && coefficientA !== undefined && (!absolute || constant)) {
        return equivalent(`both are ${formatQuantity(coefficientA)} times the learning rate`);
      }
      const [shownA, shownB] = [a.value('optimizer.weightDecay'), b.value('optimizer.weightDecay')];
      const factor = relation?.kind === 'different' ? relation.ratio : undefined;
      return different('differs', {
        severity: relation?.kind === 'same' ? 'warning' : 'error',
        a: WORDS[kind.a],
        b: WORDS[kind.b],
        data: {
          coefficientA: shownA === undefined ? 'unknown' : formatQuantity(shownA),
          coefficientB: shownB === undefined ? 'unknown' : formatQuantity(shownB),
        },
        because: [
          ...(factor === undefined
            ? []
            : [`at the highest learning rate B’s weights shrink ${times(factor)} as much as A’s`]),
          ...(absolute && !constant ? ['it does not fall with the learning rate'] : []),
        ],
      });
    },
  },
});
