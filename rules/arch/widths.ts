import { defineRule, type Side } from '../../src/rule.ts';
import { depthsOf, differingStages, onlyPlace, perStage, stageWords, widthsOf } from '../shared/network.ts';
import { compareParts, part } from '../shared/parts.ts';

/** Whether both sides are known to have other classes to tell apart, by their datasets. */
function datasetsDiffer(a: Side, b: Side): boolean | undefined {
  const [classesA, classesB] = [a.value('data.classes'), b.value('data.classes')];
  if (classesA !== undefined && classesB !== undefined) return classesA !== classesB;
  const [dataA, dataB] = [a.value('data.dataset'), b.value('data.dataset')];
  return dataA === undefined || dataB === undefined ? undefined : dataA !== dataB;
}

/** From which stage on widths follow from depths: every block of a dense stage adds channels. */
function followingFrom(a: Side, b: Side): number {
  const dense = [a, b].every((side) => perStage(side, 'block')?.every((kind) => kind === 'dense'));
  const [depthsA, depthsB] = [depthsOf(a), depthsOf(b)];
  if (!dense || depthsA === undefined || depthsB === undefined) return Number.POSITIVE_INFINITY;
  return differingStages(depthsA, depthsB)[0] ?? Number.POSITIVE_INFINITY;
}

export default defineRule({
  id: 'arch/widths',
  title: 'Widths differ',
  why: 'Channels and units set capacity and the number of parameters; weights of one width do not fit another.',
  help: 'Use the widths of the reference in every stage and in the head.',
  effect: null,
  scope: ['model'],
  messages: {
    stages: 'output channels of {stages}: {a} against {b}',
    group: 'groups are {a} against {b} channels wide',
    head: 'hidden layers of the head have {a} against {b} units',
    classes: 'the classifier has {a} against {b} outputs',
  },
  compare: {
    reads: [],
    optional: ['model.widths', 'model.stages', 'model.block.widthPerGroup', 'model.head.hidden', 'model.head.classes'],
    context: ['data.dataset', 'data.classes', 'model.depths', 'model.graph'],
    check(context) {
      const { a, b, different } = context;
      const [widthsA, widthsB] = [widthsOf(a), widthsOf(b)];
      // Another number of stages is told by arch/stage-depths.
      const stages =
        widthsA !== undefined && widthsA.length === widthsB?.length
          ? differingStages(widthsA, widthsB).filter((stage) => stage < followingFrom(a, b))
          : [];
      if (stages.length > 0) {
        const place = stages.length === 1 ? onlyPlace(a, b, 'width') : undefined;
        const data = { stages: place ?? stageWords(stages) };
        return different('stages', { severity: 'error', a: widthsA, b: widthsB, data });
      }
      const decided = widthsA !== undefined && widthsB !== undefined;
      return compareParts(
        context,
        [
          // Compared above, where both say them.
          ...(decided ? [] : [part('model.widths', 'stages', 'error')]),
          part('model.block.widthPerGroup', 'group', 'error'),
          part('model.head.hidden', 'head', 'error'),
          part('model.head.classes', 'classes', () => {
            const differ = datasetsDiffer(a, b);
            if (differ === true) return { severity: 'info', because: ['A and B have other classes to tell apart'] };
            if (differ === false) return { severity: 'error', because: ['A and B train on the same classes'] };
            return {
              severity: 'warning',
              wouldRaise: 'an error if both train on the same classes (data.classes)',
            };
          }),
        ],
        decided,
      );
    },
  },
});
