import { defineRule, ratio, type Side } from '../../src/rule.ts';
import { plain } from '../shared/loader.ts';

/** A buffer that holds less than this share of the set mixes neighbors only. */
const SMALL_SHARE = 0.1;

export default defineRule({
  id: 'loader/shuffle-buffer',
  title: 'Shuffle buffer is small',
  why: 'A buffer mixes only what lies near each other in the files: where those are sorted by class, so are the batches.',
  help: 'Make the buffer as large as the training set, or shuffle and interleave the files as well.',
  effect: null,
  scope: ['train'],
  messages: {
    differs: 'shuffled in a buffer of {a} against {b} examples',
    small: 'shuffled in a buffer of {value} out of {size} examples',
  },
  compare: {
    reads: ['data.shuffleBuffer'],
    context: ['data.trainSize', 'data.shuffle'],
    check({ a, b, same, equivalent, notApplicable, different }) {
      if (a.value('data.shuffle') === false || b.value('data.shuffle') === false)
        return notApplicable('one side does not shuffle: see loader/shuffle');
      const [bufferA, bufferB] = [buffer(a), buffer(b)];
      if (bufferA === bufferB) {
        const written = a.value('data.shuffleBuffer') === b.value('data.shuffleBuffer');
        return written ? same() : equivalent('both buffers hold the whole set');
      }
      const far = ratio(bufferA, bufferB) > 4;
      const spell = (size: number): number | string => (Number.isFinite(size) ? size : 'all');
      return different('differs', { severity: far ? 'warning' : 'info', a: spell(bufferA), b: spell(bufferB) });
    },
  },
  lint: {
    reads: ['data.shuffleBuffer'],
    context: ['data.trainSize'],
    check({ setup, clean, unknown, complain }) {
      const held = buffer(setup);
      if (!Number.isFinite(held)) return clean();
      const size = plain(setup.value('data.trainSize'));
      if (size === undefined) return unknown('the size of the training set is unknown', 'data.trainSize');
      if (held >= size * SMALL_SHARE) return clean();
      return complain('small', { severity: 'warning', at: 'data.shuffleBuffer', data: { size } });
    },
  },
});

/** Examples in the buffer; Infinity where it holds the whole set. */
function buffer(side: Side): number {
  const held = side.value('data.shuffleBuffer') ?? 0;
  const size = plain(side.value('data.trainSize'));
  return held === 0 || (size !== undefined && held >= size) ? Number.POSITIVE_INFINITY : held;
}
