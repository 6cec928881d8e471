import { isExpression, type Quantity, type Side } from '../../src/rule.ts';

/** End of the run in the schedule's own unit, as a number; undefined where it is not known. */
export function runLength(side: Side): number | undefined {
  const unit = side.value('schedule.unit');
  if (unit === 'fraction') return 1;
  return asNumber(
    unit === 'step' ? side.value('train.steps') : unit === 'epoch' ? side.value('train.epochs') : undefined,
  );
}

/** Length of the warmup that the decay waits for, in the schedule's own unit; undefined where it is not known. */
export function waitedWarmup(side: Side): number | undefined {
  const unit = side.value('schedule.unit');
  if (side.value('schedule.warmup.kind') === 'none' || side.value('schedule.warmup.epochs') === 0) return 0;
  const own =
    unit === 'step'
      ? asNumber(side.value('schedule.warmup.steps'))
      : unit === 'epoch'
        ? side.value('schedule.warmup.epochs')
        : undefined;
  if (own === undefined || own === 0) return own;
  return side.value('schedule.warmup.overlay') === true ? 0 : own;
}

/** The last place that a schedule speaks of: its period, its first drop or its last milestone. */
export function lastPlace(side: Side): number | undefined {
  const kind = side.value('schedule.kind');
  if (kind === 'step') return side.value('schedule.stepSize');
  if (kind === 'multi-step') {
    const milestones = side.value('schedule.milestones');
    return milestones === undefined ? undefined : Math.max(...milestones);
  }
  return asNumber(side.value('schedule.period'));
}

export const asNumber = (quantity: Quantity | undefined): number | undefined =>
  quantity === undefined || isExpression(quantity) ? undefined : quantity;

/**
 * `epochs-as-steps`: lengths that are numbers of epochs are counted in updates; `steps-as-epochs`: the opposite;
 * undefined where neither is so, or it cannot be told.
 */
export function unitMixup(side: Side): 'epochs-as-steps' | 'steps-as-epochs' | undefined {
  const [unit, place] = [side.value('schedule.unit'), lastPlace(side)];
  const [epochs, steps] = [asNumber(side.value('train.epochs')), asNumber(side.value('train.steps'))];
  const restarts = side.value('schedule.kind') === 'cosine-restarts' || side.value('schedule.kind') === 'cyclic';
  if (place === undefined || place <= 0 || epochs === undefined || restarts) return undefined;
  // Where the number of updates is not known, it is still more than one an epoch.
  if (unit === 'step' && steps === undefined && side.value('schedule.steppedPer') === 'step') {
    return place === epochs && epochs >= 3 ? 'epochs-as-steps' : undefined;
  }
  if (unit === 'step' && steps !== undefined) {
    const isEpochs = place <= epochs * 1.01 && epochs >= 3 && steps / epochs >= 10;
    return isEpochs ? 'epochs-as-steps' : undefined;
  }
  // Far beyond the run, and near its number of updates.
  if (unit === 'epoch' && steps !== undefined && place > 5 * epochs && place > steps / 10 && place < steps * 1.5) {
    return 'steps-as-epochs';
  }
  return undefined;
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * Math.max(Math.abs(a), Math.abs(b));

/** The factor by which a number of updates was miscounted: what it is, and the factor. */
export function miscount(side: Side): { readonly cause: string; readonly factor: number } | undefined {
  const [period, steps] = [asNumber(side.value('schedule.period')), asNumber(side.value('train.steps'))];
  if (side.value('schedule.unit') !== 'step' || period === undefined || steps === undefined || steps === 0)
    return undefined;
  const warmup = waitedWarmup(side) ?? 0;
  const totals = [steps, steps - warmup].filter((total) => total > 0);
  if (totals.some((total) => close(period, total))) return undefined;
  const causes = [
    { cause: 'accumulation', factor: asNumber(side.value('data.accumulation')) },
    { cause: 'the number of processes', factor: asNumber(side.value('data.devices')) },
  ];
  for (const { cause, factor } of causes) {
    if (factor === undefined || factor <= 1) continue;
    for (const total of totals) {
      if (close(period, total * factor)) return { cause, factor };
      if (close(period, total / factor)) return { cause, factor: 1 / factor };
    }
  }
  return undefined;
}

/** Whether a cosine goes up again after its period; undefined where neither a fact nor the library says. */
export function rebounds(side: Side): boolean | undefined {
  const after = side.value('schedule.afterPeriod');
  if (after !== undefined) return after === 'rebound';
  const framework = side.value('framework.name');
  if (framework === 'pytorch' || framework === 'lightning') return true;
  return ['keras', 'tf-keras', 'tensorflow', 'timm'].includes(framework ?? '') ? false : undefined;
}
