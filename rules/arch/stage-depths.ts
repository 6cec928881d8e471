import { defineRule } from '../../src/rule.ts';
import { counted, depthsOf, differingStages } from '../shared/network.ts';

export default defineRule({
  id: 'arch/stage-depths',
  title: 'Blocks per stage differ',
  why: 'A network with another number of blocks has another capacity, other features and another number of parameters; a published recipe and its accuracy hold for one depth.',
  help: 'Build every stage with as many blocks as the reference has; off-by-one loops are the usual cause.',
  effect: null,
  scope: ['model'],
  messages: {
    stage: '{who} has {count} fewer in stage {stage}: {a} against {b}',
    each: '{who} has {count} fewer in every stage: {a} against {b}',
    differs: 'blocks per stage {a} against {b}',
    stages: '{stagesA} stages against {stagesB}: {a} against {b} blocks',
  },
  compare: {
    reads: [],
    optional: ['model.depths', 'model.stages'],
    check({ a, b, same, unknown, different }) {
      const [depthsA, depthsB] = [depthsOf(a), depthsOf(b)];
      if (depthsA === undefined || depthsB === undefined) return unknown('model.depths is unknown', 'model.depths');
      const details = { severity: 'error', a: depthsA, b: depthsB } as const;
      if (depthsA.length !== depthsB.length) {
        return different('stages', { ...details, data: { stagesA: depthsA.length, stagesB: depthsB.length } });
      }
      const stages = differingStages(depthsA, depthsB);
      const [stage] = stages;
      if (stage === undefined) return same();
      const differences = depthsA.map((depth, i) => depth - (depthsB[i] ?? 0));
      const difference = differences[stage - 1] ?? 0;
      const data = { who: difference > 0 ? 'B' : 'A', count: counted(Math.abs(difference), 'block'), stage };
      if (stages.length === 1) return different('stage', { ...details, data });
      const isEach = stages.length === depthsA.length && differences.every((other) => other === difference);
      return isEach ? different('each', { ...details, data }) : different('differs', details);
    },
  },
});
