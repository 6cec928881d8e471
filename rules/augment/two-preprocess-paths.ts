import { defineRule } from '../../src/rule.ts';
import { isRandom, operations } from '../shared/operations.ts';

/** Names that stand for several steps, such as brightness and contrast. */
const COLLECTIVE: ReadonlySet<string> = new Set(['color-jitter', 'random-choice', 'affine']);

export default defineRule({
  id: 'augment/two-preprocess-paths',
  title: 'The same augmentation twice',
  why: 'An augmentation in the input pipeline and again in the network (or in two places of the pipeline) is stronger, or more likely, than either says.',
  help: 'Keep one of the two.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: { twice: '{value} is applied twice' },
  lint: {
    reads: ['preprocess.train.operations'],
    check({ setup, clean, complain }) {
      const random = operations(setup.value('preprocess.train.operations') ?? []).filter(
        (step) => isRandom(step) && step.known && !COLLECTIVE.has(step.name),
      );
      const twice = random.find((step, i) => random.findIndex(({ name }) => name === step.name) < i);
      if (twice === undefined) return clean();
      return complain('twice', { severity: 'warning', at: 'preprocess.train.operations', value: twice.name });
    },
  },
});
