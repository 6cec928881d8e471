import { compareCurves, defineRule, nearly, type Side } from '../../src/rule.ts';
import { runLength } from '../shared/schedule.ts';
import { bothValues } from '../shared/values.ts';

/** Families of which one can be written as another: drops at equal distances are drops at milestones. */
const MAY_COINCIDE: readonly ReadonlySet<string>[] = [
  new Set(['step', 'multi-step', 'exponential']),
  new Set(['linear', 'polynomial']),
  new Set(['cosine', 'cosine-restarts', 'one-cycle']),
];

function mayCoincide(a: string, b: string, smooth: boolean): boolean {
  if (a === 'custom' || b === 'custom') return true;
  // An exponential that falls all the time is no series of drops.
  if (smooth && (a === 'exponential' || b === 'exponential')) return false;
  return MAY_COINCIDE.some((family) => family.has(a) && family.has(b));
}

/** Whether milestones are those of equal distances as far as their run goes, with the same factor. */
function haveSameDrops(a: Side, b: Side): boolean {
  const [equal, listed] = a.value('schedule.kind') === 'step' ? [a, b] : [b, a];
  if (equal.value('schedule.kind') !== 'step' || listed.value('schedule.kind') !== 'multi-step') return false;
  const [size, milestones, length] = [
    equal.value('schedule.stepSize'),
    listed.value('schedule.milestones'),
    runLength(listed),
  ];
  const [gammaA, gammaB] = [a.value('schedule.gamma'), b.value('schedule.gamma')];
  if (size === undefined || milestones === undefined || length === undefined) return false;
  if (gammaA === undefined || gammaB === undefined || !nearly(gammaA, gammaB)) return false;
  if (a.value('schedule.unit') !== b.value('schedule.unit') || listed.value('schedule.factors') !== undefined) {
    return false;
  }
  return milestones.every((at, i) => nearly(at, size * (i + 1))) && size * (milestones.length + 1) >= length;
}

export default defineRule({
  id: 'schedule/kind',
  title: 'Another schedule',
  why: 'Schedules of different families rarely give the same learning rate; where they do, the name does not matter.',
  help: 'See schedule/curve for what the rates do; use the same family where it cannot tell.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'schedule {a} against {b}' },
  compare: {
    reads: ['schedule.kind'],
    context: [
      'schedule.curve',
      'schedule.staircase',
      'schedule.unit',
      'schedule.stepSize',
      'schedule.milestones',
      'schedule.factors',
      'schedule.gamma',
      'train.epochs',
      'train.steps',
    ],
    check(context) {
      const kind = bothValues(context, 'schedule.kind');
      if ('verdict' in kind) return kind;
      if (kind.a === kind.b) return context.same();
      const [curveA, curveB] = [context.a.value('schedule.curve'), context.b.value('schedule.curve')];
      const relation = curveA === undefined || curveB === undefined ? undefined : compareCurves(curveA, curveB);
      if (relation?.kind === 'same') return context.equivalent(`${kind.a} and ${kind.b} with the same curve`);
      if (haveSameDrops(context.a, context.b)) return context.equivalent(`${kind.a} and ${kind.b} with the same drops`);
      const compared = relation !== undefined && relation.kind !== 'unknown';
      const smooth = [context.a, context.b].some(
        (side) => side.value('schedule.kind') === 'exponential' && side.value('schedule.staircase') === false,
      );
      if (!compared && mayCoincide(kind.a, kind.b, smooth)) {
        return context.unknown(`${kind.a} and ${kind.b} may be the same curve, which is unknown`, 'schedule.curve');
      }
      return context.different('differs', {
        severity: compared ? 'info' : 'warning',
        ...kind,
        because: [compared ? 'the curves were compared' : 'the curves could not be compared'],
      });
    },
  },
});
