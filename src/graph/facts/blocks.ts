import type { CanonicalGraph } from '../canonical.ts';
import { isActivation, isNorm, isPointwise, type Layer, strideOf } from '../structure/kinds.ts';
import type { Block, Structure } from '../structure/structure.ts';
import { commonest, type FactCollector, type FactContext } from './collect.ts';
import { foldingOf } from './norms.ts';

const BOTTLENECKS: ReadonlySet<string> = new Set(['bottleneck', 'pre-activation-bottleneck']);

/** Facts of `model.depths`, `widths`, `stages` and `block`. */
export function blockFacts(context: FactContext, structure: Structure, facts: FactCollector): void {
  const { graph } = context;
  const { stages, family } = structure;
  const hasNorms = foldingOf(context) === 'none';
  const blocks = stages.flatMap((stage) => stage.blocks);
  const ends = (list: readonly Block[]): number[] => list.flatMap(({ nodes }) => nodes.at(-1) ?? []);
  if (blocks.length === 0) return;
  facts.derived(
    'model.depths',
    stages.map((stage) => stage.blocks.length),
    stages.flatMap((stage) => ends(stage.blocks.slice(0, 1))),
  );
  const widths = stages.flatMap((stage) => stage.width ?? []);
  if (widths.length === stages.length) {
    facts.derived(
      'model.widths',
      widths,
      stages.flatMap((stage) => ends(stage.blocks.slice(-1))),
    );
  }
  facts.derived(
    'model.stages',
    stages.map((stage) => ({
      depth: stage.blocks.length,
      ...(stage.width === undefined ? {} : { width: stage.width }),
      ...(family === 'transformer' ? {} : { stride: stage.stride }),
      block: commonest(stage.blocks.map(({ kind }) => kind)) ?? 'residual',
      ...sizeAfter(graph.tensors[graph.nodes[stage.blocks.at(-1)?.nodes.at(-1) ?? -1]?.outputs[0] ?? -1]?.shape),
      ...(hasNorms ? { norms: stage.blocks.reduce((sum, block) => sum + normsIn(graph, block), 0) } : {}),
      residuals: stage.blocks.reduce((sum, { residuals }) => sum + residuals, 0),
      ...(graph.notes.quantization === 'static'
        ? {}
        : { activations: stage.blocks.reduce((sum, { activations }) => sum + activations.length, 0) }),
      ...spatialOf(stage.blocks),
    })),
    stages.flatMap((stage) => ends(stage.blocks.slice(0, 1))),
  );
  const kind = commonest(blocks.map((block) => block.kind)) ?? 'residual';
  const ofKind = blocks.filter((block) => block.kind === kind);
  facts.derived('model.block.kind', kind, ends(ofKind));
  facts.derived(
    'model.block.residuals',
    blocks.reduce((sum, { residuals }) => sum + residuals, 0),
    ends(blocks.filter(({ residuals }) => residuals > 0)),
  );
  stridePlacement(blocks, facts);
  shortcuts(
    stages.map((stage) => stage.blocks),
    facts,
    ends,
  );
  if (family === 'residual') {
    const order = commonest(blocks.filter(({ residuals }) => residuals > 0).map((block) => block.order));
    facts.derived('model.block.activationOrder', order, ends(blocks.filter((block) => block.order === order)));
  }
  groups(blocks, facts);
  gates(blocks, facts);
  expansion(kind, ofKind, facts);
}

/** Norms of a block, those of its shortcut too. */
const normsIn = (graph: CanonicalGraph, { nodes }: Block): number =>
  nodes.filter((index) => {
    const node = graph.nodes[index];
    return node !== undefined && isNorm(node);
  }).length;

function sizeAfter(shape: readonly (number | string)[] | undefined): { size?: [number, number] } {
  const [height, width] = shape?.length === 4 ? shape.slice(2) : [];
  return typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0
    ? { size: [height, width] }
    : {};
}

/** Kernel, groups and dilation that all spatial layers of a stage share. */
function spatialOf(blocks: readonly Block[]): { kernel?: number; groups?: number; dilation?: number } {
  const spatial = blocks.flatMap(({ layers }) => layers.filter((layer) => !isPointwise(layer)));
  const only = (values: readonly (number | undefined)[]): number | undefined =>
    new Set(values).size === 1 ? values[0] : undefined;
  const square = spatial.every(({ kernel }) => kernel.every((size) => size === kernel[0]));
  const kernel = square ? only(spatial.map((layer) => layer.kernel[0])) : undefined;
  const shared = {
    kernel,
    groups: only(spatial.map((layer) => layer.groups)),
    dilation: only(spatial.slice(1).map((layer) => layer.dilations[0])),
  };
  return Object.fromEntries(Object.entries(shared).filter(([, value]) => value !== undefined && value >= 1));
}

