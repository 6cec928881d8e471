import { defineRule } from '../../src/rule.ts';
import { differingStages, perStage, STRUCTURE_PATHS, stageWords, structuralDifference } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

export default defineRule({
  id: 'arch/spatial-sizes',
  title: 'Feature maps differ in size',
  why: 'Feature maps of another size mean another stride or padding in front of them: all later layers see another field of view.',
  help: 'Look at the first stage whose size differs: its stride, or the padding in front of it.',
  effect: null,
  scope: ['model'],
  messages: {
    stages: 'feature maps of {stages}: {a} against {b} pixels',
    total: 'the last feature map is {a} against {b} times smaller than the input',
  },
  compare: {
    reads: [],
    optional: ['model.totalStride', 'model.stages'],
    context: STRUCTURE_PATHS,
    check(context) {
      const { a, b, notApplicable, different } = context;
      const cause = structuralDifference(a, b);
      const [sizesA, sizesB] = [perStage(a, 'size'), perStage(b, 'size')];
      const stages = sizesA !== undefined && sizesA.length === sizesB?.length ? differingStages(sizesA, sizesB) : [];
      const [strideA, strideB] = [a.value('model.totalStride'), b.value('model.totalStride')];
      const differs = stages.length > 0 || (strideA !== undefined && strideB !== undefined && strideA !== strideB);
      if (differs && cause !== undefined) return notApplicable(`sizes follow from ${cause}`);
      if (stages.length > 0) {
        return different('stages', {
          severity: 'error',
          a: sizesA,
          b: sizesB,
          at: ['model.stages'],
          data: { stages: stageWords(stages) },
        });
      }
      const decided = sizesA !== undefined && sizesA.length === sizesB?.length;
      return compareParts(context, [part('model.totalStride', 'total', 'error')], decided);
    },
  },
});
