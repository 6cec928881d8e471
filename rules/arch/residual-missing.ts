import { defineRule, type Side } from '../../src/rule.ts';
import { counted, depthsOf, differingStages, perStage, stageWords, total } from '../shared/network.ts';

/** Residual additions in each block, by kind of block; others vary. */
const ADDITIONS: Readonly<Record<string, number>> = {
  basic: 1,
  bottleneck: 1,
  'pre-activation-basic': 1,
  'pre-activation-bottleneck': 1,
  convnext: 1,
  transformer: 2,
};

/** How many additions a network lacks for its blocks; undefined where that cannot be told. */
function lacking(side: Side): number | undefined {
  const [depths, residuals] = [depthsOf(side), side.value('model.block.residuals')];
  const each = ADDITIONS[side.value('model.block.kind') ?? ''];
  return depths === undefined || residuals === undefined || each === undefined
    ? undefined
    : total(depths) * each - residuals;
}

export default defineRule({
  id: 'arch/residual-missing',
  title: 'Residual addition missing',
  why: 'A block whose input is not added to its output passes no identity on: gradients reach earlier layers through it alone, and a deep network trains worse or not at all.',
  help: 'Look at the block whose addition is missing: the sum left out, a condition that is never true, or a wrong tensor added.',
  effect: null,
  scope: ['model'],
  messages: {
    stage: '{who} lacks {count} in {stage}: {a} against {b}',
    differs: '{who} lacks {count}: {a} against {b}',
    lint: '{value} residual additions for {blocks}',
  },
  compare: {
    reads: ['model.block.residuals'],
    optional: ['model.stages'],
    context: ['model.depths', 'model.block.kind'],
    check({ a, b, same, notApplicable, different }) {
      const [residualsA, residualsB] = [a.value('model.block.residuals'), b.value('model.block.residuals')];
      if (residualsA === undefined || residualsB === undefined) return notApplicable('a side without residual blocks');
      const [kindA, kindB] = [a.value('model.block.kind'), b.value('model.block.kind')];
      if (kindA !== kindB && kindA !== undefined && kindB !== undefined) return notApplicable('other kinds of blocks');
      const [lackA, lackB] = [lacking(a), lacking(b)];
      // With other depths the counts differ by themselves; what each lacks for its blocks does not.
      const depthsKnown = lackA !== undefined && lackB !== undefined;
      const [depthsA, depthsB] = [depthsOf(a), depthsOf(b)];
      const depthsDiffer = depthsA !== undefined && depthsB !== undefined && total(depthsA) !== total(depthsB);
      if (!depthsKnown && depthsDiffer) return notApplicable('other numbers of blocks');
      const difference = depthsKnown ? lackB - lackA : residualsA - residualsB;
      if (difference === 0) return same();
      const data = {
        who: difference > 0 ? 'B' : 'A',
        count: counted(Math.abs(difference), 'residual addition'),
      };
      const details = { severity: 'error', a: residualsA, b: residualsB, at: ['model.block.residuals'] } as const;
      const [stagesA, stagesB] = [perStage(a, 'residuals'), perStage(b, 'residuals')];
      if (stagesA !== undefined && stagesA.length === stagesB?.length && !depthsDiffer) {
        const stages = differingStages(stagesA, stagesB);
        if (stages.length > 0) return different('stage', { ...details, data: { ...data, stage: stageWords(stages) } });
      }
      return different('differs', { ...details, data });
    },
  },
  lint: {
    reads: ['model.block.residuals', 'model.block.kind'],
    optional: ['model.depths', 'model.stages'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const kind = setup.value('model.block.kind') ?? '';
      if (ADDITIONS[kind] === undefined) return notApplicable(`${kind} blocks may have no addition`);
      const [depths, lack] = [depthsOf(setup), lacking(setup)];
      if (depths === undefined || lack === undefined) return unknown('model.depths is unknown', 'model.depths');
      if (lack <= 0) return clean();
      return complain('lint', {
        severity: 'error',
        at: 'model.block.residuals',
        data: { blocks: counted(total(depths), `${kind} block`) },
      });
    },
  },
});
