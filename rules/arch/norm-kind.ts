import { defineRule, type Side } from '../../src/rule.ts';
import { STRUCTURE_PATHS, structuralDifference } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

const onOneDevice = (side: Side): boolean => side.value('data.devices') === 1;
const isBatch = (kind: string | undefined): boolean => kind === 'batch-norm' || kind === 'sync-batch-norm';

export default defineRule({
  id: 'arch/norm-kind',
  title: 'Normalization differs',
  why: 'Batch, layer and group normalization take statistics from other sets of values; a layer without normalization lets the scale of activations drift, which large learning rates do not forgive.',
  help: 'Use the normalization layers of the reference, in the same places.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: '{a} against {b}',
    missing: '{who} has no normalization layers: {a} against {b}',
    groups: 'group normalization in {a} against {b} groups',
    count: '{a} against {b} normalization layers',
  },
  compare: {
    reads: [],
    optional: ['model.norm.kind', 'model.norm.groups', 'model.norm.count'],
    context: ['data.devices', ...STRUCTURE_PATHS],
    check(context) {
      const { a, b, equivalent, different } = context;
      const [kindA, kindB] = [a.value('model.norm.kind'), b.value('model.norm.kind')];
      if (kindA !== undefined && kindB !== undefined && kindA !== kindB) {
        const details = { a: kindA, b: kindB, at: ['model.norm.kind'] } as const;
        if (kindA === 'none' || kindB === 'none') {
          return different('missing', { ...details, severity: 'error', data: { who: kindA === 'none' ? 'A' : 'B' } });
        }
        if (isBatch(kindA) && isBatch(kindB)) {
          if (onOneDevice(a) && onOneDevice(b))
            return equivalent('synchronized over one device, batch norm is the plain one');
          return different('differs', {
            ...details,
            severity: 'info',
            because: ['both normalize over the batch; over how many examples is loader/bn-batch'],
          });
        }
        return different('differs', { ...details, severity: 'warning' });
      }
      const countsFollow = structuralDifference(a, b, ['model.norm.kind']) !== undefined;
      return compareParts(context, [
        part('model.norm.kind', 'differs', 'warning'),
        part('model.norm.groups', 'groups', 'warning'),
        ...(countsFollow
          ? []
          : [
              part('model.norm.count', 'count', () => ({
                severity: 'error' as const,
                effect: {
                  text: 'one missing batch norm kept a ResNet-50 from its 75.9 % at large batches',
                  source: 'https://github.com/mlcommons/training_policies/issues/89',
                },
              })),
            ]),
      ]);
    },
  },
});
