import { defineRule, type Side } from '../../src/rule.ts';
import { differingStages, stageWords } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

/** The block of each stage; undefined where a stage does not say. */
function blocksOf(side: Side): readonly string[] | undefined {
  const stages = side.value('model.stages');
  const blocks = stages?.flatMap(({ block }) => block ?? []);
  return blocks === undefined || blocks.length === 0 || blocks.length !== stages?.length ? undefined : blocks;
}

export default defineRule({
  id: 'arch/block-type',
  title: 'Kind of block differs',
  why: 'Basic, bottleneck, pre-activation and inverted blocks compute different functions, with other widths and parameter counts at the same depth.',
  help: 'Use the block of the reference, with its expansion.',
  effect: null,
  scope: ['model'],
  messages: {
    differs: '{a} blocks against {b} blocks',
    stages: 'blocks {a} against {b} in {stage}',
    expansion: 'blocks expand {a} times against {b} times',
  },
  compare: {
    reads: [],
    optional: ['model.block.kind', 'model.block.expansion', 'model.stages'],
    check(context) {
      const [blocksA, blocksB] = [blocksOf(context.a), blocksOf(context.b)];
      const byStage = blocksA !== undefined && blocksA.length === blocksB?.length;
      const kinds = [context.a, context.b].map((side) => side.value('model.block.kind'));
      const otherKind = kinds[0] !== undefined && kinds[1] !== undefined && kinds[0] !== kinds[1];
      const stages = byStage && !otherKind ? differingStages(blocksA, blocksB ?? []) : [];
      if (stages.length > 0) {
        return context.different('stages', {
          severity: 'error',
          a: blocksA,
          b: blocksB,
          at: ['model.stages'],
          data: { stage: stageWords(stages) },
        });
      }
      return compareParts(
        context,
        [part('model.block.kind', 'differs', 'error'), part('model.block.expansion', 'expansion', 'error')],
        byStage,
      );
    },
  },
});
