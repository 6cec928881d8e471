import { defineRule, type Side } from '../../src/rule.ts';

/** Frameworks whose loops tell the sampler the epoch. */
const DOES_IT: ReadonlySet<string> = new Set(['lightning', 'transformers', 'accelerate', 'mmpretrain']);

/** Samplers that hand each process its part of a shuffled set, by the epoch that they are told. */
const DISTRIBUTED: ReadonlySet<string> = new Set(['distributed', 'repeated-augmentation']);
const isDistributed = (side: Side): boolean => DISTRIBUTED.has(side.value('data.sampler') ?? '');

export default defineRule({
  id: 'loader/set-epoch',
  title: 'Distributed sampler is not told the epoch',
  why: 'Every epoch then draws the same order and the same split over processes, so each process sees its own part of the data only.',
  help: 'Call sampler.set_epoch(epoch) at the start of each epoch.',
  effect: null,
  scope: ['train'],
  messages: {
    missing: 'set_epoch is never called on the distributed sampler',
    differs: 'the distributed sampler is told the epoch: {a} against {b}',
  },
  compare: {
    reads: ['data.setEpoch'],
    context: ['data.sampler'],
    check({ a, b, same, notApplicable, different }) {
      if (!isDistributed(a) || !isDistributed(b)) return notApplicable('no distributed sampler on both sides');
      const [toldA, toldB] = [a.value('data.setEpoch') ?? false, b.value('data.setEpoch') ?? false];
      return toldA === toldB ? same() : different('differs', { severity: 'warning', a: toldA, b: toldB });
    },
  },
  lint: {
    reads: ['data.sampler'],
    optional: ['data.setEpoch'],
    context: ['framework.name'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (!isDistributed(setup)) return notApplicable('no distributed sampler');
      if (DOES_IT.has(setup.value('framework.name') ?? '')) return clean();
      if (!setup.known('data.setEpoch'))
        return unknown('whether the sampler is told the epoch is unknown', 'data.setEpoch');
      if (setup.value('data.setEpoch') === true) return clean();
      return complain('missing', { severity: 'warning', at: 'data.setEpoch' });
    },
  },
});
