import type { FactValue } from '../../spec/fact.ts';
import type { CanonicalGraph } from '../canonical.ts';

/** The graph as the value of a fact; where facts are written out its size stands for it. */
export function graphValue(graph: CanonicalGraph): FactValue {
  const { nodes, tensors, inputs, outputs, producer } = graph;
  const summary = {
    nodes: nodes.length,
    tensors: tensors.length,
    inputs: inputs.length,
    outputs: outputs.length,
    producer,
  };
  return Object.defineProperty({ ...graph }, 'toJSON', { value: () => summary }) as object as FactValue;
}
