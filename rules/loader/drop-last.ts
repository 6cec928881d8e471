import { defineRule } from '../../src/rule.ts';
import { hasBatchNorm, remainder } from '../shared/loader.ts';

export default defineRule({
  id: 'loader/drop-last',
  title: 'Incomplete last batch',
  why: 'A last batch of a few examples weighs as much as a full one, and batch norm of a single example has no variance.',
  help: 'Drop the last batch in training (drop_last=True).',
  effect: null,
  scope: ['train'],
  messages: {
    differs: 'incomplete last batch dropped: {a} against {b}',
    single: 'the last batch of an epoch holds a single example ({size} examples in batches of {batch})',
  },
  compare: {
    reads: ['data.dropLast'],
    context: ['data.trainSize', 'data.batchSize', 'data.devices', 'data.batchScope', 'model.norm.kind'],
    check({ a, b, same, equivalent, different }) {
      const [dropsA, dropsB] = [a.value('data.dropLast') ?? false, b.value('data.dropLast') ?? false];
      if (dropsA === dropsB) return same();
      const keeping = dropsA ? b : a;
      if (remainder(keeping) === 0) return equivalent('batches come out even: there is nothing to drop');
      if (remainder(keeping) === 1 && hasBatchNorm(keeping) === true)
        return different('differs', {
          severity: 'error',
          a: dropsA,
          b: dropsB,
          because: ['the last batch holds a single example, and batch norm has no variance there'],
        });
      return different('differs', { severity: 'info', a: dropsA, b: dropsB });
    },
  },
  lint: {
    reads: ['data.dropLast', 'data.trainSize', 'data.batchSize'],
    optional: ['data.devices', 'data.batchScope', 'model.norm.kind'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('data.dropLast') === true) return clean();
      if (hasBatchNorm(setup) === false) return notApplicable('no batch norm');
      const left = remainder(setup);
      if (left === undefined) return unknown('the batch of all processes is unknown', 'data.devices');
      if (left !== 1) return clean();
      if (hasBatchNorm(setup) === undefined)
        return unknown('whether there is batch norm is unknown', 'model.norm.kind');
      const [size, batch] = [String(setup.value('data.trainSize')), String(setup.value('data.batchSize'))];
      return complain('single', { severity: 'error', at: 'data.dropLast', data: { size, batch } });
    },
  },
});
