import { defineRule } from '../../src/rule.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'decay/penalty-left-out',
  title: 'Penalties of layers are not in the loss',
  why: 'A regularizer of a layer takes part in the loss that compile and fit make. A loop that minimizes a loss of its own leaves it out, so that no weight decays.',
  help: 'Add the penalties to the loss that is minimized, or train with compile and fit.',
  effect: null,
  scope: ['train'],
  messages: { left: 'a layer has a regularizer, and the loop minimizes a loss without it' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, complain }) {
      const found = [...allSteps(procedureOf(setup) ?? [])].find(({ name }) => name === 'leave-out-penalty');
      return found === undefined
        ? clean()
        : complain('left', { severity: 'error', ...pointAt(found), value: 'regularizer' });
    },
  },
});
