import { defineRule } from '../../src/rule.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'loader/shared-transform',
  title: 'Both halves of a split get the same transform',
  why: 'random_split gives views of one dataset: a transform that is set on one half holds for the other too, so that training loses its augmentation or evaluation gets it.',
  help: 'Make two datasets with their own transforms, and split their indices with the same generator.',
  effect: null,
  scope: ['train', 'eval'],
  messages: { shared: 'a transform is set on the dataset that both halves of the split share' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, complain }) {
      const found = [...allSteps(procedureOf(setup) ?? [])].find(({ name }) => name === 'write-shared-dataset');
      return found === undefined
        ? clean()
        : complain('shared', { severity: 'error', ...pointAt(found), value: 'transform' });
    },
  },
});
