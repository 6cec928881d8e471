import type { GraphNode, GraphTensor, ModelGraph } from '../model-graph.ts';

const NORM_KINDS: Readonly<Record<string, string>> = {
  'batch-norm': 'batch-norm',
  'layer-norm': 'layer-norm',
  'group-norm': 'group-norm',
  'instance-norm': 'instance-norm',
  'rms-norm': 'rms-norm',
  'local-response-norm': 'local-response-norm',
};

const ACTIVATIONS: ReadonlySet<string> = new Set([
  'relu',
  'relu6',
  'leaky-relu',
  'prelu',
  'elu',
  'selu',
  'celu',
  'gelu',
  'gelu-tanh',
  'quick-gelu',
  'silu',
  'mish',
  'hardswish',
  'hard-sigmoid',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'clip',
]);

export const isNorm = (node: GraphNode): boolean => node.op in NORM_KINDS;
export const isActivation = (node: Pick<GraphNode, 'op'>): boolean => ACTIVATIONS.has(node.op);
export const isConv = (node: GraphNode): boolean => node.op === 'conv' || node.op === 'conv-transpose';
export const isWeighted = (node: GraphNode): boolean => isConv(node) || node.op === 'linear';

/** A convolution or dense layer in numbers. */
export interface Layer {
  readonly node: number;
  readonly kind: 'conv' | 'depthwise' | 'transposed' | 'linear';
  /** Kernel along each axis; [1, 1] for dense layers, which convolutions of 1×1 are the same as. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins, then ends; undefined where they follow from a size that is not known. */
  readonly pads: readonly number[] | undefined;
  readonly groups: number;
  readonly inputs: number | undefined;
  readonly outputs: number | undefined;
  readonly bias: boolean;
}

export function layerOf(graph: ModelGraph, index: number): Layer | undefined {
  let known = layers.get(graph);
  if (known === undefined) {
    known = graph.nodes.map((_, i) => readLayer(graph, i));
    layers.set(graph, known);
  }
  return known[index];
}

const layers = new WeakMap<ModelGraph, readonly (Layer | undefined)[]>();

function readLayer(graph: ModelGraph, index: number): Layer | undefined {
  const node = graph.nodes[index];
  if (node === undefined || !isWeighted(node)) return undefined;
  const bias = node.inputs.length > 2;
  if (node.op === 'linear') {
    const [inputs, outputs] = [numberAt(node, 'in'), numberAt(node, 'out')];
    const one = [1, 1];
    return {
      node: index,
      kind: 'linear',
      kernel: one,
      strides: one,
      dilations: one,
      pads: [0, 0, 0, 0],
      groups: 1,
      inputs,
      outputs,
      bias,
    };
  }
  const weight = graph.tensors[node.inputs[1] ?? -1]?.shape;
  const groups = numberAt(node, 'groups') ?? 1;
  const [first, second] = [sizeAt(weight, 0), sizeAt(weight, 1)];
  const isTransposed = node.op === 'conv-transpose';
  const [inputs, outputs] = isTransposed
    ? [first, second === undefined ? undefined : second * groups]
    : [second === undefined ? undefined : second * groups, first];
  return {
    node: index,
    kind: isTransposed ? 'transposed' : groups > 1 && groups === inputs ? 'depthwise' : 'conv',
    kernel: listAt(node, 'kernel') ?? [],
    strides: listAt(node, 'strides') ?? [],
    dilations: listAt(node, 'dilations') ?? [],
    pads: listAt(node, 'pads'),
    groups,
    inputs,
    outputs,
    bias,
  };
}

/** Whether a layer looks at one place at a time. */
export function isPointwise(layer: Layer): boolean {
  return layer.kind !== 'depthwise' && layer.kind !== 'transposed' && layer.kernel.every((size) => size === 1);
}

/** Whether a layer looks at each channel by itself, or at so few together that it stands in the place of one that does. */
export function isNearlyDepthwise(layer: Layer): boolean {
  if (layer.kind === 'depthwise') return true;
  const { groups, inputs, outputs } = layer;
  return !isPointwise(layer) && groups > 1 && inputs !== undefined && inputs === outputs && inputs <= groups * 4;
}

export function strideOf(layer: Layer): number {
  return layer.kind === 'transposed' ? 1 : Math.max(1, ...layer.strides);
}

export function listAt(node: GraphNode | undefined, name: string): readonly number[] | undefined {
  const value = node?.attributes[name];
  return Array.isArray(value) ? value : undefined;
}

export function numberAt(node: GraphNode | undefined, name: string): number | undefined {
  const value = node?.attributes[name];
  return typeof value === 'number' ? value : undefined;
}

function sizeAt(shape: GraphTensor['shape'], index: number): number | undefined {
  const size = shape?.[index];
  return typeof size === 'number' ? size : undefined;
}
