import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'loader/shuffle-eval',
  title: 'Evaluation set is shuffled',
  why: 'It costs time and changes nothing of a mean; only where part of the set is evaluated, figures change from run to run.',
  help: 'Do not shuffle the evaluation set.',
  effect: null,
  scope: ['eval'],
  messages: {
    shuffled: 'the evaluation set is shuffled',
    differs: 'evaluation set shuffled: {a} against {b}',
  },
  compare: {
    reads: ['data.shuffleEval'],
    check(context) {
      const { a, b, same, different } = context;
      const [shufflesA, shufflesB] = [a.value('data.shuffleEval') ?? false, b.value('data.shuffleEval') ?? false];
      if (shufflesA === shufflesB) return same();
      return different('differs', {
        severity: 'note',
        a: shufflesA,
        b: shufflesB,
        because: ['the order changes no figure over the whole set'],
      });
    },
  },
  lint: {
    reads: ['data.shuffleEval'],
    check({ setup, clean, complain }) {
      if (setup.value('data.shuffleEval') !== true) return clean();
      return complain('shuffled', { severity: 'info', at: 'data.shuffleEval' });
    },
  },
});
