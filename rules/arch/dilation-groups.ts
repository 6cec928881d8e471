import { defineRule } from '../../src/rule.ts';
import { differingStages, onlyPlace, perStage, stageWords } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/dilation-groups',
  title: 'Groups, dilation or kernels differ',
  why: 'Groups decide which channels see each other, dilation and kernel how far a convolution sees.',
  help: 'Use the groups, dilations and kernels of the reference.',
  effect: null,
  scope: ['model'],
  messages: {
    groups: 'spatial convolutions have {a} against {b} groups',
    dilation: 'dilation of spatial convolutions {a} against {b}',
    stage: '{what} of {stages}: {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['model.block.groups', 'model.block.dilation', 'model.stages'],
    context: ['model.graph'],
    check(context) {
      const { a, b, different } = context;
      let decided = false;
      for (const key of ['groups', 'dilation', 'kernel'] as const) {
        const [x, y] = [perStage(a, key), perStage(b, key)];
        if (x === undefined || x.length !== y?.length) continue;
        decided = true;
        const stages = differingStages(x, y);
        if (stages.length > 0) {
          return different('stage', {
            severity: 'error',
            a: x,
            b: y,
            at: ['model.stages'],
            data: { what: key, stages: onlyPlace(a, b, key) ?? stageWords(stages) },
          });
        }
      }
      return compareParts(
        context,
        [part('model.block.groups', 'groups', 'error'), part('model.block.dilation', 'dilation', 'error')],
        decided,
      );
    },
  },
});
