import { compareQuantities, multiply, type Quantity, type Side } from '../../src/rule.ts';
import { isAdaptive } from './optimizers.ts';

/** The highest learning rate used, or what the optimizer got where that is not known. */
export function learningRate(side: Side): Quantity | undefined {
  return side.value('schedule.peakLr') ?? side.value('optimizer.lr');
}

/**
 * Factor that turns a coefficient of the gradient into that of a mean loss: the effective batch where losses are summed
 * and the step grows with the gradient, else 1; undefined where the batch would be needed and is unknown.
 */
export function lossScale(side: Side): Quantity | undefined {
  if (side.value('loss.reduction') !== 'sum' || isAdaptive(side) === true) return 1;
  return side.value('data.effectiveBatchSize');
}

/** What the learning rate would be with a mean loss. */
export function learningRateOfMean(side: Side): Quantity | undefined {
  const [rate, scale] = [learningRate(side), lossScale(side)];
  return rate === undefined || scale === undefined ? undefined : multiply(rate, scale);
}

/** A quantity as a number, where it is one. */
export function numeric(quantity: Quantity | undefined): number | undefined {
  return typeof quantity === 'number' ? quantity : undefined;
}

/** b over a where it is a number, also of expressions; undefined otherwise. */
export function quotient(a: Quantity | undefined, b: Quantity | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const relation = compareQuantities(a, b);
  if (relation.kind === 'same') return 1;
  return relation.kind === 'different' ? relation.ratio : undefined;
}

/** True where both train from scratch, false where one starts from trained weights, undefined where it is not known. */
export function fromScratch(...sides: readonly Side[]): boolean | undefined {
  const states = sides.map((side) => side.value('model.pretrained'));
  if (states.includes(true)) return false;
  return states.includes(undefined) ? undefined : true;
}

/** Whether the network is a transformer; undefined where nothing says so. */
export function isTransformer(side: Side): boolean | undefined {
  const block = side.value('model.block.kind');
  if (block !== undefined) return block === 'transformer';
  return side.value('model.attention.heads') === undefined ? undefined : true;
}
