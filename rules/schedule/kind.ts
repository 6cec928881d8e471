import { compareCurves, defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

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
    context: ['schedule.curve'],
    check(context) {
      const kind = bothValues(context, 'schedule.kind');
      if ('verdict' in kind) return kind;
      if (kind.a === kind.b) return context.same();
      const [curveA, curveB] = [context.a.value('schedule.curve'), context.b.value('schedule.curve')];
      const relation = curveA === undefined || curveB === undefined ? undefined : compareCurves(curveA, curveB);
      if (relation?.kind === 'same') return context.equivalent(`${kind.a} and ${kind.b} with the same curve`);
      const compared = relation !== undefined && relation.kind !== 'unknown';
      return context.different('differs', {
        severity: compared ? 'info' : 'warning',
        ...kind,
        because: [compared ? 'the curves were compared' : 'the curves could not be compared'],
      });
    },
  },
});
