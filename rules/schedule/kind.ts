import { compareCurves, defineRule } from '../../src/rule.ts';
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
    context: ['schedule.curve', 'schedule.staircase'],
    check(context) {
      const kind = bothValues(context, 'schedule.kind');
      if ('verdict' in kind) return kind;
      if (kind.a === kind.b) return context.same();
      const [curveA, curveB] = [context.a.value('schedule.curve'), context.b.value('schedule.curve')];
      const relation = curveA === undefined || curveB === undefined ? undefined : compareCurves(curveA, curveB);
      if (relation?.kind === 'same') return context.equivalent(`${kind.a} and ${kind.b} with the same curve`);
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
