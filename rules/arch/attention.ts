import { defineRule } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/attention',
  title: 'Attention differs',
  why: 'Patch size and MLP ratio set the cost and capacity of a transformer, heads how attention is split, and the place of normalization whether it trains without a warmup.',
  help: 'Use the patch size, heads, MLP ratio, order of normalization and position embedding of the reference.',
  effect: null,
  scope: ['model'],
  messages: {
    patchSize: 'patches of {a} against {b} pixels',
    heads: '{a} against {b} attention heads',
    mlpRatio: 'the MLP is {a} against {b} times as wide as the embedding',
    normOrder: 'normalization {a} against {b} each sub-block',
    position: 'position embedding {a} against {b}',
    qkvBias: 'bias of query, key and value {a} against {b}',
  },
  compare: {
    reads: [],
    optional: [
      'model.attention.heads',
      'model.attention.patchSize',
      'model.attention.mlpRatio',
      'model.attention.normOrder',
      'model.attention.position',
      'model.attention.qkvBias',
    ],
    check: (context) =>
      compareParts(context, [
        part('model.attention.heads', 'heads', 'error'),
        part('model.attention.patchSize', 'patchSize', 'error'),
        part('model.attention.mlpRatio', 'mlpRatio', 'error'),
        part('model.attention.normOrder', 'normOrder', (x, y) => ({ severity: 'error', a: place(x), b: place(y) })),
        part('model.attention.position', 'position', 'warning'),
        part('model.attention.qkvBias', 'qkvBias', 'warning'),
      ]),
  },
});

function place(order: string | undefined): string {
  return order === 'pre' ? 'before' : order === 'post' ? 'after' : 'not around';
}
