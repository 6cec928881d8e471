import { defineRule, ratio, type Severity, type Side } from '../../src/rule.ts';
import { memory } from '../shared/average.ts';
import { anneals } from '../shared/course.ts';
import { isRmsprop } from '../shared/optimizers.ts';
import { bothValues, needs } from '../shared/values.ts';
import { short } from '../shared/words.ts';

const words = (decay: number): string => (decay === 0 ? 'none' : `over about ${short(memory(decay))} updates`);

const ownWords = (decay: number): string => (decay === 0 ? 'none' : `with decay ${decay}`);

/** Averages were worth points under RMSprop with a rate that falls by a factor at a time; a cosine to zero is another matter. */
const isNoisyRmsprop = (side: Side): boolean =>
  isRmsprop(side.value('optimizer.name')) && side.value('schedule.kind') !== 'cosine';

const isCosineSgd = (side: Side): boolean =>
  side.value('optimizer.name') === 'sgd' && side.value('schedule.kind') === 'cosine';

export default defineRule({
  id: 'ema/weights',
  title: 'Moving average of the weights differs',
  why: 'An average of the weights is better than the last ones where the learning rate is still large; after annealing to zero both are nearly the same.',
  help: 'Average on both sides over the same number of updates, and evaluate the same weights.',
  effect: null,
  scope: ['train'],
  messages: {
    decay: 'moving average of the weights: {a} against {b}',
    evaluated: 'moving average of the weights evaluated: {a} against {b}',
    ramp: 'moving average of the weights with a decay that grows at the start: {a} against {b}',
  },
  compare: {
    reads: ['train.ema.decay'],
    optional: ['train.ema.every', 'train.ema.evaluated', 'train.ema.ramp'],
    context: ['train.ema.perStep', 'schedule.curve', 'schedule.kind', 'optimizer.name'],
    check(context) {
      const { a, b, same, equivalent, different } = context;
      const decay = bothValues(context, 'train.ema.decay');
      if ('verdict' in decay) return decay;
      if (decay.a === 0 && decay.b === 0) return same();
      const onOneSide = decay.a === 0 || decay.b === 0;
      // Whether there is an average at all needs no knowledge of how often it is updated.
      const [perA, perB] = [a, b].map(
        (side) => side.value('train.ema.perStep') ?? (onOneSide ? side.value('train.ema.decay') : undefined),
      );
      if (perA === undefined || perB === undefined) return needs(context, 'train.ema.every') ?? same();
      const annealed = [anneals(a), anneals(b)];
      const noisy = [a, b].some(isNoisyRmsprop);
      const unused = [a, b].every(
        (side) => side.value('train.ema.decay') === 0 || side.value('train.ema.evaluated') === false,
      );
      const strong = !unused && (noisy || annealed.includes(false));
      const severity: Severity = strong ? 'warning' : 'info';
      const calm = !strong && annealed.every((value) => value === true);
      const details = {
        because: unused
          ? ['the average is not what is evaluated']
          : noisy
            ? ['the optimizer is RMSprop']
            : strong
              ? ['the learning rate is still large at the end']
              : calm
                ? ['both anneal the learning rate to nearly zero']
                : [],
        ...(calm && [a, b].every(isCosineSgd)
          ? {
              effect: {
                text: 'at most 0.05 points with cosine annealing and SGD',
                source: 'rwightman/pytorch-image-models#17',
              },
            }
          : {}),
        ...(calm || strong || unused
          ? {}
          : { wouldRaise: 'how far the learning rate falls is not known: a large one at the end would raise it' }),
      };
      const far = perA === 0 || perB === 0 || ratio(memory(perA), memory(perB)) > 1.5;
      if (ratio(memory(perA), memory(perB)) > 1.02) {
        return different('decay', {
          severity: far ? severity : 'info',
          a: a.known('train.ema.every') ? words(perA) : ownWords(perA),
          b: b.known('train.ema.every') ? words(perB) : ownWords(perB),
          at: ['train.ema.decay', 'train.ema.every'],
          ...details,
        });
      }
      const evaluated = bothValues(context, 'train.ema.evaluated');
      if ('verdict' in evaluated && evaluated.verdict !== 'same') return evaluated;
      if (!('verdict' in evaluated) && evaluated.a !== evaluated.b) {
        return different('evaluated', { severity, ...evaluated, at: ['train.ema.evaluated'], ...details });
      }
      const [rampA, rampB] = [a.value('train.ema.ramp'), b.value('train.ema.ramp')];
      if (rampA !== undefined && rampB !== undefined && rampA !== rampB) {
        return different('ramp', {
          severity: 'info',
          a: rampA,
          b: rampB,
          at: ['train.ema.ramp'],
          because: ['after ten times the memory of the average nothing of it is left'],
        });
      }
      return decay.a === decay.b ? same() : equivalent(`both average ${words(perA)}`);
    },
  },
});
