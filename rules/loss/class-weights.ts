import { defineRule, nearly, sameValue } from '../../src/rule.ts';

const isOne = (weights: number | readonly number[]): boolean => [weights].flat().every((weight) => nearly(weight, 1));

const DIVISOR = { weights: 'the sum of the weights', batch: 'the batch size' } as const;

export default defineRule({
  id: 'loss/class-weights',
  title: 'Weights within the loss differ',
  why: 'Weights of classes, labels that are left out and auxiliary heads change what is optimized.',
  help: 'Use the same weights. PyTorch’s mean divides by the sum of the weights, Keras’s class_weight by the batch size.',
  effect: null,
  scope: ['train'],
  messages: {
    weights: 'class weights {a} against {b}',
    ignored: 'label left out of the loss: {a} against {b}',
    divisor: 'mean of weighted losses divided by {a} against {b}',
    auxiliary: 'weight of auxiliary heads {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['loss.classWeights', 'loss.classWeightDivisor', 'loss.ignoreIndex', 'loss.auxiliary'],
    check({ a, b, same, unknown, equivalent, different }) {
      const weights = [a.value('loss.classWeights'), b.value('loss.classWeights')] as const;
      const auxiliary = [a.value('loss.auxiliary'), b.value('loss.auxiliary')] as const;
      if (weights[0] !== undefined && weights[1] !== undefined && !sameValue(weights[0], weights[1])) {
        if (!isOne(weights[0]) || !isOne(weights[1])) {
          return different('weights', { severity: 'warning', a: weights[0], b: weights[1], at: ['loss.classWeights'] });
        }
      }
      const divisor = [a.value('loss.classWeightDivisor'), b.value('loss.classWeightDivisor')] as const;
      const weighted = weights.some((value) => value !== undefined && !isOne(value));
      if (weighted && divisor[0] !== undefined && divisor[1] !== undefined && divisor[0] !== divisor[1]) {
        return different('divisor', {
          severity: 'info',
          a: DIVISOR[divisor[0]],
          b: DIVISOR[divisor[1]],
          at: ['loss.classWeightDivisor'],
          why: 'The mean of weighted losses over the sum of the weights does not depend on how large they are; over the batch size it does, and with it the size of every gradient.',
        });
      }
      if (auxiliary[0] !== undefined && auxiliary[1] !== undefined && !nearly(auxiliary[0], auxiliary[1])) {
        return different('auxiliary', {
          severity: 'warning',
          a: auxiliary[0],
          b: auxiliary[1],
          at: ['loss.auxiliary'],
        });
      }
      const ignored = [a.value('loss.ignoreIndex'), b.value('loss.ignoreIndex')] as const;
      if (a.known('loss.ignoreIndex') && b.known('loss.ignoreIndex') && ignored[0] !== ignored[1]) {
        // A negative label belongs to no class, so that leaving it out changes nothing where no example has it.
        if (ignored.every((label) => label === undefined || label < 0)) {
          return equivalent('labels below zero belong to no class');
        }
        return different('ignored', { severity: 'warning', a: ignored[0], b: ignored[1], at: ['loss.ignoreIndex'] });
      }
      if (weights[0] === undefined || weights[1] === undefined) {
        return unknown('the class weights are unknown', 'loss.classWeights');
      }
      return same();
    },
  },
});
