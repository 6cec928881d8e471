import { type CompareContext, type CompareOutcome, type RulePath, sameValue } from '../../src/rule.ts';

/** What the schedules of a kind are made of. */
const PARAMETERS: Readonly<Record<string, readonly RulePath[]>> = {
  step: ['schedule.stepSize', 'schedule.gamma'],
  'multi-step': ['schedule.milestones', 'schedule.gamma'],
  exponential: ['schedule.gamma'],
  linear: ['schedule.period', 'schedule.minLr'],
  polynomial: ['schedule.period', 'schedule.power', 'schedule.minLr'],
  cosine: ['schedule.period', 'schedule.minLr'],
  'cosine-restarts': ['schedule.period', 'schedule.periodFactor', 'schedule.minLr'],
  plateau: ['schedule.factor', 'schedule.patience', 'schedule.monitor', 'schedule.mode', 'schedule.minLr'],
};
/** What is compared where both sides say it, and need not be known. */
const FURTHER_OF_PLATEAU: readonly RulePath[] = ['schedule.threshold', 'schedule.thresholdMode'];

/** All that a schedule may be made of. */
export const SCHEDULE_PARAMETERS: readonly RulePath[] = [
  'schedule.kind',
  'schedule.unit',
  'schedule.stepSize',
  'schedule.gamma',
  'schedule.milestones',
  'schedule.factors',
  'schedule.period',
  'schedule.periodFactor',
  'schedule.power',
  'schedule.staircase',
  'schedule.restart',
  'schedule.factor',
  'schedule.patience',
  'schedule.monitor',
  'schedule.mode',
  'schedule.threshold',
  'schedule.thresholdMode',
  'schedule.minLr',
];

/** Compares two schedules by what they are made of, where the learning rate over the run is not known. */
export function byParameters<M extends string>(
  { a, b, same, unknown, different }: CompareContext<M>,
  message: M,
): CompareOutcome<M> {
  const [kindA, kindB] = [a.value('schedule.kind'), b.value('schedule.kind')];
  if (kindA === undefined || kindB === undefined) return unknown('the schedule is unknown', 'schedule.kind');
  const own = PARAMETERS[kindA];
  if (kindA !== kindB || own === undefined)
    return unknown('the learning rate over the run is unknown', 'schedule.curve');
  const paths: readonly RulePath[] = kindA === 'plateau' ? own : ['schedule.unit', ...own];
  const missing = paths.find((path) => !a.known(path) || !b.known(path));
  const further: readonly RulePath[] = kindA === 'plateau' ? FURTHER_OF_PLATEAU : ['schedule.restart'];
  const changed = [...paths, ...further].find(
    (path) => a.known(path) && b.known(path) && !sameValue(a.value(path), b.value(path)),
  );
  // In another unit the same place has another number.
  if (changed === undefined || changed === 'schedule.unit') {
    return changed === undefined && missing === undefined
      ? same()
      : unknown('the learning rate over the run is unknown', missing ?? 'data.stepsPerEpoch');
  }
  return different(message, {
    severity: 'warning',
    a: a.value(changed),
    b: b.value(changed),
    at: [changed],
    data: { parameter: changed.replace('schedule.', '') },
  });
}
