import type { Fact } from '../../spec/fact.ts';
import { placeText } from '../align/difference.ts';
import { placeOf } from '../align/nodes.ts';
import { sectionsOf } from '../align/sections.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { FactCollector, type OriginOf } from '../facts/collect.ts';
import { foldingOf } from '../facts/norms.ts';
import { sizeOf, type WeightAccess } from '../model-graph.ts';
import { isStructure, type Layer, structureOf } from '../structure/index.ts';
import { isNorm, layerOf } from '../structure/kinds.ts';
import type { Structure } from '../structure/structure.ts';
import type { Fans } from './candidates.ts';
import { inferScheme, type Sample } from './infer.ts';
import { momentsOf } from './moments.ts';
import { schemeWords, stateScheme } from './state.ts';
import { embeddingFact, recurrentFact } from './tables.ts';

/** Elements that are looked at: of one tensor at most and at least, of all tensors of a role together; and in how many stretches. */
const ENOUGH = 32_768;
const LEAST = 512;
const BUDGET = 3_000_000;
const STRETCHES = 8;

/** The facts of `init`: what the weights of each role were drawn by, as far as they show. */
export function initializationFacts(
  graph: CanonicalGraph,
  access: WeightAccess,
  originOf: OriginOf,
): ReadonlyMap<string, Fact> {
  const facts = new FactCollector(originOf);
  const structure = structureOf(graph);
  const layers = graph.nodes.flatMap((_, i) => layerOf(graph, i) ?? []);
  const convs = layers.filter(({ kind }) => kind === 'conv');
  const dense = layers.filter(({ kind }) => kind === 'linear');
  const classifier = isStructure(structure) ? structure.head.classifier?.node : undefined;
  // A classifier is often drawn by a rule of its own: it speaks for dense layers only where there are no others.
  const body = dense.filter(({ node }) => node !== classifier);
  const odd = [
    schemeFact('init.conv', convs, graph, access, facts),
    schemeFact('init.dense', body.length > 0 ? body : dense, graph, access, facts),
  ];
  exceptionsFact(odd, layers, facts);
  embeddingFact(graph, access, facts);
  recurrentFact(graph, access, facts);
  const folded = foldingOf({ graph, structure, originOf }) !== 'none';
  normFact(graph, facts);
  if (isStructure(structure)) zeroGammaFact(graph, structure, folded, access, facts);
  biasFact(graph, folded ? dense : layers.filter(({ kind }) => kind !== 'transposed'), access, facts);
  return facts.facts;
}

interface Exception {
  readonly node: number;
  /** `stage 3, block 2, second 3×3 convolution: xavier-uniform`. */
  readonly text: string;
}

/** The fact `init.exceptions`: layers that were not drawn as all others of their role. */
function exceptionsFact(
  odd: readonly (readonly Exception[] | undefined)[],
  layers: readonly Layer[],
  facts: FactCollector,
): void {
  if (layers.length === 0) return;
  if (odd.includes(undefined)) {
    facts.unknown('init.exceptions', 'what the layers of a role were drawn by is unknown');
    return;
  }
  const all = odd.flatMap((list) => list ?? []);
  const nodes = (all.length > 0 ? all : layers).map(({ node }) => node);
  if (all.length === 0) facts.absent('init.exceptions', nodes);
  else
    facts.inferred(
      'init.exceptions',
      all.map(({ text }) => text),
      nodes,
    );
}

/** Where a layer stands, in words. */
function placesIn(graph: CanonicalGraph): (node: number) => string {
  const sections = sectionsOf(graph, structureOf(graph));
  return (node) => {
    const section = sections.find(({ nodes }) => nodes.includes(node));
    return section === undefined ? 'the network' : placeText(placeOf({ graph, section }, node));
  };
}

function schemeFact(
  path: 'init.conv' | 'init.dense',
  layers: readonly Layer[],
  graph: CanonicalGraph,
  access: WeightAccess,
  facts: FactCollector,
): readonly Exception[] | undefined {
  if (layers.length === 0) return [];
  const samples: Sample[] = [];
  const sampled: number[] = [];
  // Many layers say enough with fewer elements each, and a tensor that several share says it once.
  const most = Math.max(LEAST, Math.min(ENOUGH, Math.floor(BUDGET / layers.length)));
  const seen = new Set<number>();
  for (const layer of layers) {
    const weight = graph.nodes[layer.node]?.inputs[1] ?? -1;
    if (seen.has(weight)) continue;
    seen.add(weight);
    const sample = sampleOf(graph, layer, access, most);
    // Without the weights of one layer the others may still not speak for it.
    if (sample === undefined) {
      facts.unknown(path, 'the weights are not in the file, or could not be read');
      return undefined;
    }
    samples.push(sample);
    sampled.push(layer.node);
  }
  const inference = inferScheme(samples);
  stateScheme(
    path,
    inference,
    layers.map(({ node }) => node),
    facts,
  );
  if (inference.kind !== 'schemes') return undefined;
  const place = placesIn(graph);
  return (inference.exceptions ?? []).flatMap((at) => {
    const [sample, node] = [samples[at], sampled[at]];
    return sample === undefined || node === undefined
      ? []
      : [{ node, text: `${place(node)}: ${schemeWords(inferScheme([sample]))}` }];
  });
}

function sampleOf(graph: CanonicalGraph, layer: Layer, access: WeightAccess, most: number): Sample | undefined {
  const weight = graph.nodes[layer.node]?.inputs[1];
  const size = sizeOf(graph.tensors[weight ?? -1]?.shape);
  const fans = fansOf(layer);
  if (weight === undefined || size === undefined || size === 0 || fans === undefined) return undefined;
  const values = stretches(weight, size, access, most);
  if (values === undefined) return undefined;
  return { ...fans, moments: momentsOf(values), orthogonalGain: orthogonality(layer, weight, size, access) };
}

