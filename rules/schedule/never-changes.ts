import { compareQuantities, defineRule, type RulePath } from '../../src/rule.ts';
import { runLength, unitMixup } from '../shared/schedule.ts';

const BY_GAMMA = ['step', 'multi-step', 'exponential'];

export default defineRule({
  id: 'schedule/never-changes',
  title: 'The schedule never changes the learning rate',
  why: 'A schedule that does nothing leaves the rate high to the end: weights never settle, which costs most of what annealing gains.',
  help: 'Correct the schedule, or state a constant rate if that is meant.',
  effect: null,
  scope: ['train'],
  messages: {
    factor: 'the factor of the {kind} schedule is {value}',
    floor: 'the lowest rate of the {kind} schedule, {value}, is not below the learning rate {lr}',
    beyond: 'the first change of the {kind} schedule, at {value}, comes after the end of training at {end}',
  },
  lint: {
    reads: ['schedule.kind'],
    optional: [
      'schedule.gamma',
      'schedule.factor',
      'schedule.minLr',
      'optimizer.lr',
      'schedule.milestones',
      'schedule.stepSize',
      'train.epochs',
      'train.steps',
    ],
    context: ['schedule.unit', 'schedule.period', 'schedule.power'],
    check({ setup, clean, notApplicable, complain }) {
      const kind = setup.value('schedule.kind') ?? 'constant';
      if (kind === 'constant' || kind === 'custom') return notApplicable('no schedule is stated');
      const data = { kind };
      const factors: readonly (readonly [RulePath, boolean])[] = [
        ['schedule.gamma', BY_GAMMA.includes(kind) && setup.value('schedule.gamma') === 1],
        ['schedule.factor', kind === 'plateau' && setup.value('schedule.factor') === 1],
        ['schedule.power', kind === 'polynomial' && setup.value('schedule.power') === 0],
      ];
      const idle = factors.find(([, isIdle]) => isIdle);
      if (idle !== undefined) return complain('factor', { severity: 'error', at: idle[0], data });
      const [floor, lr] = [setup.value('schedule.minLr'), setup.value('optimizer.lr')];
      if (floor !== undefined && lr !== undefined && floor !== 0 && kind !== 'one-cycle' && kind !== 'cyclic') {
        const relation = compareQuantities(floor, lr);
        const above = relation.kind === 'same' || (relation.kind === 'different' && (relation.ratio ?? 2) < 1);
        if (above) {
          return complain('floor', {
            severity: 'error',
            at: 'schedule.minLr',
            data: { kind, lr: typeof lr === 'number' ? lr : 'given' },
          });
        }
      }
      const end = runLength(setup);
      const first =
        kind === 'step'
          ? setup.value('schedule.stepSize')
          : kind === 'multi-step'
            ? Math.min(...(setup.value('schedule.milestones') ?? [0]))
            : undefined;
      if (end !== undefined && first !== undefined && first >= end && unitMixup(setup) === undefined) {
        const at = kind === 'step' ? 'schedule.stepSize' : 'schedule.milestones';
        return complain('beyond', { severity: 'error', at, value: first, data: { kind, end } });
      }
      return clean();
    },
  },
});
