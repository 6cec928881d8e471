import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'forward/output',
  title: 'The networks compute something else',
  why: 'With the same weights and the same inputs, both networks should give the same. Where they do not, weights of one are wrong in the other, and a recipe that was tuned for one need not suit the other.',
  help: 'Make the layer that is named the same on both sides; resaudit verify shows all that differ.',
  effect: null,
  scope: ['model'],
  messages: {
    parts: 'run on the same inputs, the networks part at {place}',
    differs: 'run on the same inputs, the networks give something else',
  },
  compare: {
    reads: ['forward.outputs'],
    optional: ['forward.first'],
    check({ a, b, same, different }) {
      const [outputsA, outputsB] = [a.value('forward.outputs'), b.value('forward.outputs')];
      if (outputsA === outputsB) return same();
      const first = b.value('forward.first') ?? a.value('forward.first');
      if (first === undefined || first === 'nowhere')
        return different('differs', { severity: 'error', a: outputsA, b: outputsB });
      return different('parts', {
        severity: 'error',
        a: a.value('forward.first') ?? outputsA,
        b: b.value('forward.first') ?? outputsB,
        at: ['forward.first', 'forward.outputs'],
        data: { place: first },
      });
    },
  },
});
