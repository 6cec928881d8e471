import { defineRule } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

export default defineRule({
  id: 'optimizer/amsgrad',
  title: 'AMSGrad on one side only',
  why: 'AMSGrad divides by the largest second moment so far, so that steps never grow again after a large gradient.',
  help: 'Switch it on on both sides or on neither.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'AMSGrad {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.amsgrad'],
    context: ['optimizer.name'],
    check(context) {
      const lacking = without(context, 'amsgrad');
      if (lacking !== undefined) return lacking;
      const amsgrad = bothValues(context, 'optimizer.amsgrad');
      if ('verdict' in amsgrad) return amsgrad;
      if (amsgrad.a === amsgrad.b) return context.same();
      return context.different('differs', { severity: 'warning', ...amsgrad });
    },
  },
});
