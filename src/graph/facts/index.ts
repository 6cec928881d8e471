import type { Fact } from '../../spec/fact.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { sizeOf } from '../model-graph.ts';
import { isStructure, type NoStructure, type Structure, structureOf } from '../structure/index.ts';
import { activationFacts, blockFacts, paddingFact } from './blocks.ts';
import { FactCollector, type FactContext, type OriginOf } from './collect.ts';
import { attentionFacts, extraFacts, headFacts, stemFacts } from './ends.ts';
import { inputFacts } from './input.ts';
import { convBiasFact, foldingOf, normFacts } from './norms.ts';
import { multiplyAddsFact, numberFacts } from './numbers.ts';
import { regularizationFacts } from './regularization.ts';

export type { OriginOf } from './collect.ts';

/** What cannot be told where integers are cut off in place of an activation. */
const CUT_OFF = [
  'model.activation.kind',
  'model.activation.count',
  'model.block.activationOrder',
  'model.block.kind',
  'model.stem.activation',
] as const;

/**
 * The facts that a model graph gives: `model.…`, `input.…` and what the network does to its input. What its structure does not
 * prove is unknown, with the reason, or left out.
 */
export function graphFacts(
  graph: CanonicalGraph,
  originOf: OriginOf,
  structure: Structure | NoStructure = structureOf(graph),
): ReadonlyMap<string, Fact> {
  const facts = new FactCollector(originOf);
  const context: FactContext = { graph, structure, originOf };
  if (graph.notes.quantization === 'static') {
    for (const path of CUT_OFF) facts.unknown(path, 'activations may have been merged into the integers behind them');
  }
  if (isStructure(structure)) {
    blockFacts(context, structure, facts);
    stemFacts(context, structure, facts);
    headFacts(context, structure, facts);
    activationFacts(context, structure, facts);
    attentionFacts(context, structure, facts);
    paddingFact(context, structure, facts);
    extraFacts(context, structure, facts);
  } else {
    for (const path of ['model.depths', 'model.widths', 'model.block.kind'] as const)
      facts.unknown(path, structure.reason);
  }
  normFacts(context, facts);
  convBiasFact(context, facts);
  inputFacts(context, facts);
  parameterFacts(context, facts);
  numberFacts(context, facts);
  multiplyAddsFact(context, facts);
  regularizationFacts(context, facts);
  return facts.facts;
}

function parameterFacts(context: FactContext, facts: FactCollector): void {
  const { graph } = context;
  const reason = uncountable(context);
  if (reason !== undefined) {
    facts.unknown('model.parameters', reason);
    return;
  }
  const counted = new Set<number>();
  const atInput = new Set(graph.inputs);
  let total = 0;
  for (const node of graph.nodes) {
    if ((node.op === 'scale' || node.op === 'shift') && atInput.has(node.inputs[0] ?? -1)) {
      for (const output of node.outputs) atInput.add(output);
      // Means and deviations that a network keeps as buffers look like parameters.
      if (node.inputs.some((input) => graph.tensors[input]?.role === 'parameter')) {
        facts.unknown('model.parameters', 'the constants at the input may be buffers');
        return;
      }
    }
    for (const input of node.inputs) {
      const base = baseOf(graph, input);
      const tensor = graph.tensors[base];
      if (graph.tensors[input]?.role !== 'parameter' || tensor === undefined || counted.has(base)) continue;
      counted.add(base);
      const size = sizeOf(tensor.shape);
      if (size === undefined) {
        facts.unknown('model.parameters', 'a parameter has no fixed size');
        return;
      }
      total += size;
    }
  }
  if (graph.notes.parameters !== total) {
    facts.unknown('model.parameters', 'the exporter merged equal tensors, or some constants may be parameters');
    return;
  }
  const layers = graph.nodes.flatMap((node, i) => (node.inputs.length > 1 ? [i] : []));
  if (total > 0) facts.derived('model.parameters', total, layers);
}

function uncountable(context: FactContext): string | undefined {
  if (context.graph.notes.quantization !== 'none') return 'the network is quantized';
  if (foldingOf(context) !== 'none' && context.graph.nodes.some(({ op }) => op === 'conv')) {
    return 'batch norms may have been merged into convolutions: export in training mode to count';
  }
  return undefined;
}

/** The tensor of the file that a parameter was computed from. */
function baseOf(graph: CanonicalGraph, tensor: number): number {
  let base = tensor;
  for (let steps = 0; steps < 16; steps++) {
    const from = graph.tensors[base]?.from;
    if (from === undefined) break;
    base = from;
  }
  return base;
}
