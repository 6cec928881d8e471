import {
  type Curve,
  compareCurves,
  defineRule,
  type RulePath,
  ratio,
  type Severity,
  sameValue,
  sampleCurve,
} from '../../src/rule.ts';
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
  /** Where it is largest, and the rates there in parts of the peak. */
  readonly at: { readonly progress: number; readonly a: number; readonly b: number };
}

/** Difference of two curves in parts of the peak, over the run. */
function gap(a: Curve, b: Curve): Gap | undefined {
  const [ratesA, ratesB] = [sampleCurve(a, GRID), sampleCurve(b, GRID)];
  if (ratesA === undefined || ratesB === undefined) return undefined;
  const apart = ratesA.map((rate, i) => Math.abs(rate - (ratesB[i] ?? 0)));
  const largest = Math.max(...apart);
  const i = apart.indexOf(largest);
  return {
    largest,
    mean: apart.reduce((sum, value) => sum + value, 0) / apart.length,
    at: { progress: GRID[i] ?? 0, a: ratesA[i] ?? 0, b: ratesB[i] ?? 0 },
  };
}

const percent = (part: number): string => `${short(part * 100)} %`;

export default defineRule({
  id: 'schedule/curve',
  title: 'Learning rate takes another course',
  why: 'The time spent at high rates decides how far weights travel, the time at low rates how well they settle; the course of the rate matters more than the name of the schedule.',
  help: 'Give both sides the same curve over the run: extract SOURCE prints it.',
  effect: null,
  scope: ['train'],
  messages: {
    curve: 'learning rate at {a} against {b} of its peak after {progress} of the run',
    end: 'learning rate ends at {a} against {b} of its peak',
    parameter: '{parameter} of the schedule {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['schedule.curve', ...SCHEDULE_PARAMETERS],
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
      const at = apart?.at ?? relation.at;
      return different(unfinished ? 'end' : 'curve', {
        severity,
        a: percent(unfinished ? ends[0] : at.a),
        b: percent(unfinished ? ends[1] : at.b),
        data: { progress: percent(at.progress) },
        at: ['schedule.curve', 'schedule.kind'],
        because: [
          `the mean rate of B is ${short(relation.areaRatio)} times that of A, each relative to its peak`,
          ...(unfinished ? ['one side ends at ten times the rate or more'] : []),
          ...(slight ? ['they differ for a short part of the run'] : []),
        ],
      });
    },
  },
});
