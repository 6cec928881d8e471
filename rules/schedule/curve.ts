import {
  type Curve,
  compareCurves,
  defineRule,
  type RulePath,
  ratio,
  type Severity,
  type Side,
  sameValue,
  sampleCurve,
} from '../../src/rule.ts';
import { asNumber, runLength, waitedWarmup } from '../shared/schedule.ts';
import { byParameters, SCHEDULE_PARAMETERS } from '../shared/schedule-parameters.ts';
import { short } from '../shared/words.ts';

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

/** Whether a period ends well before the run, so that it matters whether another one follows. */
function endsEarly(side: Side): boolean {
  const [period, end] = [asNumber(side.value('schedule.period')), runLength(side)];
  return period !== undefined && end !== undefined && period < 0.95 * (end - (waitedWarmup(side) ?? 0));
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
    optional: ['schedule.curve', ...SCHEDULE_PARAMETERS],
    check(context) {
      const { a, b, same, equivalent, unknown, different } = context;
      const [curveA, curveB] = [a.value('schedule.curve'), b.value('schedule.curve')];
      if (curveA === undefined || curveB === undefined) return byParameters(context, 'parameter');
      const restart = { a: a.value('schedule.restart') ?? false, b: b.value('schedule.restart') ?? false };
      if (
        a.known('schedule.restart') &&
        b.known('schedule.restart') &&
        restart.a !== restart.b &&
        (endsEarly(a) || endsEarly(b))
      ) {
        return different('parameter', {
          severity: 'error',
          ...restart,
          at: ['schedule.restart'],
          data: { parameter: 'restart' },
          because: ['the period is over before the run'],
        });
      }
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
