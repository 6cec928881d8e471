import { defineRule } from '../../src/rule.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'loop/loss-retained',
  title: 'Losses are summed up with their graphs',
  why: 'A sum of losses keeps the graph of every batch, so that memory grows over the epoch until none is left.',
  help: 'Add the number: total += loss.item().',
  effect: null,
  scope: ['train'],
  messages: { retained: 'the loss is added to a running sum as a tensor, with its graph' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, complain }) {
      const found = [...allSteps(procedureOf(setup) ?? [])].find(({ name }) => name === 'retain-loss');
      return found === undefined
        ? clean()
        : complain('retained', { severity: 'warning', ...pointAt(found), value: 'loss' });
    },
  },
});
