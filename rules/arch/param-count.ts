import { defineRule, nearly, ratio } from '../../src/rule.ts';
import { STRUCTURE_PATHS, structuralDifference } from '../shared/network.ts';
import { bothValues } from '../shared/values.ts';
import { short } from '../shared/words.ts';

export default defineRule({
  id: 'arch/param-count',
  title: 'Number of parameters differs',
  why: 'Networks of one architecture have one number of parameters: where it differs, something of the structure does.',
  help: 'Look for the layers that make the difference: blocks, widths, biases, the head.',
  effect: null,
  scope: ['model'],
  root: false,
  messages: { differs: '{a} against {b} trainable parameters ({percent} %)' },
  compare: {
    reads: ['model.parameters'],
    context: STRUCTURE_PATHS,
    check(context) {
      const { a, b, same, notApplicable, different } = context;
      const values = bothValues(context, 'model.parameters');
      if ('verdict' in values) return values;
      if (nearly(values.a, values.b)) return same();
      const cause = structuralDifference(a, b);
      if (cause !== undefined) return notApplicable(`the count follows from ${cause}`);
      const percent = short((ratio(values.a, values.b) - 1) * 100);
      return different('differs', {
        severity: 'warning',
        ...values,
        data: { percent },
        because: ['nothing else that is known of the networks explains it'],
      });
    },
  },
});
