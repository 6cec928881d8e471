import { defineRule, nearly, type Severity } from '../../src/rule.ts';
import { areUnlikeOptimizers, isRmsprop, without } from '../shared/optimizers.ts';
import { bothValues, needs } from '../shared/values.ts';

/** Below this Adam's epsilon only matters for parameters with next to no gradient. */
const TINY = 1e-6;

/** From here on an epsilon is no guard against division by zero. */
const LARGE = 0.05;

export default defineRule({
  id: 'optimizer/epsilon',
  title: 'Epsilon of the optimizer differs',
  why: 'Epsilon bounds the step where squared gradients are small. A large one, or one under the root, turns an adaptive optimizer toward plain SGD.',
  help: 'Use the same epsilon in the same place. An ε under the root corresponds to √ε beside it only where gradients vanish.',
  effect: null,
  scope: ['train'],
  messages: {
    value: 'epsilon {a} against {b}',
    placement: 'epsilon {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['optimizer.epsilon', 'optimizer.epsilonPlacement'],
    context: ['optimizer.name'],
    check(context) {
      const { a, b, same, notApplicable, different } = context;
      const lacking = without(context, 'epsilon');
      if (lacking !== undefined) return lacking;
      if (areUnlikeOptimizers(a, b)) return notApplicable('other optimizers: see optimizer/kind');
      const epsilon = bothValues(context, 'optimizer.epsilon');
      if ('verdict' in epsilon) return epsilon;
      const rmsprop = isRmsprop(a.value('optimizer.name')) || isRmsprop(b.value('optimizer.name'));
      const tiny = Math.max(epsilon.a, epsilon.b) <= TINY;
      const placement = { a: a.value('optimizer.epsilonPlacement'), b: b.value('optimizer.epsilonPlacement') };
      if (!nearly(epsilon.a, epsilon.b)) {
        const far = Math.abs(epsilon.a - epsilon.b) >= 1e-4;
        // Beside it, the root of an average squared gradient hardly counts: steps are those of a small rate without scaling.
        const swamps = !rmsprop && Math.max(epsilon.a, epsilon.b) >= LARGE && Math.min(epsilon.a, epsilon.b) <= 1e-5;
        const severity: Severity = swamps ? 'error' : far || (rmsprop && !tiny) ? 'warning' : 'info';
        return different('value', {
          severity,
          ...epsilon,
          at: ['optimizer.epsilon', 'optimizer.epsilonPlacement'],
          because: [
            ...(swamps
              ? ['one is larger than most averages of gradients, so that steps no longer have their scale']
              : far
                ? ['they are 1e-4 or more apart']
                : tiny
                  ? ['both are tiny']
                  : []),
            ...(rmsprop ? ['RMSprop corrects no bias'] : []),
          ],
        });
      }
      if (placement.a === placement.b && placement.a !== undefined) return same();
      if (placement.a === undefined || placement.b === undefined) {
        return tiny && !rmsprop ? same() : (needs(context, 'optimizer.epsilonPlacement') ?? same());
      }
      const words = { inside: 'under the root', outside: 'beside the root', hat: 'beside the uncorrected root' };
      return different('placement', {
        severity: rmsprop || !tiny ? 'warning' : 'info',
        a: `${epsilon.a} ${words[placement.a]}`,
        b: `${epsilon.b} ${words[placement.b]}`,
        at: ['optimizer.epsilonPlacement', 'optimizer.epsilon'],
        because: [rmsprop ? 'RMSprop corrects no bias' : tiny ? 'it is tiny' : 'it is not tiny'],
      });
    },
  },
});
