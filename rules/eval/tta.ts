import { defineRule } from '../../src/rule.ts';
import { bothValues, needs } from '../shared/values.ts';

export default defineRule({
  id: 'eval/tta',
  title: 'Predictions are averaged over several views on one side only',
  why: 'Averaging over crops or mirrored copies raises accuracy by one to two points without another training: results must not be compared.',
  help: 'Report a single center crop on both sides.',
  effect: null,
  scope: ['eval'],
  messages: {
    crops: '{a} crops an image against {b}',
    copies: 'predictions averaged over changed copies: {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['eval.crops', 'eval.tta'],
    check(context) {
      const crops = [context.a.value('eval.crops'), context.b.value('eval.crops')] as const;
      if (crops[0] !== undefined && crops[1] !== undefined && crops[0] !== crops[1]) {
        return context.different('crops', { severity: 'error', a: crops[0], b: crops[1], at: ['eval.crops'] });
      }
      const tta = [context.a.value('eval.tta'), context.b.value('eval.tta')] as const;
      if (tta[0] !== undefined && tta[1] !== undefined && tta[0] !== tta[1]) {
        return context.different('copies', { severity: 'error', a: tta[0], b: tta[1], at: ['eval.tta'] });
      }
      const missing = needs(context, 'eval.crops', 'eval.tta');
      if (missing !== undefined) return missing;
      const copies = bothValues(context, 'eval.tta');
      return 'verdict' in copies ? copies : context.same();
    },
  },
});
