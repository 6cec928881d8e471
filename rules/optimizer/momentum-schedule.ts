import { defineRule, nearly, type Side, sameValue } from '../../src/rule.ts';

/** Lowest and highest momentum; a schedule that leaves momentum alone holds it. */
function rangeOf(side: Side): readonly number[] | undefined {
  const momentum = side.value('optimizer.momentum');
  return side.value('schedule.momentumRange') ?? (momentum === undefined ? undefined : [momentum, momentum]);
}

export default defineRule({
  id: 'optimizer/momentum-schedule',
  title: 'Momentum moves otherwise over the run',
  why: 'A one-cycle schedule lowers momentum while the learning rate is high, NAdam raises it over the first updates: both change how long gradients are remembered while the rate changes.',
  help: 'Use the same range of momentum, and the same momentum decay of NAdam.',
  effect: null,
  scope: ['train'],
  messages: {
    range: 'range of momentum {a} against {b}',
    decay: 'momentum decay of NAdam {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['schedule.momentumRange', 'optimizer.momentumDecay'],
    context: ['optimizer.name', 'optimizer.momentum', 'schedule.kind'],
    check({ a, b, same, unknown, notApplicable, different }) {
      const cycles = [a, b].every((side) => ['one-cycle', 'cyclic'].includes(side.value('schedule.kind') ?? ''));
      const nadam = [a, b].every((side) => side.value('optimizer.name') === 'nadam');
      if (!cycles && !nadam) return notApplicable('neither a cycle nor NAdam on both sides');
      if (cycles) {
        const path = 'schedule.momentumRange';
        if (!a.known(path) || !b.known(path)) return unknown(`${path} is unknown`, path);
        const [rangeA, rangeB] = [rangeOf(a), rangeOf(b)];
        if (rangeA === undefined || rangeB === undefined) {
          return unknown('optimizer.momentum is unknown', 'optimizer.momentum');
        }
        if (!sameValue(rangeA, rangeB)) {
          return different('range', { severity: 'info', a: rangeA, b: rangeB, at: [path] });
        }
      }
      if (nadam) {
        const path = 'optimizer.momentumDecay';
        const [decayA, decayB] = [a.value(path), b.value(path)];
        if (decayA === undefined || decayB === undefined) return unknown(`${path} is unknown`, path);
        if (!nearly(decayA, decayB)) {
          return different('decay', { severity: 'info', a: decayA, b: decayB, at: [path] });
        }
      }
      return same();
    },
  },
});
