import type { CanonicalGraph } from '../../graph/canonical.ts';
import { graphValue } from '../../graph/facts/graph-value.ts';
import { graphFacts, type OriginOf } from '../../graph/facts/index.ts';
import { weightFacts } from '../../graph/facts/weights.ts';
import { initializationFacts } from '../../graph/initialization/index.ts';
import { SourceError } from '../../spec/errors.ts';
import type { Fact } from '../../spec/fact.ts';
import type { GraphOrigin } from '../../spec/origin.ts';
import type { Setup } from '../../spec/setup.ts';
import { printable } from '../../spec/text.ts';
import type { SourceReader } from '../source.ts';
import { type LoadedModel, loadModel } from './load.ts';

/** Reads the structure of a network from an ONNX file. */
export const reader: SourceReader = {
  async read({ name, files }, { path }) {
    if (path === undefined) throw new SourceError(`${printable(name)} does not exist`);
    const loaded = loadModel(path, name, files);
    try {
      return setupOf(loaded, name);
    } finally {
      loaded.close();
    }
  },
};

/** The setup that a loaded model gives, of scope `model`. */
export function setupOf(loaded: Pick<LoadedModel, 'graph' | 'access'>, name: string): Setup {
  const { graph } = loaded;
  if (graph.nodes.length === 0) {
    throw new SourceError(`${printable(name)} holds no layer that depends on an input`, {
      help: 'give the ONNX file of a network',
    });
  }
  const originOf = originsIn(graph, name);
  const facts = new Map<string, Fact>([
    ['model.graph', { status: 'stated', value: graphValue(graph), origin: { kind: 'graph', file: name } }],
    ...graphFacts(graph, originOf),
    ...weightFacts(graph, loaded.access, originOf),
    ...initializationFacts(graph, loaded.access, originOf),
  ]);
  return {
    name,
    sources: [{ name, kind: 'onnx' }],
    scope: ['model'],
    facts,
    closed: [],
    problems: [],
    texts: new Map(),
  };
}

const MOST_VIA = 6;

function originsIn(graph: CanonicalGraph, file: string): OriginOf {
  const place = (index: number): GraphOrigin => {
    const node = graph.nodes[index];
    const name = node === undefined ? undefined : node.name || graph.tensors[node.outputs[0] ?? -1]?.name;
    return { kind: 'graph', file, ...(name === undefined || name === '' ? {} : { node: printable(name) }) };
  };
  return (nodes) => {
    const [first, ...others] = nodes;
    if (first === undefined) return { kind: 'graph', file };
    const via = others.slice(0, MOST_VIA).map(place);
    return via.length === 0 ? place(first) : { ...place(first), via };
  };
}