/** As PyTorch and Keras count: groups divide the fan in and not the fan out. */
function fansOf(layer: Layer): Fans | undefined {
  const area = layer.kernel.reduce((all, side) => all * side, 1);
  if (layer.inputs === undefined || layer.outputs === undefined) return undefined;
  return { fanIn: (layer.inputs / layer.groups) * area, fanOut: layer.outputs * area };
}

function stretches(tensor: number, size: number, access: WeightAccess, most: number): Float64Array | undefined {
  if (size <= most) return access(tensor, 0, size);
  const length = Math.floor(most / STRETCHES);
  const values = new Float64Array(length * STRETCHES);
  for (let i = 0; i < STRETCHES; i++) {
    const part = access(tensor, Math.floor(((size - length) * i) / (STRETCHES - 1)), length);
    if (part === undefined || part.length < length) return undefined;
    values.set(part, i * length);
  }
  return values;
}

/** Rows of an orthogonal matrix have one length and are at right angles; random ones miss both by far more than rounding. */
function orthogonality(layer: Layer, weight: number, size: number, access: WeightAccess): number | undefined {
  if (layer.kind !== 'conv' || layer.outputs === undefined) return undefined;
  const length = size / layer.outputs;
  if (!Number.isInteger(length) || layer.outputs > length || layer.outputs < 2 || length > 65_536) return undefined;
  const rows = Math.min(layer.outputs, 4);
  const values = access(weight, 0, rows * length);
  if (values === undefined) return undefined;
  const dot = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < length; k++) sum += (values[i * length + k] ?? 0) * (values[j * length + k] ?? 0);
    return sum;
  };
  const norm = dot(0, 0);
  for (let i = 0; i < rows; i++) {
    if (Math.abs(dot(i, i) - norm) > 1e-3 * norm) return undefined;
    for (let j = 0; j < i; j++) if (Math.abs(dot(i, j)) > 1e-3 * norm) return undefined;
  }
  return norm > 0 ? Math.sqrt(norm) : undefined;
}

function fillAt(graph: CanonicalGraph, tensor: number | undefined): number | undefined {
  const found = graph.tensors[tensor ?? -1];
  if (found?.fill !== undefined) return found.fill;
  const [first] = found?.data ?? [];
  return first !== undefined && found?.data?.every((value) => value === first) ? first : undefined;
}

function normFact(graph: CanonicalGraph, facts: FactCollector): void {
  const norms = graph.nodes.flatMap((node, i) => (isNorm(node) && node.inputs.length > 2 ? [i] : []));
  const scales = norms.map((index) => fillAt(graph, graph.nodes[index]?.inputs[1]));
  if (norms.length > 0 && scales.every((scale) => scale === 1 || scale === 0) && scales.includes(1))
    facts.inferred('init.norm', 'ones', norms);
}

/** Whether the scale of each branch's last norm is zero; where that was merged, whether the last kernel is. */
function zeroGammaFact(
  graph: CanonicalGraph,
  structure: Structure,
  folded: boolean,
  access: WeightAccess,
  facts: FactCollector,
): void {
  const blocks = structure.stages
    .flatMap((stage) => stage.blocks)
    .filter(({ residuals, attention }) => residuals === 1 && attention.length === 0);
  const nodes: number[] = [];
  const zero: boolean[] = [];
  const zeros = new Map<number, boolean>();
  for (const block of blocks) {
    const last = block.layers.at(-1);
    const norm = block.norms.findLast((index) => graph.nodes[index]?.op === 'batch-norm');
    if (last === undefined) return;
    if (norm !== undefined && norm > last.node) {
      const scale = fillAt(graph, graph.nodes[norm]?.inputs[1]);
      if (scale === undefined) return;
      nodes.push(norm);
      zero.push(scale === 0);
    } else {
      // Without a norm in sight, zero kernels show a merged one; others show nothing.
      const weight = graph.nodes[last.node]?.inputs[1];
      if (!folded || weight === undefined) return;
      const known = zeros.get(weight) ?? access(weight, 0, 4096)?.every((value) => value === 0);
      if (known === undefined) return;
      zeros.set(weight, known);
      nodes.push(last.node);
      zero.push(known);
    }
  }
  if (zero.length === 0) return;
  if (zero.every((value) => value)) facts.inferred('init.zeroGamma', true, nodes);
  else if (zero.every((value) => !value)) facts.inferred('init.zeroGamma', false, nodes);
  else facts.unknown('init.zeroGamma', 'it is so in some blocks only');
}

function biasFact(graph: CanonicalGraph, layers: readonly Layer[], access: WeightAccess, facts: FactCollector): void {
  const biased = layers.filter(({ bias }) => bias);
  if (biased.length === 0) return;
  const nodes = biased.map(({ node }) => node);
  const biases = biased.map((layer) => ({ layer, tensor: graph.nodes[layer.node]?.inputs[2] ?? -1 }));
  if (biases.every(({ tensor }) => fillAt(graph, tensor) === 0)) {
    facts.inferred('init.bias', 'zeros', nodes);
    return;
  }
  const samples: Sample[] = [];
  for (const { layer, tensor } of biases) {
    const size = sizeOf(graph.tensors[tensor]?.shape);
    const fans = fansOf(layer);
    const values = size === undefined ? undefined : access(tensor, 0, Math.min(size, ENOUGH));
    if (values === undefined || fans === undefined) return;
    samples.push({ ...fans, moments: momentsOf(values) });
  }
  const inference = inferScheme(samples);
  if (inference.kind === 'schemes' && inference.candidates.some(({ name }) => name === 'pytorch-default'))
    facts.inferred('init.bias', 'pytorch-default', nodes);
}
