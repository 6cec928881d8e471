import { defineRule } from '../../src/rule.ts';
import {
  allMaybe,
  joinStates,
  type ProcedureStep,
  pointAt,
  procedureOf,
  type States,
  walk,
  withState,
} from '../shared/procedure.ts';

type State = 'compiled' | 'stale';

export default defineRule({
  id: 'loop/trainable-after-compile',
  title: 'Layers are frozen or thawed after compile',
  why: 'Which weights are trained is decided where a model is compiled: what is set on its layers later holds from the next compile on.',
  help: 'Set trainable before compile, or compile again after it.',
  effect: null,
  scope: ['train'],
  messages: {
    stale: 'trainable is set after compile, and the model is trained without being compiled again',
  },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, complain }) {
      const set = new Map<string, ProcedureStep>();
      let found: ProcedureStep | undefined;
      walk<States<State>>(procedureOf(setup) ?? [], new Map(), {
        join: joinStates,
        step(states, step) {
          if (step.name === 'compile')
            return step.model === undefined ? allMaybe(states) : compiled(states, step.model);
          if (step.name === 'set-trainable') {
            let changed = states;
            for (const model of step.models) {
              if (states.get(model) !== 'compiled') continue;
              set.set(model, step);
              changed = withState(changed, model, 'stale');
            }
            return changed;
          }
          if (step.name === 'fit' && step.model !== undefined && states.get(step.model) === 'stale')
            found ??= set.get(step.model);
          return states;
        },
      });
      return found === undefined
        ? clean()
        : complain('stale', { severity: 'warning', ...pointAt(found), value: 'trainable' });
    },
  },
});

/** What was set may have been meant for the network that is compiled now, such as a discriminator's for the GAN that holds it. */
function compiled(states: States<State>, model: string): States<State> {
  const others = [...states].map(([name, state]) => [name, state === 'stale' ? 'maybe' : state] as const);
  return withState(new Map(others), model, 'compiled');
}
