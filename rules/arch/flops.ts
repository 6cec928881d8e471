import { defineRule, nearly, ratio } from '../../src/rule.ts';
import { STRUCTURE_PATHS, structuralDifference } from '../shared/network.ts';
import { bothValues } from '../shared/values.ts';
import { short } from '../shared/words.ts';

/** Counters differ in what they count: activations, normalization, biases. */
const COUNTING = 0.02;

export default defineRule({
  id: 'arch/flops',
  title: 'Multiply-adds differ',
  why: 'Multiply-adds at one input size sum the structure up: where they differ, a stride, a width or a depth does.',
  help: 'Compare sizes of feature maps and widths stage by stage.',
  effect: null,
  scope: ['model'],
  root: false,
  messages: { differs: '{a} against {b} multiply-adds ({percent} %)' },
  compare: {
    reads: ['model.multiplyAdds'],
    context: STRUCTURE_PATHS,
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      const values = bothValues(context, 'model.multiplyAdds');
      if ('verdict' in values) return values;
      if (nearly(values.a, values.b)) return same();
      const cause = structuralDifference(a, b);
      if (cause !== undefined) return notApplicable(`multiply-adds follow from ${cause}`);
      if (nearly(values.a, values.b, COUNTING)) return equivalent('within what counters differ by');
      return different('differs', {
        severity: 'info',
        ...values,
        data: { percent: short((ratio(values.a, values.b) - 1) * 100) },
      });
    },
  },
});
