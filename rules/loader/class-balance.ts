import { defineRule, type Side } from '../../src/rule.ts';

export default defineRule({
  id: 'loader/class-balance',
  title: 'Classes are balanced on one side',
  why: 'Drawing rare classes more often changes what the network takes for likely, and how often it sees each image.',
  help: 'Draw classes alike on both sides.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'classes are balanced by {a} against {b}' },
  compare: {
    reads: ['data.sampler'],
    optional: ['loss.classWeights'],
    check({ a, b, same, notApplicable, different }) {
      const [drawsA, drawsB] = [draws(a), draws(b)];
      if (drawsA === drawsB) return drawsA ? same() : notApplicable('no sampler balances classes');
      return different('differs', { severity: 'warning', a: spell(a), b: spell(b), at: ['data.sampler'] });
    },
  },
});

const draws = (side: Side): boolean => side.value('data.sampler') === 'weighted';

function spell(side: Side): string {
  if (draws(side)) return 'a weighted sampler';
  const weights = side.value('loss.classWeights');
  return weights === undefined || weights === 1 ? 'nothing' : 'weights in the loss';
}
