import type { Fact, FactValue } from '../../spec/fact.ts';
import type { FactPath } from '../../spec/paths.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { FactCollector, type OriginOf } from '../facts/collect.ts';
import { foldingOf } from '../facts/norms.ts';
import { sizeOf, type WeightAccess } from '../model-graph.ts';
import { isStructure, type Layer, structureOf } from '../structure/index.ts';
import { isNorm, layerOf } from '../structure/kinds.ts';
import type { Structure } from '../structure/structure.ts';
import type { Candidate, Fans } from './candidates.ts';
import { type Inference, inferScheme, type Sample } from './infer.ts';
import { momentsOf } from './moments.ts';

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
  schemeFact('init.conv', convs, graph, access, facts);
  schemeFact('init.dense', body.length > 0 ? body : dense, graph, access, facts);
  const folded = foldingOf({ graph, structure, originOf }) !== 'none';
  normFact(graph, facts);
  if (isStructure(structure)) zeroGammaFact(graph, structure, folded, access, facts);
  biasFact(graph, folded ? dense : layers.filter(({ kind }) => kind !== 'transposed'), access, facts);
  return facts.facts;
}

function schemeFact(
  path: 'init.conv' | 'init.dense',
  layers: readonly Layer[],
  graph: CanonicalGraph,
  access: WeightAccess,
  facts: FactCollector,
): void {
  if (layers.length === 0) return;
  const samples: Sample[] = [];
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
      return;
    }
    samples.push(sample);
  }
  state(
    path,
    inferScheme(samples),
    layers.map(({ node }) => node),
    facts,
  );
}

function state(path: FactPath, inference: Inference, nodes: readonly number[], facts: FactCollector): void {
  if (inference.kind === 'constant') {
    if (inference.value === 0) facts.inferred(path, 'zeros', nodes);
    // All weights alike but not zero are a placeholder for weights that were left out.
    else facts.unknown(path, `all weights are ${inference.value}: they stand for weights that were left out`);
  } else if (inference.kind === 'orthogonal') facts.inferred(path, { name: 'orthogonal', gain: inference.gain }, nodes);
  else if (inference.kind === 'trained')
    facts.unknown(path, `the weights are trained, not initial: ${inference.evidence}`);
  else if (inference.kind === 'unknown') facts.unknown(path, inference.reason);
  else {
    const [only, ...others] = inference.candidates;
    if (only === undefined) return;
    if (others.length === 0) facts.inferred(path, schemeOf(only), nodes);
    else
      facts.unknown(path, 'several schemes draw the same in layers of these sizes', inference.candidates.map(schemeOf));
  }
}

/** A scheme as the fact has it, with its distribution written out, so that no framework's meaning is taken for granted. */
function schemeOf({ name, family, mode, scale, corrected }: Candidate): FactValue {
  if (name === 'pytorch-default') return name;
  if (mode === 'none') {
    const std = Number(Math.sqrt(scale).toPrecision(6));
    return { name: family, std };
  }
  if (name === family) return { name, mode, gain: Number(Math.sqrt(scale).toPrecision(6)) };
  return {
    name,
    distribution: family,
    mode,
    ...(corrected === undefined ? {} : { corrected }),
  };
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
      const values = folded && weight !== undefined ? access(weight, 0, 4096) : undefined;
      if (values === undefined) return;
      nodes.push(last.node);
      zero.push(values.every((value) => value === 0));
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
