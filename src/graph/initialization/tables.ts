import type { CanonicalGraph } from '../canonical.ts';
import type { FactCollector } from '../facts/collect.ts';
import { sizeOf, type WeightAccess } from '../model-graph.ts';
import { inferScheme, type Sample } from './infer.ts';
import { momentsOf } from './moments.ts';
import { stateScheme } from './state.ts';

const MOST = 262_144;
const RECURRENT: ReadonlySet<string> = new Set(['lstm', 'gru', 'rnn']);

/** The fact `init.embedding`: tables that rows are looked up in. */
export function embeddingFact(graph: CanonicalGraph, access: WeightAccess, facts: FactCollector): void {
  const lookups = graph.nodes.flatMap((node, i) => {
    const table = graph.tensors[node.inputs[0] ?? -1];
    const isLookup = node.op === 'gather' && table?.role === 'parameter' && table.shape?.length === 2;
    return isLookup && (node.attributes.axis ?? 0) === 0 ? [i] : [];
  });
  sampled('init.embedding', lookups, 0, graph, access, facts);
}

/** The fact `init.recurrent`: what a recurrent layer multiplies its state by. */
export function recurrentFact(graph: CanonicalGraph, access: WeightAccess, facts: FactCollector): void {
  const layers = graph.nodes.flatMap((node, i) => (RECURRENT.has(node.op) ? [i] : []));
  sampled('init.recurrent', layers, 2, graph, access, facts);
}

function sampled(
  path: 'init.embedding' | 'init.recurrent',
  nodes: readonly number[],
  place: number,
  graph: CanonicalGraph,
  access: WeightAccess,
  facts: FactCollector,
): void {
  if (nodes.length === 0) return;
  const tensors = new Set(nodes.map((node) => graph.nodes[node]?.inputs[place] ?? -1));
  const samples: Sample[] = [];
  for (const tensor of tensors) {
    const shape = graph.tensors[tensor]?.shape ?? [];
    const [rows, columns] = [Number(shape.at(-2)), Number(shape.at(-1))];
    const size = sizeOf(shape);
    const values = size === undefined ? undefined : access(tensor, 0, Math.min(size, MOST));
    if (values === undefined || values.length === 0) {
      facts.unknown(path, 'the weights are not in the file, or could not be read');
      return;
    }
    // A recurrent kernel reads a state of so many values as it has columns; a table has its rows in front.
    const [fanIn, fanOut] = path === 'init.recurrent' ? [columns, rows] : [rows, columns];
    const orthogonalGain = path === 'init.recurrent' ? orthogonalColumns(values, columns, rows) : undefined;
    samples.push({ fanIn, fanOut, moments: momentsOf(values), orthogonalGain });
  }
  stateScheme(path, inferScheme(samples), nodes, facts);
}

/** Keras makes the recurrent kernels of all gates one orthogonal matrix; its columns here are the rows there. */
function orthogonalColumns(values: Float64Array, columns: number, rows: number): number | undefined {
  if (columns < 2 || values.length < rows * columns || rows < columns) return undefined;
  const dot = (i: number, j: number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += (values[row * columns + i] ?? 0) * (values[row * columns + j] ?? 0);
    return sum;
  };
  const norm = dot(0, 0);
  for (let i = 0; i < Math.min(4, columns); i++) {
    if (Math.abs(dot(i, i) - norm) > 1e-3 * norm) return undefined;
    for (let j = 0; j < i; j++) if (Math.abs(dot(i, j)) > 1e-3 * norm) return undefined;
  }
  return norm > 0 ? Math.sqrt(norm) : undefined;
}
