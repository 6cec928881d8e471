import { compareQuantities, defineRule, formatQuantity, ratio, type Severity } from '../../src/rule.ts';
import { decayCoefficient, isCoupled, noDecay } from '../shared/decay.ts';
import { isAdaptive } from '../shared/optimizers.ts';
import { fromScratch, numeric } from '../shared/training.ts';
import { lacking, needs } from '../shared/values.ts';
import { times } from '../shared/words.ts';

/** Differences that come from rounding: 3e-5 for 1/32768. */
const ROUNDING = 0.03;
/** From here on weight decay is known to matter in training from scratch. */
const STRONG = 1e-4;

export default defineRule({
  id: 'decay/value',
  title: 'Weight decay differs',
  why: 'In front of a normalization, weight decay sets the effective learning rate (the equilibrium norm of the weights); elsewhere it bounds the weights.',
  help: 'Use the same coefficient as the update has it: a penalty l2(λ) of Keras is weight decay 2λ.',
  effect: null,
  scope: ['train'],
  messages: {
    value: 'weight decay {a} against {b}',
    perRate: 'weight decay {a} against {b} times the learning rate',
    absent: 'weight decay {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['optimizer.weightDecay', 'optimizer.decayRoles'],
    context: [
      'optimizer.name',
      'optimizer.decayKind',
      'optimizer.lr',
      'schedule.peakLr',
      'model.pretrained',
      'loss.reduction',
      'data.effectiveBatchSize',
    ],
    check(context) {
      const { a, b, same, equivalent, unknown, notApplicable, different } = context;
      const [noneA, noneB] = [noDecay(a), noDecay(b)];
      if (noneA && noneB) return same();
      const missing = noneA || noneB ? undefined : needs(context, 'optimizer.weightDecay');
      if (missing !== undefined) return missing;
      if (noneA === undefined || noneB === undefined) return needs(context, 'optimizer.weightDecay') ?? same();
      const [kindA, kindB] = [a.value('optimizer.decayKind'), b.value('optimizer.decayKind')];
      const adaptive = isAdaptive(a) === true || isAdaptive(b) === true;
      const bothKinds = kindA !== undefined && kindB !== undefined && !noneA && !noneB;
      if (adaptive && bothKinds && isCoupled(kindA) !== isCoupled(kindB)) {
        return notApplicable('in the gradient and decoupled, coefficients mean different things: see decay/kind');
      }
      const [coefficientA, coefficientB] = [decayCoefficient(a), decayCoefficient(b)];
      if (coefficientA === undefined || coefficientB === undefined) {
        return unknown('the coefficient needs the learning rate or the batch', 'optimizer.lr');
      }
      const [shownA, shownB] = [a.value('optimizer.weightDecay'), b.value('optimizer.weightDecay')];
      const relation = compareQuantities(coefficientA, coefficientB);
      if (relation.kind === 'unknown')
        return unknown(
          `weight decay needs ${relation.inputs.join(' and ')}`,
          lacking(relation.inputs, coefficientA, coefficientB),
        );
      if (relation.kind === 'same') {
        const alike = shownA !== undefined && shownB !== undefined && compareQuantities(shownA, shownB).kind === 'same';
        return alike || noneA ? same() : equivalent(`both are ${formatQuantity(coefficientA)} times the learning rate`);
      }
      if (noneA || noneB) {
        const other = numeric(noneA ? coefficientB : coefficientA);
        const strong = other === undefined || other >= STRONG;
        const scratch = fromScratch(a, b);
        const severity: Severity = strong && scratch === true ? 'error' : 'warning';
        return different('absent', {
          severity,
          a: noneA ? 'none' : shownA,
          b: noneB ? 'none' : shownB,
          because:
            scratch === true
              ? ['both train from scratch']
              : scratch === false
                ? ['training starts from trained weights']
                : [],
          ...(strong && scratch === undefined
            ? { wouldRaise: 'whether weights are pretrained is not known: from scratch would raise it' }
            : {}),
        });
      }
      const factor = relation.ratio === undefined ? Number.POSITIVE_INFINITY : ratio(1, relation.ratio);
      if (factor <= 1 + ROUNDING) {
        return equivalent(`${formatQuantity(coefficientA)} and ${formatQuantity(coefficientB)} differ by rounding`);
      }
      // The same number on both sides differs only in what it is multiplied by.
      const alike = shownA !== undefined && shownB !== undefined && compareQuantities(shownA, shownB).kind === 'same';
      return different(alike ? 'perRate' : 'value', {
        severity: factor >= 1.5 ? 'warning' : 'info',
        a: alike ? coefficientA : shownA,
        b: alike ? coefficientB : shownB,
        because: relation.ratio === undefined ? [] : [`B’s is ${times(relation.ratio)} A’s`],
        ...(Math.abs(factor - 2) < 0.01
          ? {
              help: 'A factor of two is what a penalty l2(λ) = λ·Σw² and weight decay λ differ by: check which one is meant.',
            }
          : {}),
      });
    },
  },
});
