import type { Fact } from '../../spec/fact.ts';
import { unknown } from '../../spec/fact.ts';
import { PHASES } from '../../spec/vocabulary.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { sizeOf, type WeightAccess } from '../model-graph.ts';
import { isNorm, type Layer, layerOf, strideOf } from '../structure/kinds.ts';
import { FactCollector, type OriginOf } from './collect.ts';

/** What only the numbers in a file show: `model.norm.affine`, `model.block.antialiasing`, and means within the first kernel. */
export function weightFacts(
  graph: CanonicalGraph,
  access: WeightAccess,
  originOf: OriginOf,
): ReadonlyMap<string, Fact> {
  const facts = new FactCollector(originOf);
  affineFact(graph, facts);
  antialiasingFact(graph, access, facts);
  const mean = foldedMean(graph, access);
  if (mean !== undefined) {
    const values = mean.map((value) => Number(value.toPrecision(4))).join(', ');
    for (const phase of PHASES) {
      facts.facts.set(
        `preprocess.${phase}.normalization.inModel`,
        unknown(
          'data',
          `the bias of the first convolution takes a mean of ${values} off its input; by what it divides cannot be told`,
        ),
      );
    }
  }
  return facts.facts;
}

/** Scales that are all 1 may have been learned from there, or be none. */
function affineFact(graph: CanonicalGraph, facts: FactCollector): void {
  const norms = graph.nodes.flatMap((node, i) => (isNorm(node) && node.op !== 'local-response-norm' ? [i] : []));
  if (norms.length === 0) return;
  const scales = norms.map((i) => graph.nodes[i]?.inputs[1]);
  if (scales.every((scale) => scale === undefined)) facts.derived('model.norm.affine', false, norms);
  else if (
    scales.every((scale) => scale !== undefined && graph.tensors[scale]?.fill === undefined && varies(graph, scale))
  )
    facts.inferred('model.norm.affine', true, norms);
}

const varies = (graph: CanonicalGraph, tensor: number): boolean => {
  const data = graph.tensors[tensor]?.data;
  return data === undefined ? graph.tensors[tensor]?.weights !== undefined : data.some((value) => value !== data[0]);
};

/** A depthwise convolution with a stride whose kernels are all one binomial blurs what it takes every second pixel of. */
function antialiasingFact(graph: CanonicalGraph, access: WeightAccess, facts: FactCollector): void {
  const layers = graph.nodes.flatMap((_, i) => layerOf(graph, i) ?? []);
  const strided = layers.filter((layer) => strideOf(layer) > 1 && layer.kernel.some((size) => size > 1));
  const depthwise = strided.filter(({ kind }) => kind === 'depthwise');
  const blurs: Layer[] = [];
  for (const layer of depthwise) {
    const blur = isBlur(graph, layer, access);
    if (blur === undefined) return;
    if (blur) blurs.push(layer);
  }
  const nodes = (list: readonly Layer[]): number[] => list.map(({ node }) => node);
  if (blurs.length > 0) facts.derived('model.block.antialiasing', true, nodes(blurs));
  else if (strided.length > 0) facts.derived('model.block.antialiasing', false, nodes(strided));
}

function isBlur(graph: CanonicalGraph, layer: Layer, access: WeightAccess): boolean | undefined {
  const weight = graph.nodes[layer.node]?.inputs[1] ?? -1;
  const size = sizeOf(graph.tensors[weight]?.shape);
  const area = layer.kernel.reduce((all, side) => all * side, 1);
  const values = size === undefined ? undefined : access(weight, 0, Math.min(size, area * 4));
  if (values === undefined || values.length < area) return undefined;
  const first = values.slice(0, area);
  const sum = first.reduce((all, value) => all + value, 0);
  const same = values.every((value, i) => Math.abs(value - (first[i % area] ?? 0)) < 1e-6);
  return same && Math.abs(sum - 1) < 1e-3 && first.every((value) => value >= 0);
}

/**
 * The mean by channel that was folded into the first convolution: then its biases are −Σ (sum of the kernel over a channel) ×
 * mean, the same means for all of them. Undefined where that does not hold.
 */
function foldedMean(graph: CanonicalGraph, access: WeightAccess): readonly number[] | undefined {
  const image = graph.inputs.length === 1 ? graph.inputs[0] : undefined;
  const first = graph.nodes.findIndex(({ op, inputs }) => op === 'conv' && inputs[0] === image);
  const layer = layerOf(graph, first);
  const [, weight, bias] = graph.nodes[first]?.inputs ?? [];
  if (layer?.inputs === undefined || layer.outputs === undefined || weight === undefined || bias === undefined)
    return undefined;
  const { inputs: channels, outputs, groups } = layer;
  const area = layer.kernel.reduce((all, side) => all * side, 1);
  const size = outputs * channels * area;
  // Fewer outputs than unknowns, or hardly more, would fit anything.
  if (groups > 1 || channels > 4 || outputs < channels + 4 || size > 1_000_000) return undefined;
  const [kernels, offsets] = [access(weight, 0, size), access(bias, 0, outputs)];
  if (kernels?.length !== size || offsets?.length !== outputs) return undefined;
  const rows = Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (let k = 0; k < area; k++) sum += kernels[(o * channels + c) * area + k] ?? 0;
      return -sum;
    }),
  );
  const mean = leastSquares(rows, offsets);
  if (mean === undefined) return undefined;
  let [left, whole] = [0, 0];
  for (const [o, row] of rows.entries()) {
    const offset = offsets[o] ?? 0;
    left += (offset - row.reduce((sum, value, c) => sum + value * (mean[c] ?? 0), 0)) ** 2;
    whole += offset ** 2;
  }
  return whole > 0 && left <= 1e-6 * whole ? mean : undefined;
}

/** Solves rows·x = values in the sense of least squares; undefined where it has no one solution. */
function leastSquares(rows: readonly (readonly number[])[], values: Float64Array): number[] | undefined {
  const n = rows[0]?.length ?? 0;
  const system = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
    rows.reduce((sum, row, o) => sum + (row[i] ?? 0) * (values[o] ?? 0), 0),
  ]);
  for (let i = 0; i < n; i++) {
    const best = system
      .slice(i)
      .reduce((at, row, k) => (Math.abs(row[i] ?? 0) > Math.abs(system[at]?.[i] ?? 0) ? i + k : at), i);
    const [pivot, other] = [system[best] ?? [], system[i] ?? []];
    [system[i], system[best]] = [pivot, other];
    const lead = pivot[i] ?? 0;
    if (Math.abs(lead) < 1e-20) return undefined;
    for (let r = 0; r < n; r++) {
      const row = system[r];
      if (r === i || row === undefined) continue;
      const factor = (row[i] ?? 0) / lead;
      for (let c = i; c <= n; c++) row[c] = (row[c] ?? 0) - factor * (pivot[c] ?? 0);
    }
  }
  return system.map((row, i) => (row[n] ?? 0) / (row[i] ?? 1));
}
