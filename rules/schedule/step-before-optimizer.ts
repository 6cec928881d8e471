import { defineRule } from '../../src/rule.ts';
import {
  allMaybe,
  allSteps,
  joinStates,
  type ProcedureStep,
  pointAt,
  procedureOf,
  type States,
  walk,
  withState,
} from '../shared/procedure.ts';

export default defineRule({
  id: 'schedule/step-before-optimizer',
  title: 'The schedule steps before the optimizer does',
  why: 'Since PyTorch 1.1 a schedule has its first value when it is made: stepping it first skips that value, and all later ones come one step early.',
  help: 'Call scheduler.step() after the updates that its value is for: at the end of the epoch, or after optimizer.step().',
  effect: null,
  scope: ['train'],
  messages: { first: 'the schedule steps before the first update: its first value is never used' },
  lint: {
    reads: ['train.procedure'],
    context: ['framework.version'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      const all = [...allSteps(steps)];
      if (!all.some(({ name }) => name === 'schedule-step')) return notApplicable('no schedule is seen to step');
      const version = setup.value('framework.version') ?? '';
      if (/^(?:0|1\.0)(?:\.|$)/.test(version)) return clean();
      const found = firstStep(steps);
      return found === undefined
        ? clean()
        : complain('first', { severity: 'warning', ...pointAt(found), value: 'step' });
    },
  },
});

type Updates = 'none' | 'some';

function firstStep(steps: readonly ProcedureStep[]): ProcedureStep | undefined {
  let found: ProcedureStep | undefined;
  walk<States<Updates>>(steps, new Map(), {
    join: joinStates,
    step(state, step, around) {
      const { optimizer } = step;
      if (step.name === 'opaque') return allMaybe(state);
      if (optimizer === undefined) return state;
      if (step.name === 'make-optimizer') return withState(state, optimizer, 'none');
      if (step.name === 'optimizer-step') return withState(state, optimizer, 'some');
      if (step.name !== 'schedule-step' || step.given === true || state.get(optimizer) !== 'none') return state;
      // Where an earlier loop only winds a schedule forward, nothing is trained in it.
      const isTraining = around.some(({ loop }) =>
        [...allSteps(loop.body)].some((one) => one.name === 'optimizer-step' && one.optimizer === optimizer),
      );
      if (isTraining) found ??= step;
      return state;
    },
  });
  return found;
}
