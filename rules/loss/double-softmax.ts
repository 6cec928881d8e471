import { defineRule } from '../../src/rule.ts';
import { fitOfLoss, hasDomain } from '../shared/loss.ts';
import { allSteps, pointAt, procedureOf } from '../shared/procedure.ts';
import { short } from '../shared/words.ts';

export default defineRule({
  id: 'loss/double-softmax',
  title: 'Probabilities go into a loss that takes logits',
  why: 'The loss applies softmax again: it cannot fall below ln(1 + (K − 1)/e) for K classes, and its gradients are small.',
  help: 'Leave out the activation of the last layer, or tell the loss that it gets probabilities.',
  effect: null,
  scope: ['train'],
  messages: {
    double: 'the network ends in {value}, and the loss takes logits',
    passed: 'what {value} gives goes into a loss that takes logits',
  },
  lint: {
    reads: [],
    optional: ['model.head.activation', 'loss.domain', 'train.procedure'],
    context: ['data.classes', 'model.head.classes', 'loss.kind'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const passed = [...allSteps(procedureOf(setup) ?? [])].find(({ name }) => name === 'probabilities-into-logits');
      if (passed !== undefined)
        return complain('passed', {
          severity: 'error',
          ...pointAt(passed),
          value: passed.activation ?? 'an activation',
        });
      if (!hasDomain(setup)) return notApplicable('the loss is not one of probabilities');
      const fit = fitOfLoss(setup);
      if (!setup.known('loss.domain')) return unknown('what the loss takes is not known', 'loss.domain');
      if (fit === undefined) return unknown('what the network gives is not known', 'model.head.activation');
      if (fit !== 'double') return clean();
      const classes = setup.value('model.head.classes') ?? setup.value('data.classes');
      const softmax =
        setup.value('model.head.activation') === 'softmax' && setup.value('loss.kind') === 'cross-entropy';
      return complain('double', {
        severity: 'error',
        at: 'model.head.activation',
        ...(softmax && classes !== undefined
          ? {
              effect: {
                text: `the loss cannot fall below ${short(Math.log(1 + (classes - 1) / Math.E))} with ${classes} classes`,
                source: 'ln(1 + (K − 1)/e): the loss of a softmax over one 1 and K − 1 zeros',
              },
            }
          : {}),
      });
    },
  },
});
