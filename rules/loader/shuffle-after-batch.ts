import { defineRule } from '../../src/rule.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'loader/shuffle-after-batch',
  title: 'Batches are shuffled, not examples',
  why: 'A dataset that is cut into batches first gives the same batches in every epoch, only in another order: examples that lie together in the files stay together.',
  help: 'Shuffle before batch, with a buffer of examples.',
  effect: null,
  scope: ['train'],
  messages: { batches: 'the dataset is shuffled after it was cut into batches' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, complain }) {
      const found = [...allSteps(procedureOf(setup) ?? [])].find(({ name }) => name === 'shuffle-batches');
      return found === undefined
        ? clean()
        : complain('batches', { severity: 'warning', ...pointAt(found), value: 'shuffle' });
    },
  },
});
