import { defineRule, ratio } from '../../src/rule.ts';

/** Standard deviation between seeds is 3.5 % by block, at most 10 %: half as much again is far outside of both. */
const FAR = 1.5;

export default defineRule({
  id: 'forward/activation-stats',
  title: 'Activations grow otherwise from block to block',
  why: 'How much a block amplifies follows from its initialization, its norms and its activations, and hardly from the seed. A block that amplifies otherwise was drawn or built otherwise.',
  help: 'Compare initialization, norms and activations of the block that is named; run both freshly initialized, since training changes this too.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: 'from block {block} to the next, activations grow {a}-fold against {b}-fold',
  },
  compare: {
    reads: ['forward.gains'],
    context: ['model.weights.source'],
    check({ a, b, same, notApplicable, unknown, different }) {
      const [gainsA, gainsB] = [a.value('forward.gains') ?? [], b.value('forward.gains') ?? []];
      if (gainsA.length !== gainsB.length) return notApplicable('networks of other depth');
      if (gainsA.length === 0) return unknown('fewer than two blocks were measured');
      const places = gainsA.map((gain, i) => ratio(gain, gainsB[i] ?? 0));
      const worst = places.findIndex((factor) => factor > FAR);
      if (worst < 0) return same();
      const isPretrained = [a, b].some((side) => side.value('model.weights.source') === 'pretrained');
      return different('differs', {
        severity: isPretrained ? 'info' : 'warning',
        a: Number((gainsA[worst] ?? 0).toPrecision(3)),
        b: Number((gainsB[worst] ?? 0).toPrecision(3)),
        data: { block: worst + 1 },
      });
    },
  },
});
