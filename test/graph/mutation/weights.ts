import { type CanonicalGraph, canonicalize } from '../../../src/graph/canonical.ts';
import { type ModelGraph, sizeOf, type WeightAccess } from '../../../src/graph/model-graph.ts';
import { isStructure, structureOf } from '../../../src/graph/structure/index.ts';
import { layerOf } from '../../../src/graph/structure/kinds.ts';
import { setupOf } from '../../../src/sources/onnx/reader.ts';
import type { Setup } from '../../../src/spec/setup.ts';
import { seeded } from '../mutate.ts';

/** How the weights of a layer are drawn: family, and standard deviation from its fans. */
export interface Draw {
  readonly family: 'normal' | 'uniform';
  readonly deviation: (fanIn: number, fanOut: number) => number;
}

export const HE: Draw = { family: 'normal', deviation: (_, fanOut) => Math.sqrt(2 / fanOut) };
export const GLOROT: Draw = { family: 'uniform', deviation: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)) };
export const NARROW: Draw = { family: 'normal', deviation: () => 0.01 };

/** A graph whose file has no weights, with weights that are drawn by the module that a layer came from. */
export function initialized(
  graph: ModelGraph,
  name: string,
  drawOf: (layer: string, kind: 'conv' | 'linear' | 'depthwise' | 'transposed') => Draw,
  seed: number,
): Setup {
  const canonical = canonicalize(graph);
  return setupOf({ graph: canonical, access: accessTo(canonical, drawOf, seed) }, name);
}

function accessTo(graph: CanonicalGraph, drawOf: Parameters<typeof initialized>[2], seed: number): WeightAccess {
  const draws = new Map<number, Draw & { readonly std: number }>();
  for (const [i, node] of graph.nodes.entries()) {
    const layer = layerOf(graph, i);
    if (layer?.inputs === undefined || layer.outputs === undefined) continue;
    const area = layer.kernel.reduce((all, side) => all * side, 1);
    const draw = drawOf(node.name, layer.kind);
    const std = draw.deviation((layer.inputs / layer.groups) * area, layer.outputs * area);
    draws.set(node.inputs[1] ?? -1, { ...draw, std });
  }
  return (tensor, start, count) => {
    const draw = draws.get(tensor);
    const size = sizeOf(graph.tensors[tensor]?.shape);
    if (draw === undefined || size === undefined) return undefined;
    const random = seeded(seed * 7919 + tensor * 31 + start);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const next = draw.family === 'normal' ? normal : () => (2 * random() - 1) * Math.sqrt(3);
    return Float64Array.from({ length: Math.max(0, Math.min(count, size - start)) }, () => next() * draw.std);
  };
}

/** Names of the layers of a role that have enough weights to tell what they were drawn by. */
export function layersOf(graph: ModelGraph, kind: 'conv' | 'linear'): string[] {
  const canonical = canonicalize(graph);
  const structure = structureOf(canonical);
  const classifier = isStructure(structure) ? structure.head.classifier?.node : undefined;
  return canonical.nodes.flatMap((node, i) => {
    const layer = layerOf(canonical, i);
    const weights = sizeOf(canonical.tensors[node.inputs[1] ?? -1]?.shape) ?? 0;
    return layer?.kind === kind && i !== classifier && weights >= 4096 ? [node.name] : [];
  });
}
