import { defineRule, pair, type Side } from '../../src/rule.ts';
import { compareParts, part } from '../shared/parts.ts';

/** Inputs up to this side lose most of their detail in the stem of ImageNet networks. */
const SMALL_INPUT = 64;

const DISTINCT = new Set(['deep', 'patch']);

function stemWords(side: Side): string {
  const [kernel, stride, pool] = [
    side.value('model.stem.kernel'),
    side.value('model.stem.stride'),
    side.value('model.stem.pool'),
  ];
  const parts = [
    side.value('model.stem.kind') === 'deep' ? 'deep' : '',
    kernel === undefined ? '' : `${kernel}×${kernel}`,
    stride === undefined ? '' : `stride ${stride}`,
    pool === undefined ? '' : pool === 'none' ? 'no pooling' : `${pool} pooling`,
  ];
  const words = parts.filter((word) => word !== '').join(', ');
  return words === '' ? (side.value('model.stem.kind') ?? 'another') : words;
}

const isSmall = (side: Side): boolean => {
  const size = side.value('input.size.train') ?? side.value('input.size.eval');
  return size !== undefined && Math.max(...pair(size)) <= SMALL_INPUT;
};

const CIFAR = {
  text: '55 % against more than 70 % on CIFAR-100 with the stem of ImageNet networks on 32×32 images',
  source: 'https://github.com/weiaicunzai/pytorch-cifar100/issues/29',
} as const;

export default defineRule({
  id: 'arch/stem',
  title: 'Stem differs',
  why: 'The stem decides how much detail is left for every later layer: its stride and pooling set the size of all feature maps.',
  help: 'Use the stem of the reference: kernel, stride, channels and pooling.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'stem {a} against {b}',
    channels: 'the stem has {a} against {b} output channels',
    poolKernel: 'the stem pools over {a} against {b} pixels',
  },
  compare: {
    reads: [],
    optional: [
      'model.stem.kernel',
      'model.stem.stride',
      'model.stem.pool',
      'model.stem.kind',
      'model.stem.channels',
      'model.stem.poolKernel',
    ],
    context: ['input.size.train', 'input.size.eval'],
    check(context) {
      const { a, b } = context;
      const words = { a: stemWords(a), b: stemWords(b) };
      const shrinksOtherwise = (['model.stem.stride', 'model.stem.pool'] as const).some(
        (path) => a.known(path) && b.known(path) && a.value(path) !== b.value(path),
      );
      const differs = {
        severity: 'error' as const,
        ...words,
        ...(shrinksOtherwise && isSmall(a) && isSmall(b)
          ? { effect: CIFAR, because: [`the input is at most ${SMALL_INPUT} pixels high and wide`] }
          : {}),
      };
      return compareParts(context, [
        part('model.stem.kernel', 'differs', () => differs),
        part('model.stem.stride', 'differs', () => differs),
        part('model.stem.pool', 'differs', () => differs),
        // The word is free text: it decides only where it names another construction.
        part(
          'model.stem.kind',
          'differs',
          (x, y) => ({ severity: 'error', a: x, b: y }),
          (x, y) => x === y || !(DISTINCT.has(x) || DISTINCT.has(y)),
        ),
        part('model.stem.channels', 'channels', 'error'),
        part('model.stem.poolKernel', 'poolKernel', 'warning'),
      ]);
    },
  },
});
