import { defineRule, type Severity } from '../../src/rule.ts';
import { isRmsprop } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

const MILD: readonly (readonly string[])[] = [['adam', 'adamw', 'nadam', 'radam']];

export default defineRule({
  id: 'optimizer/kind',
  title: 'Optimizer differs',
  why: 'Different optimizers take different steps from the same gradients, and need other learning rates and weight decay.',
  help: 'Use the same optimizer, or tune its learning rate and weight decay anew.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'optimizer {a} against {b}' },
  compare: {
    reads: ['optimizer.name'],
    context: ['optimizer.weightDecay'],
    check(context) {
      const names = bothValues(context, 'optimizer.name');
      if ('verdict' in names) return names;
      if (names.a === names.b) return context.same();
      if (isRmsprop(names.a) && isRmsprop(names.b)) {
        return context.equivalent('both are RMSprop; in which form is compared by optimizer/rmsprop-variant');
      }
      const decays = [context.a, context.b].map((side) => side.value('optimizer.weightDecay'));
      const pair = [names.a, names.b];
      if (pair.includes('adam') && pair.includes('adamw') && decays.every((decay) => decay === 0)) {
        return context.equivalent('without weight decay AdamW is Adam');
      }
      const related = MILD.some((family) => family.includes(names.a) && family.includes(names.b));
      const severity: Severity = related ? 'warning' : 'error';
      return context.different('differs', {
        severity,
        a: names.a,
        b: names.b,
        because: related ? ['both belong to the Adam family'] : ['they belong to different families'],
      });
    },
  },
});
