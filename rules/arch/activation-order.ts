import { defineRule } from '../../src/rule.ts';
import { areUnlikeBlocks, STRUCTURE_PATHS, structuralDifference } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

const GELUS = new Set(['gelu', 'gelu-tanh']);

export default defineRule({
  id: 'arch/activation-order',
  title: 'Activations differ',
  why: 'Where the activation stands against the residual addition decides what a shortcut passes on, and its kind what every layer computes.',
  help: 'Use the activation of the reference in the same places.',
  effect: null,
  scope: ['model'],
  messages: {
    order: 'activation {a} against {b}',
    kind: 'activation {a} against {b}',
    slope: 'slope of the activation for negative inputs {a} against {b}',
    stem: 'activation after the stem {a} against {b}',
    count: '{a} against {b} activations',
  },
  compare: {
    reads: [],
    optional: [
      'model.block.activationOrder',
      'model.activation.kind',
      'model.activation.slope',
      'model.stem.activation',
      'model.activation.count',
    ],
    context: STRUCTURE_PATHS,
    check(context) {
      const { a, b } = context;
      const countsFollow = structuralDifference(a, b) !== undefined;
      const orderFollows = areUnlikeBlocks(a, b);
      return compareParts(context, [
        ...(orderFollows
          ? []
          : [
              part('model.block.activationOrder', 'order', (x, y) => ({
                severity: 'warning',
                a: order(x),
                b: order(y),
              })),
            ]),
        part('model.activation.kind', 'kind', (x, y) =>
          GELUS.has(x ?? '') && GELUS.has(y ?? '')
            ? { severity: 'info', because: ['the tanh form approximates GELU to about 0.0005'] }
            : { severity: 'warning' },
        ),
        part('model.activation.slope', 'slope', 'warning'),
        part('model.stem.activation', 'stem', 'warning'),
        ...(countsFollow ? [] : [part('model.activation.count', 'count', 'warning')]),
      ]);
    },
  },
});

function order(value: string | undefined): string {
  switch (value) {
    case 'after-add':
      return 'after the residual addition';
    case 'before-add':
      return 'before the residual addition';
    case 'pre-activation':
      return 'in front of the convolutions';
    default:
      return 'nowhere around the residual addition';
  }
}
