import {
  type CompareContext,
  type CompareOutcome,
  type Curve,
  compareCurves,
  defineRule,
  type RulePath,
  ratio,
  type Severity,
  sameValue,
  sampleCurve,
} from '../../src/rule.ts';
import { short } from '../shared/words.ts';

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
/** Read where the curve itself is not known. */
const ALL: readonly RulePath[] = [
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
  'schedule.minLr',
];
/** Part of the peak below which two curves count as one; their ends are compared by schedule/end-lr. */
const ALIKE = 0.005;
/** A rate below this part of the peak hardly moves the weights. */
const SPENT = 0.01;
const GRID = Array.from({ length: 512 }, (_, i) => (i + 0.5) / 512);

interface Gap {
  readonly largest: number;
  readonly mean: number;
}

/** Difference of two curves in parts of the peak, over the run. */
function gap(a: Curve, b: Curve): Gap | undefined {
  const [ratesA, ratesB] = [sampleCurve(a, GRID), sampleCurve(b, GRID)];
  if (ratesA === undefined || ratesB === undefined) return undefined;
  const apart = ratesA.map((rate, i) => Math.abs(rate - (ratesB[i] ?? 0)));
  return { largest: Math.max(...apart), mean: apart.reduce((sum, value) => sum + value, 0) / apart.length };
}

function byParameters<M extends string>(
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
  const changed = paths.find((path) => a.known(path) && b.known(path) && !sameValue(a.value(path), b.value(path)));
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

export default defineRule({
  id: 'schedule/curve',
  title: 'Learning rate takes another course',
  why: 'The time spent at high rates decides how far weights travel, the time at low rates how well they settle; the course of the rate matters more than the name of the schedule.',
  help: 'Give both sides the same curve over the run: extract SOURCE prints it.',
  effect: null,
  scope: ['train'],
  messages: {
    curve: 'learning rate over the run: {a} against {b}',
    parameter: '{parameter} of the schedule {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['schedule.curve', ...ALL],
    check(context) {
      const { a, b, same, equivalent, unknown, different } = context;
      const [curveA, curveB] = [a.value('schedule.curve'), b.value('schedule.curve')];
      if (curveA === undefined || curveB === undefined) return byParameters(context, 'parameter');
      const relation = compareCurves(curveA, curveB);
      if (relation.kind === 'unknown')
        return unknown(`the curves need ${relation.inputs.join(' and ')}`, relation.inputs[0] as RulePath | undefined);
      if (relation.kind === 'same')
        return sameValue({ ...curveA, peak: 1 }, { ...curveB, peak: 1 })
          ? same()
          : equivalent('written in another way, the same curve');
      if (relation.kind === 'same-but-stepping') return equivalent('the same curve, advanced by epoch and by step');
      const apart = gap(curveA, curveB);
      if (apart !== undefined && apart.largest < ALIKE) return equivalent('less than 0.5 % of the peak apart');
      const ends = [relation.endOverPeak.a, relation.endOverPeak.b] as const;
      const area = ratio(1, relation.areaRatio);
      const unfinished = ratio(Math.max(ends[0], SPENT), Math.max(ends[1], SPENT)) >= 10;
      const slight = apart !== undefined && apart.mean < 0.03;
      const severity: Severity = area > 1.5 || unfinished ? 'error' : slight ? 'info' : 'warning';
      const words = (end: number, rate: number): string =>
        `${short(rate * 100)} % of the peak after ${short(relation.at.progress * 100)} % of the run, ${short(end * 100)} % at its end`;
      return different('curve', {
        severity,
        a: words(ends[0], relation.at.a),
        b: words(ends[1], relation.at.b),
        at: ['schedule.curve', 'schedule.kind'],
        because: [
          `the mean rate of B is ${short(relation.areaRatio)} times that of A, each relative to its peak`,
          ...(unfinished ? ['one side ends at a rate ten times as high'] : []),
          ...(slight ? ['they differ for a short part of the run'] : []),
        ],
      });
    },
  },
});
