import { defineRule, type Severity, type Side } from '../../src/rule.ts';
import { SHUFFLE_PATHS, shuffles } from '../shared/loader.ts';

/** How sure it is that a side which is not known to shuffle does not. */
function certainty(side: Side): { severity: Severity; wouldRaise?: string; help?: string } {
  if (side.known('data.sampler')) return { severity: 'error' };
  const severity = side.fact('data.shuffle').status === 'stated' ? 'error' : 'warning';
  return {
    severity,
    ...(severity === 'error'
      ? {}
      : {
          wouldRaise: 'an error if no sampler shuffles either (data.sampler is unknown)',
          help: 'Shuffle the training set: shuffle=True, or a random sampler. If it is shuffled, say data.shuffle: true.',
        }),
  };
}

export default defineRule({
  id: 'loader/shuffle',
  title: 'Training set is not shuffled',
  why: 'Files come sorted by class: batches of one class, and batch statistics of one class, ruin training. A DataLoader of PyTorch does not shuffle by default, fit of Keras and tfjs does.',
  help: 'Shuffle the training set: shuffle=True, or a random sampler.',
  effect: {
    text: 'ImageNet training collapsed (super-gradients); DenseNet 94.8 against 95.5 (Caffe)',
    source: 'Deci-AI/super-gradients#416, Tongcheng/DN_CaffeScript#1',
  },
  scope: ['train'],
  messages: {
    differs: 'training set shuffled: {a} against {b}',
    sorted: 'the training set is not shuffled',
  },
  compare: {
    reads: [],
    optional: [...SHUFFLE_PATHS],
    check({ a, b, same, equivalent, unknown, different }) {
      const [shufflesA, shufflesB] = [shuffles(a), shuffles(b)];
      if (shufflesA === undefined || shufflesB === undefined)
        return unknown('whether the training set is shuffled is unknown', 'data.shuffle');
      if (shufflesA !== shufflesB) {
        return different('differs', { a: shufflesA, b: shufflesB, ...certainty(shufflesA ? b : a) });
      }
      const samplers = [a.value('data.sampler') ?? 'none', b.value('data.sampler') ?? 'none'];
      const alike = a.value('data.shuffle') === b.value('data.shuffle') && samplers[0] === samplers[1];
      return alike || !shufflesA ? same() : equivalent('both shuffle: one by its loader, one by its sampler or buffer');
    },
  },
  lint: {
    reads: [],
    optional: [...SHUFFLE_PATHS],
    check({ setup, clean, unknown, complain }) {
      const state = shuffles(setup);
      if (state === undefined) return unknown('whether the training set is shuffled is unknown', 'data.shuffle');
      if (state) return clean();
      return complain('sorted', { at: 'data.shuffle', ...certainty(setup) });
    },
  },
});
