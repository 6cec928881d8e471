import { defineRule, type Side } from '../../src/rule.ts';
import { type Operation, operations } from '../shared/operations.ts';

/** Pairs of steps whose order changes the image, and what is said of it. */
const SENSITIVE: readonly (readonly [first: readonly string[], second: readonly string[], why: string])[] = [
  [['random-erasing'], ['normalize'], 'what is erased is black, or the mean color'],
  [
    ['color-jitter', 'lighting', 'auto-augment', 'rand-augment', 'trivial-augment'],
    ['normalize'],
    'color steps change normalized values otherwise than pixels',
  ],
  [['pad', 'random-crop'], ['normalize'], 'the padding is black, or the mean color'],
  [
    ['rotation', 'affine'],
    ['random-crop', 'random-resized-crop', 'center-crop'],
    'the corners that a rotation leaves empty are cut off, or not',
  ],
  [['random-erasing'], ['random-crop', 'random-resized-crop', 'resize'], 'erased areas are resized, or not'],
  [['random-crop'], ['resize'], 'a crop of the original, or of the resized image'],
];

export default defineRule({
  id: 'augment/order',
  title: 'Order of augmentation differs',
  why: 'Some steps do not commute: what is filled in or cut off depends on which comes first.',
  help: 'Use one order: crop and resize, flip, change colors, normalize, erase.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: { order: '{first} {a} against {b} {second}: {reason}' },
  compare: {
    reads: ['preprocess.train.operations'],
    check({ a, b, same, equivalent, different }) {
      const [stepsA, stepsB] = [steps(a), steps(b)];
      for (const [firsts, seconds, reason] of SENSITIVE) {
        for (const first of firsts) {
          for (const second of seconds) {
            const [orderA, orderB] = [order(stepsA, first, second), order(stepsB, first, second)];
            if (orderA === undefined || orderB === undefined || orderA === orderB) continue;
            return different('order', { severity: 'info', a: orderA, b: orderB, data: { first, second, reason } });
          }
        }
      }
      const names = (list: readonly Operation[]): string => list.map(({ name }) => name).join(' ');
      const reordered = names(stepsA) !== names(stepsB) && names(sorted(stepsA)) === names(sorted(stepsB));
      return reordered ? equivalent('the steps whose order differs commute') : same();
    },
  },
});

const steps = (side: Side): readonly Operation[] =>
  operations(side.value('preprocess.train.operations') ?? []).filter(({ probability }) => probability > 0);

const sorted = (list: readonly Operation[]): readonly Operation[] =>
  list.toSorted((x, y) => (x.name < y.name ? -1 : x.name > y.name ? 1 : 0));

function order(list: readonly Operation[], first: string, second: string): 'before' | 'after' | undefined {
  const at = (name: string): number => list.findIndex((step) => step.name === name);
  const [x, y] = [at(first), at(second)];
  return x < 0 || y < 0 ? undefined : x < y ? 'before' : 'after';
}
