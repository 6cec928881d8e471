import { divide, type Quantity, type Side } from '../../src/rule.ts';
import { learningRate, lossScale } from './training.ts';

/** Whether nothing decays on a side; undefined where that is not known. */
export function noDecay(side: Side): boolean | undefined {
  const roles = side.value('optimizer.decayRoles');
  if (roles !== undefined && roles.length === 0) return true;
  const coefficient = side.value('optimizer.weightDecay');
  return coefficient === undefined ? undefined : coefficient === 0;
}

export const isCoupled = (kind: string | undefined): boolean => kind === 'l2' || kind === 'penalty';
export const isFreeOfRate = (kind: string | undefined): boolean =>
  kind === 'decoupled-relative' || kind === 'decoupled-absolute';

/**
 * The coefficient c of a shrinkage by lr·c in each update: what is not multiplied by the learning rate is divided by the
 * highest one, and what is added to a summed loss is brought to a mean one. Undefined where that needs what is unknown.
 */
export function decayCoefficient(side: Side): Quantity | undefined {
  if (noDecay(side) === true) return 0;
  const [coefficient, kind] = [side.value('optimizer.weightDecay'), side.value('optimizer.decayKind')];
  if (coefficient === undefined) return undefined;
  if (isFreeOfRate(kind)) {
    const rate = learningRate(side);
    return rate === undefined ? undefined : divide(coefficient, rate);
  }
  const scale = lossScale(side);
  if (scale === undefined || scale === 1 || !isCoupled(kind)) return scale === undefined ? undefined : coefficient;
  return divide(coefficient, scale);
}
