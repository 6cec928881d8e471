import { defineRule } from '../../src/rule.ts';
import { noDecay } from '../shared/decay.ts';
import { list } from '../shared/words.ts';

export default defineRule({
  id: 'decay/pattern-no-match',
  title: 'A pattern that excludes from weight decay matches nothing',
  why: 'Exclusions by name fail silently where names differ (`LayerNorm` in PyTorch, `layer_norm` in TensorFlow): everything decays, normalization included.',
  help: 'Print the names of the parameters and correct the pattern, or exclude by kind of layer or by number of dimensions.',
  effect: null,
  scope: ['train'],
  messages: { unmatched: 'excluded from weight decay, but no parameter matches: {value}' },
  lint: {
    reads: ['optimizer.decayExcludes'],
    context: ['optimizer.weightDecay', 'optimizer.decayRoles'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const excludes = setup.value('optimizer.decayExcludes');
      if (excludes === undefined || excludes.length === 0) return notApplicable('nothing is excluded by name');
      if (noDecay(setup)) return notApplicable('there is no weight decay');
      const unmatched = excludes.filter(({ matched }) => matched === 0).map(({ pattern }) => pattern);
      if (unmatched.length > 0) {
        return complain('unmatched', {
          severity: unmatched.length === excludes.length ? 'error' : 'warning',
          at: 'optimizer.decayExcludes',
          value: list(unmatched),
          because: [unmatched.length === excludes.length ? 'no pattern matches' : 'other patterns match'],
        });
      }
      return excludes.some(({ matched }) => matched === undefined)
        ? unknown('what the patterns match is unknown', 'optimizer.decayExcludes')
        : clean();
    },
  },
});
