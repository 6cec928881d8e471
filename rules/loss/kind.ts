import { defineRule, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

const AKIN: readonly (readonly [string, string])[] = [
  ['cross-entropy', 'binary-cross-entropy'],
  ['cross-entropy', 'focal'],
  ['binary-cross-entropy', 'focal'],
  ['huber', 'mean-squared-error'],
  ['huber', 'mean-absolute-error'],
];

export default defineRule({
  id: 'loss/kind',
  title: 'Loss differs',
  why: 'Another loss has another optimum and other gradients; values of different losses cannot be compared.',
  help: 'Use the same loss, or tune learning rate and regularization anew.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'loss {a} against {b}' },
  compare: {
    reads: ['loss.kind'],
    context: ['data.classes', 'setup.task'],
    check(context) {
      const kind = bothValues(context, 'loss.kind');
      if ('verdict' in kind) return kind;
      if (kind.a === kind.b) return context.same();
      const akin = AKIN.some(([x, y]) => (kind.a === x && kind.b === y) || (kind.a === y && kind.b === x));
      const binary =
        [context.a, context.b].every((side) => (side.value('data.classes') ?? 0) === 2) &&
        [kind.a, kind.b].sort().join() === 'binary-cross-entropy,cross-entropy';
      const severity: Severity = binary ? 'info' : akin ? 'warning' : 'error';
      return context.different('differs', {
        severity,
        ...kind,
        because: binary
          ? ['with two classes a softmax over two logits is a sigmoid of their difference']
          : akin
            ? ['both losses aim at the same']
            : ['the losses aim at different things'],
      });
    },
  },
});
