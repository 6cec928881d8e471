import { defineRule, type RulePath, type Side } from '../../src/rule.ts';
import { counted, depthsOf, differingStages, onlyPlace, perStage, stageWords, total } from '../shared/network.ts';

/** Residual additions in each block, by kind of block; others vary. */
const ADDITIONS: Readonly<Record<string, number>> = {
  basic: 1,
  bottleneck: 1,
  'pre-activation-basic': 1,
  'pre-activation-bottleneck': 1,
  convnext: 1,
  transformer: 2,
};

/** Additions in the whole network, or the sum of those of its stages. */
function residualsOf(side: Side): number | undefined {
  const stages = perStage(side, 'residuals') as readonly number[] | undefined;
  return side.value('model.block.residuals') ?? (stages === undefined ? undefined : total(stages));
}

/** How many additions a network lacks for its blocks; undefined where that cannot be told. */
function lacking(side: Side): number | undefined {
  const [depths, residuals] = [depthsOf(side), residualsOf(side)];
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
    reads: [],
    optional: ['model.block.residuals', 'model.stages'],
    context: ['model.depths', 'model.block.kind', 'model.graph'],
    check({ a, b, same, unknown, notApplicable, different }) {
      const path = 'model.block.residuals';
      const [residualsA, residualsB] = [residualsOf(a), residualsOf(b)];
      if (residualsA === undefined || residualsB === undefined) {
        const absent = [a, b].some((side) => side.known(path) && residualsOf(side) === undefined);
        return absent ? notApplicable('a side without residual blocks') : unknown(`${path} is unknown`, path);
      }
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
      const whole = a.known(path) && b.known(path);
      const data = {
        who: difference > 0 ? 'B' : 'A',
        count: counted(Math.abs(difference), 'residual addition'),
      };
      const at: readonly RulePath[] = whole ? [path] : ['model.stages'];
      const details = {
        severity: 'error',
        a: residualsA,
        b: residualsB,
        at,
      } as const;
      const [stagesA, stagesB] = [perStage(a, 'residuals'), perStage(b, 'residuals')];
      if (stagesA !== undefined && stagesA.length === stagesB?.length && !depthsDiffer) {
        const stages = differingStages(stagesA, stagesB);
        if (stages.length > 0)
          return different('stage', {
            ...details,
            data: { ...data, stage: onlyPlace(a, b, 'residual') ?? stageWords(stages) },
          });
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