function stridePlacement(blocks: readonly Block[], facts: FactCollector): void {
  const strided = blocks.filter((block) => BOTTLENECKS.has(block.kind) && block.stride > 1);
  if (strided.length === 0) return;
  const places = strided.flatMap((block) => {
    const layers = block.layers.filter((layer) => strideOf(layer) > 1);
    const [layer] = layers;
    return layer === undefined || layers.length > 1
      ? []
      : [{ value: isPointwise(layer) ? '1x1' : '3x3', node: layer.node }];
  });
  if (places.length < strided.length) return;
  facts.uniform('model.block.stridePlacement', places, 'derived', 'places of the stride');
}

function shortcuts(
  stages: readonly (readonly Block[])[],
  facts: FactCollector,
  ends: (list: readonly Block[]) => number[],
): void {
  const changing = stages.flatMap((blocks, i) =>
    blocks.filter(
      (block, j) => block.residuals === 1 && (block.stride > 1 || block.shortcut !== 'identity') && (j === 0 || i > 0),
    ),
  );
  const down = changing.filter(({ stride }) => stride > 1);
  const from = down.length > 0 ? down : changing;
  if (from.length === 0 || from.some(({ shortcut }) => shortcut === 'identity' || shortcut === 'none')) return;
  const kind = facts.uniform(
    'model.block.shortcut',
    from.flatMap((block) => ends([block]).map((node) => ({ value: block.shortcut, node }))),
    'derived',
    'shortcuts',
  );
  if (kind === 'projection' || kind === 'average-pool-projection') {
    const known = from.filter(({ shortcutNorm }) => shortcutNorm);
    // A projection without a norm in sight may have had one that was merged.
    if (known.length === from.length) facts.derived('model.block.shortcutNorm', true, ends(from));
  }
}

function groups(blocks: readonly Block[], facts: FactCollector): void {
  const spatial = blocks.flatMap(({ layers }) => layers.filter((layer) => !isPointwise(layer)));
  if (spatial.length === 0 || spatial.some(({ kind }) => kind === 'depthwise')) return;
  const values = new Set(spatial.map((layer) => layer.groups));
  const [only] = values;
  const nodes = spatial.map(({ node }) => node);
  if (values.size === 1 && only !== undefined) facts.derived('model.block.groups', only, nodes);
  if (only !== 1 && spatial.every((layer) => layer.groups > 1 && layer.inputs !== undefined)) {
    const widths = new Set(spatial.map((layer: Layer) => (layer.inputs ?? 0) / layer.groups));
    const [width] = widths;
    if (widths.size === 1 && width !== undefined && Number.isInteger(width))
      facts.derived('model.block.widthPerGroup', width, nodes);
  }
  const dilations = new Set(spatial.map(({ dilations: list }) => Math.max(...list)));
  if (dilations.size === 1) facts.derived('model.block.dilation', [...dilations], nodes);
}

function gates(blocks: readonly Block[], facts: FactCollector): void {
  const gated = blocks.filter(({ gateLayers }) => gateLayers.length > 0);
  const nodes = gated.flatMap(({ gateLayers }) => gateLayers.map(({ node }) => node));
  if (gated.length === 0) {
    facts.derived(
      'model.block.squeezeExcitation',
      0,
      blocks.flatMap((block) => block.nodes.at(-1) ?? []),
    );
    return;
  }
  const ratio = (of: (block: Block) => number | undefined): number | undefined => {
    const values = gated.map(of);
    const [first] = values;
    return first !== undefined &&
      values.every((value) => value !== undefined && Math.abs(value - first) <= 0.03 * first)
      ? first
      : undefined;
  };
  const ofWidth = ratio(({ gate }) => gate);
  const ofInput = ratio(({ gateLayers, layers }) => {
    const [reduced, width] = [gateLayers[0]?.outputs, layers[0]?.inputs];
    return reduced === undefined || width === undefined ? undefined : reduced / width;
  });
  const value = ofWidth ?? ofInput;
  if (value === undefined) facts.unknown('model.block.squeezeExcitation', 'the gates reduce by different factors');
  else facts.derived('model.block.squeezeExcitation', value, nodes);
}

