import rule from '../../../rules/arch/layers.ts';
import { canonicalize } from '../../../src/graph/canonical.ts';
import type { ModelGraph } from '../../../src/graph/model-graph.ts';
import * as mutate from '../../graph/mutate.ts';
import { rawGraph } from '../../graph/oracle.ts';
import { ruleTest } from '../../support/rule-test.ts';

const resnet = rawGraph('resnet18.train');
const setup = (graph: ModelGraph) => ({ 'model.graph': JSON.parse(JSON.stringify(canonicalize(graph))) });
const norms = resnet.nodes.flatMap((node, i) => (node.op === 'batch-norm' ? [i] : []));
const epsilon = (places: readonly number[]) =>
  places.reduce((graph, at) => mutate.setAttributes(graph, norms[at] ?? -1, { epsilon: 1e-3 }), resnet);
const relu = resnet.nodes.findIndex(({ name }) => name === '/layer2/layer2.0/relu/Relu');
const leaky = mutate.changeNode(epsilon([3]), relu, (node) => ({
  ...node,
  op: 'leaky-relu',
  attributes: { slope: 0.01 },
}));
const all = setup(epsilon(norms.map((_, i) => i)));

ruleTest(rule, {
  same: {
    'the same graph': [setup(resnet), setup(resnet)],
    'other names and another order': [setup(resnet), setup(mutate.shuffle(mutate.rename(resnet), mutate.seeded(1)))],
    'what a fact of the whole network tells': [
      { ...setup(resnet), 'model.norm.epsilon': 1e-5 },
      { ...all, 'model.norm.epsilon': 1e-3 },
    ],
  },
  different: {
    'one epsilon': {
      pair: [setup(resnet), setup(epsilon([3]))],
      severity: 'info',
      message: 'in stage 1, block 2, first normalization',
    },
    'all epsilons, where no fact tells it': { pair: [setup(resnet), all], severity: 'info', message: 'and in 19 more' },
    'two things': {
      pair: [setup(resnet), setup(leaky)],
      severity: 'warning',
      message: 'activation relu against leaky-relu in stage 2, block 1',
    },
  },
  unknown: { 'one side has no graph': [setup(resnet), {}] },
});
