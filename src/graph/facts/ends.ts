import { listAt, numberAt, strideOf } from '../structure/kinds.ts';
import type { Structure } from '../structure/structure.ts';
import { commonest, type FactCollector, type FactContext } from './collect.ts';

/** Facts of `model.stem` and `model.totalStride`. */
export function stemFacts({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const { layers, pool, nodes } = structure.stem;
  const [first] = layers;
  const last = layers.at(-1);
  if (first === undefined || last === undefined || first.kind === 'linear') return;
  const kernel = first.kernel[0];
  const isSquare = first.kernel.every((size) => size === kernel);
  const stride = strideOf(first);
  const isPatch = kernel !== undefined && kernel > 1 && first.strides.every((step) => step === kernel);
  const at = [first.node];
  const spatial = layers.filter((layer) => layer.kernel.some((size) => size > 1));
  const deep = structure.family === 'residual' && spatial.length > 1 && spatial.every((layer) => layer.kernel[0] === 3);
  if (isSquare && kernel !== undefined) {
    facts.derived(
      'model.stem.kind',
      isPatch ? 'patch' : deep ? 'deep' : `conv${kernel}x${kernel}`,
      layers.map(({ node }) => node),
    );
    facts.stated('model.stem.kernel', kernel, at);
  }
  if (first.strides.every((step) => step === stride)) facts.stated('model.stem.stride', stride, at);
  facts.derived('model.stem.channels', last.outputs, [last.node]);
  if (structure.family !== 'plain') {
    const node = pool === undefined ? undefined : graph.nodes[pool];
    if (pool === undefined || node === undefined) facts.derived('model.stem.pool', 'none', nodes);
    else {
      facts.derived('model.stem.pool', node.op === 'max-pool' ? 'max' : 'average', [pool]);
      facts.stated('model.stem.poolKernel', listAt(node, 'kernel')?.[0], [pool]);
      const pads = listAt(node, 'pads');
      const padded = nodes.some((index) => graph.nodes[index]?.op === 'pad');
      if (!padded && pads?.every((pad) => pad === pads[0])) facts.stated('model.stem.poolPadding', pads[0], [pool]);
    }
    const activation = structure.stem.activations.at(-1);
    facts.derived(
      'model.stem.activation',
      activation === undefined ? 'none' : graph.nodes[activation]?.op,
      activation === undefined ? at : [activation],
    );
  }
  if (structure.family !== 'transformer') facts.derived('model.totalStride', totalStride(graph, structure), nodes);
}

function totalStride(graph: FactContext['graph'], { stem, stages, head, family }: Structure): number {
  const pools = (nodes: readonly number[]): number =>
    nodes.reduce((all, index) => {
      const node = graph.nodes[index];
      return node?.op === 'max-pool' || node?.op === 'average-pool'
        ? all * Math.max(1, ...(listAt(node, 'strides') ?? []))
        : all;
    }, 1);
  const start = family === 'plain' ? 1 : stem.layers.reduce((all, layer) => all * strideOf(layer), pools(stem.nodes));
  return (
    stages.reduce((all, stage) => all * stage.stride, start) *
    head.layers.reduce((all, layer) => all * strideOf(layer), pools(head.nodes))
  );
}

/** Facts of `model.head`. */
export function headFacts({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const { head } = structure;
  const { classifier } = head;
  const ops = head.nodes.map((index) => graph.nodes[index]?.op);
  // A map of scores, or features, is no classifier.
  if (classifier === undefined || head.pool === 'none') return;
  facts.derived('model.head.classes', classifier.outputs, [classifier.node]);
  facts.derived(
    'model.head.pool',
    head.pool,
    head.nodes.filter((_, i) => ['global-pool', 'gather', 'slice', 'reshape'].includes(ops[i] ?? '')),
  );
  const activation = head.activation === undefined ? 'none' : graph.nodes[head.activation]?.op;
  facts.derived('model.head.activation', activation, [head.activation ?? classifier.node]);
  const hidden = head.hidden.flatMap(({ outputs }) => outputs ?? []);
  if (hidden.length === 0) facts.absent('model.head.hidden', [classifier.node]);
  else
    facts.derived(
      'model.head.hidden',
      hidden,
      head.hidden.map(({ node }) => node),
    );
}

/** Facts of `model.attention`. */
export function attentionFacts({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const blocks = structure.stages.flatMap((stage) => stage.blocks).filter(({ attention }) => attention.length > 0);
  if (blocks.length === 0) return;
  const nodes = blocks.flatMap(({ attention }) => attention);
  const heads = nodes.flatMap((node) => {
    const value = numberAt(graph.nodes[node], 'heads');
    return value === undefined ? [] : [{ value, node }];
  });
  if (heads.length === nodes.length) facts.uniform('model.attention.heads', heads, 'derived', 'numbers of heads');
  const biases = blocks.flatMap((block) =>
    block.layers
      .filter(({ node }) => node < (block.attention[0] ?? 0))
      .map(({ bias, node }) => ({ value: bias, node })),
  );
  facts.uniform('model.attention.qkvBias', biases, 'derived', 'biases of the projections');
  const orders = blocks.flatMap((block) =>
    block.normOrder === undefined ? [] : [{ value: block.normOrder, node: block.norms[0] ?? 0 }],
  );
  if (orders.length === blocks.length)
    facts.uniform('model.attention.normOrder', orders, 'derived', 'places of the norms');
  const ratios = blocks.flatMap(({ layers }) => {
    const [wide, narrow] = layers.slice(-2);
    return wide?.outputs !== undefined &&
      wide.inputs !== undefined &&
      narrow?.inputs === wide.outputs &&
      wide.outputs > wide.inputs
      ? [{ value: wide.outputs / wide.inputs, node: wide.node }]
      : [];
  });
  facts.uniform('model.attention.mlpRatio', ratios, 'derived', 'ratios of the hidden widths');
  const [first] = structure.stem.layers;
  if (first?.kernel.every((size, i) => size > 1 && size === first.strides[i])) {
    facts.derived('model.attention.patchSize', first.kernel[0], [first.node]);
  }
  const position = structure.stem.nodes.find((index) => {
    const node = graph.nodes[index];
    const operand = graph.tensors[node?.inputs[1] ?? -1];
    return (
      node?.op === 'shift' &&
      operand?.role === 'parameter' &&
      (operand.shape?.filter((dim) => dim !== 1).length ?? 0) >= 2
    );
  });
  if (position !== undefined) facts.inferred('model.attention.position', 'learned', [position]);
}

/** Facts of `model.resampling` and `model.block.layerScale`. */
export function extraFacts({ graph }: FactContext, structure: Structure, facts: FactCollector): void {
  const resizes = graph.nodes.flatMap((node, i) => (node.op === 'resize' ? [i] : []));
  const modes = resizes.flatMap((node) => {
    const mode = graph.nodes[node]?.attributes.mode;
    const value =
      mode === 'linear' ? 'bilinear' : mode === 'cubic' ? 'bicubic' : mode === 'nearest' ? 'nearest' : undefined;
    return value === undefined ? [] : [{ value, node }];
  });
  const centers = resizes.flatMap((node) => {
    const from = String(graph.nodes[node]?.attributes.coordinates);
    const value = /half_pixel/.test(from)
      ? 'half'
      : from === 'align_corners'
        ? 'align-corners'
        : from === 'asymmetric'
          ? 'legacy'
          : undefined;
    return value === undefined ? [] : [{ value, node }];
  });
  if (modes.length === resizes.length) facts.uniform('model.resampling.interpolation', modes, 'stated', 'filters');
  if (centers.length === resizes.length)
    facts.uniform('model.resampling.pixelCenter', centers, 'stated', 'pixel centers');
  const inBlocks = structure.stages.flatMap((stage) => stage.blocks).filter(({ residuals }) => residuals > 0);
  const scales = inBlocks.flatMap(({ nodes }) => nodes.filter((index) => isLayerScale(graph, index)));
  if (scales.length === 0) {
    if (inBlocks.length > 0)
      facts.derived(
        'model.block.layerScale',
        0,
        inBlocks.flatMap(({ nodes }) => nodes.at(-1) ?? []),
      );
    return;
  }
  const values = scales.map((index) => graph.tensors[graph.nodes[index]?.inputs[1] ?? -1]?.fill);
  const value = commonest(values);
  if (value !== undefined && values.every((other) => other === value))
    facts.inferred('model.block.layerScale', value, scales);
  else facts.unknown('model.block.layerScale', 'the scales have been trained, or their values were not read');
}

function isLayerScale(graph: FactContext['graph'], index: number): boolean {
  const node = graph.nodes[index];
  const operand = graph.tensors[node?.inputs[1] ?? -1];
  return (
    node?.op === 'scale' && operand?.role === 'parameter' && operand.shape?.filter((dim) => dim !== 1).length === 1
  );
}