function expansion(kind: string, blocks: readonly Block[], facts: FactCollector): void {
  const entries = blocks.flatMap((block) => {
    const [first, second] = block.layers;
    const node = first?.node ?? 0;
    let value: number | undefined;
    if (kind === 'inverted-residual' && block.layers.length === 3) value = quotient(first?.outputs, first?.inputs);
    else if (kind === 'convnext') value = quotient(second?.outputs, second?.inputs);
    else if (BOTTLENECKS.has(kind)) value = quotient(block.width, first?.outputs);
    return value === undefined ? [] : [{ value, node }];
  });
  const value = commonest(entries.map((entry) => entry.value));
  const uniform = entries.every((entry) => entry.value === value);
  // A bottleneck that is wide inside says nothing of the width that it is named by.
  if (value === undefined || !uniform || (BOTTLENECKS.has(kind) && value !== 4)) return;
  facts.derived(
    'model.block.expansion',
    value,
    entries.map(({ node }) => node),
  );
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}

/** Facts of `model.activation`: gates and the outputs of the network left out. */
export function activationFacts({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const inGates = new Set(
    structure.stages.flatMap(({ blocks }) => blocks.flatMap(({ gateLayers }) => gateLayers.map(({ node }) => node))),
  );
  const nodes = [
    ...structure.stem.activations,
    ...structure.stages.flatMap(({ blocks, transition }) => [
      ...transition.filter((index) =>
        isActivation(graph.nodes[index] ?? { op: '', inputs: [], outputs: [], attributes: {}, name: '' }),
      ),
      ...blocks.flatMap(({ activations }) => activations),
    ]),
  ].filter((index) => !inGates.has(index));
  const unique = [...new Set(nodes)];
  const ops = unique.map((index) => graph.nodes[index]?.op ?? '');
  const kind = commonest(ops);
  if (kind === undefined) return;
  const ofKind = unique.filter((index) => graph.nodes[index]?.op === kind);
  facts.derived('model.activation.kind', kind, ofKind);
  facts.derived('model.activation.count', unique.length, unique);
  const slopes = ofKind.flatMap((node) => {
    const slope = graph.nodes[node]?.attributes.slope;
    return typeof slope === 'number' ? [{ value: slope, node }] : [];
  });
  facts.uniform('model.activation.slope', slopes, 'stated', 'slopes');
}

/** Padding of strided convolutions: equal on both sides, or one more at the end. */
export function paddingFact({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const layers = [
    ...structure.stem.layers,
    ...structure.stages.flatMap(({ blocks }) => blocks.flatMap((block) => block.layers)),
  ];
  const strided = layers.filter(
    (layer) =>
      strideOf(layer) > 1 &&
      layer.kind !== 'transposed' &&
      layer.kernel.some((size, i) => size > (layer.strides[i] ?? 1)),
  );
  const padded = new Set(graph.nodes.flatMap(({ op, outputs }) => (op === 'pad' ? outputs : [])));
  const kinds = strided.map((layer) => {
    const { autoPad } = graph.nodes[layer.node]?.attributes ?? {};
    const pads = layer.pads;
    const rank = layer.kernel.length;
    // Zeros that stand in front of it and were not read are padding too.
    if (padded.has(graph.nodes[layer.node]?.inputs[0] ?? -1)) return undefined;
    if (autoPad === 'same') return { value: 'same', node: layer.node };
    if (pads === undefined) return undefined;
    const symmetric = layer.kernel.every((_, i) => pads[i] === pads[i + rank]);
    if (symmetric) return { value: pads.every((pad) => pad === 0) ? 'valid' : 'symmetric', node: layer.node };
    return layer.kernel.every(
      (_, i) => (pads[i + rank] ?? 0) - (pads[i] ?? 0) <= 1 && (pads[i + rank] ?? 0) >= (pads[i] ?? 0),
    )
      ? { value: 'same', node: layer.node }
      : undefined;
  });
  if (kinds.some((kind) => kind === undefined)) return;
  facts.uniform(
    'model.padding',
    kinds.flatMap((kind) => kind ?? []),
    'derived',
    'paddings of strided convolutions',
  );
}
