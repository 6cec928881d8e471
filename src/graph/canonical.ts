import { Draft } from './draft.ts';
import { withInputs } from './inputs.ts';
import { type ModelGraph, sizeOf } from './model-graph.ts';
import { formActivations } from './passes/activations.ts';
import { cancelTransposes } from './passes/layout.ts';
import { formLayers } from './passes/linear.ts';
import { chainConcats, formAttention, nameMerges } from './passes/merges.ts';
import { formNorms } from './passes/norms.ts';
import { dropQuantized, type Quantization, quantizationOf } from './passes/quantization.ts';
import { dropIdentities, unifyNames } from './passes/tidy.ts';
import { formWindows } from './passes/windows.ts';
import { settle } from './settle.ts';

/** What stood in a graph as it was read, and does not stand in the canonical one. */
export interface CanonicalNotes {
  /** The graph is one of training: its norms take batch statistics, or its dropout drops. */
  readonly training: boolean;
  /** Rates of dropout layers, in order. */
  readonly dropout: readonly number[];
  readonly quantization: Quantization;
  /** Probabilities with which blocks are dropped in training, in order, as far as the graph draws them. */
  readonly stochasticDepth: readonly number[];
  /**
   * Elements of all float constants that may be parameters, running statistics left out; undefined where one has no fixed
   * size, or serves several layers: exporters merge equal tensors, so that it may stand for one parameter or for many.
   */
  readonly parameters: number | undefined;
  /** Nodes of the graph as read that are not in the canonical graph: constants, shape arithmetic, identities, parts of layers. */
  readonly removed: number;
}

export interface CanonicalGraph extends ModelGraph {
  readonly notes: CanonicalNotes;
}

/**
 * The graph in the one form that structure, alignment and facts rest on: constants resolved, shape arithmetic and identities
 * gone, layers that exporters spell out in one node each, layouts undone, shapes inferred. Leaves its argument alone.
 */
export function canonicalize(read: ModelGraph): CanonicalGraph {
  const graph = withInputs(read);
  const draft = new Draft(graph);
  const parameters = parametersOf(graph);
  if (quantizationOf(graph.nodes) !== 'none') dropQuantized(draft);
  settle(draft);
  const noted = { ...note(draft), ...noteAsRead(graph), parameters };
  const notes = { ...noted, training: noted.training || graph.training === true };
  dropIdentities(draft);
  formWindows(draft, false);
  unifyNames(draft);
  cancelTransposes(draft);
  formLayers(draft);
  formActivations(draft);
  formNorms(draft);
  nameMerges(draft);
  chainConcats(draft);
  cancelTransposes(draft);
  dropIdentities(draft);
  formWindows(draft, true);
  formAttention(draft);
  const result = draft.finish();
  return { ...result, notes: { ...notes, removed: graph.nodes.length - result.nodes.length } };
}

function parametersOf(graph: ModelGraph): number | undefined {
  const counted = new Set<number>();
  const statistics = runningStatistics(graph);
  let total = 0;
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const tensor = graph.tensors[input];
      if (tensor?.role !== 'parameter' || statistics.has(input)) continue;
      if (counted.has(input)) return undefined;
      counted.add(input);
      const size = sizeOf(tensor.shape);
      if (size === undefined) return undefined;
      total += size;
    }
  }
  return total;
}

/** What batch norms read as running statistics, as it is or converted to another type. */
function runningStatistics(graph: ModelGraph): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { op, inputs } of graph.nodes)
    if (op === 'batch-norm') for (const input of inputs.slice(3)) found.add(input);
  for (const { op, inputs, outputs } of graph.nodes.toReversed()) {
    const [input, output] = [inputs[0], outputs[0]];
    if (op !== 'cast' && op !== 'identity') continue;
    if (input !== undefined && output !== undefined && found.has(output)) found.add(input);
  }
  return found;
}

function note(draft: Draft): Pick<CanonicalNotes, 'training' | 'dropout'> {
  const nodes = draft.order();
  const dropout = nodes.filter(({ op, attributes }) => op === 'dropout' && attributes.training !== false);
  return {
    training: nodes.some(
      ({ op, attributes }) => (op === 'batch-norm' || op === 'dropout') && attributes.training === true,
    ),
    dropout: dropout.flatMap(({ attributes }) => (typeof attributes.rate === 'number' ? [attributes.rate] : [])),
  };
}

function noteAsRead(graph: ModelGraph): Pick<CanonicalNotes, 'quantization' | 'stochasticDepth'> {
  const drawn = new Set<number>();
  for (const { op, outputs } of graph.nodes) {
    if (op === 'random-uniform-like' || op === 'random-uniform') for (const output of outputs) drawn.add(output);
  }
  // A mask is what is drawn from 0 to 1 and lies below the probability of staying.
  const stochasticDepth = graph.nodes.flatMap(({ op, inputs: [draw = -1, bound = -1] }) => {
    const staying = op === 'less' && drawn.has(draw) ? graph.tensors[bound]?.data?.[0] : undefined;
    return staying === undefined ? [] : [Number((1 - staying).toPrecision(6))];
  });
  return { quantization: quantizationOf(graph.nodes), stochasticDepth };
}
