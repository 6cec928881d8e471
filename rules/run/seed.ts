import { defineRule } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'run/seed',
  title: 'Another seed',
  why: 'Seeds move results by the noise between runs and by nothing else.',
  help: 'Nothing to do; compare means of several runs where the difference is small.',
  effect: {
    text: '75.38, 75.49 and 75.88 top-1 in three runs of one ResNet-50 recipe',
    source: 'pytorch/vision#5593',
  },
  scope: ['train'],
  messages: { differs: 'seed {a} against {b}' },
  compare: {
    reads: ['train.seed'],
    check(context) {
      const seed = bothValues(context, 'train.seed');
      if ('verdict' in seed) return seed;
      return seed.a === seed.b ? context.same() : context.different('differs', { severity: 'note', ...seed });
    },
  },
});
