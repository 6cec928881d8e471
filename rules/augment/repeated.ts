import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'augment/repeated',
  title: 'Repeated augmentation differs',
  why: 'Each batch holds several versions of fewer images, so an epoch of the same length sees fewer distinct ones.',
  help: 'Use the same number of repeats on both sides.',
  effect: {
    text: 'three repeats added to the torchvision V2 recipe: 80.674 became 80.858',
    source: 'pytorch/vision#5201',
  },
  scope: ['train'],
  images: true,
  messages: { count: 'each image {a} against {b} times a batch' },
  compare: {
    reads: ['augment.repeated.count'],
    check({ a, b, same, equivalent, different }) {
      const [statedA, statedB] = [a.value('augment.repeated.count') ?? 0, b.value('augment.repeated.count') ?? 0];
      const [countA, countB] = [Math.max(1, statedA), Math.max(1, statedB)];
      if (countA === countB) return statedA === statedB ? same() : equivalent('0 and 1 both mean no repeats');
      return different('count', { severity: 'info', a: countA, b: countB });
    },
  },
});
