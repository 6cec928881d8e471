import { defineRule } from '../../src/rule.ts';
import { without } from '../shared/optimizers.ts';
import { bothValues } from '../shared/values.ts';

const hasWarmup = (epochs: number | undefined, steps: unknown): boolean =>
  (epochs ?? 0) > 0 || (typeof steps === 'number' && steps > 0);

export default defineRule({
  id: 'optimizer/bias-correction',
  title: 'Adam corrects the bias of its moments on one side only',
  why: 'Without correction the first 1/(1 − β2) steps are too large, by up to 1/√(1 − β2); BERT’s original optimizer leaves it out.',
  help: 'Correct the bias on both sides, or warm the learning rate up over the first thousand steps, which hides it.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'bias correction {a} against {b}' },
  compare: {
    reads: [],
    optional: ['optimizer.biasCorrection'],
    context: ['optimizer.name', 'schedule.warmup.epochs', 'schedule.warmup.steps'],
    check(context) {
      const { a, b, same, different } = context;
      const lacking = without(context, 'betas');
      if (lacking !== undefined) return lacking;
      const corrected = bothValues(context, 'optimizer.biasCorrection');
      if ('verdict' in corrected) return corrected;
      if (corrected.a === corrected.b) return same();
      const warm = [a, b].map((side) =>
        hasWarmup(side.value('schedule.warmup.epochs'), side.value('schedule.warmup.steps')),
      );
      const cold = [a, b].some((side, i) => !warm[i] && side.known('schedule.warmup.epochs'));
      return different('differs', {
        severity: cold ? 'warning' : 'info',
        ...corrected,
        because: warm.every(Boolean)
          ? ['both warm the learning rate up, which hides it']
          : cold
            ? ['a side has no warmup']
            : [],
        ...(cold || warm.every(Boolean)
          ? {}
          : { wouldRaise: 'warmup is not known on both sides: none would raise it' }),
      });
    },
  },
});
