import { defineRule, type Severity } from '../../src/rule.ts';
import { bothValues } from '../shared/values.ts';

const ALIASES: Readonly<Record<string, string>> = {
  val: 'validation',
  valid: 'validation',
  dev: 'validation',
  testing: 'test',
};

const canonical = (split: string): string => {
  const plain = split.trim().toLowerCase();
  return ALIASES[plain] ?? plain;
};

export default defineRule({
  id: 'eval/split',
  title: 'Other data is evaluated',
  why: 'Accuracy on one split says little about another: on the training split it is far too good, on a new test set of ImageNet ten points lower.',
  help: 'Evaluate the same split.',
  effect: null,
  scope: ['eval'],
  messages: { differs: 'evaluated split {a} against {b}' },
  compare: {
    reads: ['eval.split'],
    context: ['data.dataset'],
    check(context) {
      const split = bothValues(context, 'eval.split');
      if ('verdict' in split) return split;
      if (split.a === split.b) return context.same();
      const [plainA, plainB] = [canonical(split.a), canonical(split.b)];
      if (plainA === plainB) return context.equivalent('other names of the same split');
      const held = [plainA, plainB].every((name) => name === 'validation' || name === 'test');
      const severity: Severity = held ? 'warning' : 'error';
      return context.different('differs', {
        severity,
        ...split,
        because: [held ? 'both hold data that is not trained on' : 'the splits may hold data that is trained on'],
      });
    },
  },
});
