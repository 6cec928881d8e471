import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'metric/test-selection',
  title: 'The best weights are chosen on the data that is reported',
  why: 'The best of many evaluations on one set is too good by the noise between epochs: a few tenths of a point on ImageNet, more on small sets.',
  help: 'Choose on a held-out part of the training data, or report the last weights.',
  effect: null,
  scope: ['eval'],
  messages: { chosen: 'the best weights are evaluated on {value}' },
  lint: {
    reads: ['eval.weights', 'eval.split'],
    context: ['data.validationSplit'],
    check({ setup, clean, notApplicable, complain }) {
      if (setup.value('eval.weights') !== 'best') return notApplicable('the weights are not chosen by results');
      const split = setup.value('eval.split') ?? '';
      if (!/test/i.test(split)) return clean();
      return complain('chosen', { severity: 'info', at: 'eval.split', value: split });
    },
  },
});
