import type { CanonicalGraph } from '../canonical.ts';
import { isActivation, isNorm, isPointwise, layerOf, listAt } from '../structure/kinds.ts';

/** How much alike two nodes are is told by which of their signatures are equal. */
export interface Signature {
  /** Everything that decides what the node computes, but for biases, epsilons and the like. */
  readonly exact: string;
  /** The same without widths. */
  readonly shape: string;
  /** What kind of thing it is. */
  readonly kind: string;
}

/** A 1×1 convolution and a dense layer are the same thing; so are all activations, and all norms. */
export function signatureOf(graph: CanonicalGraph, index: number): Signature {
  const node = graph.nodes[index];
  if (node === undefined) return { exact: '', shape: '', kind: '' };
  const layer = layerOf(graph, index);
  if (layer !== undefined) {
    const kind = layer.kind === 'linear' || isPointwise(layer) ? 'pointwise' : layer.kind;
    const groups = layer.kind === 'depthwise' ? 'all' : layer.groups;
    const shape = `${kind} ${layer.kernel.join('x')}/${layer.strides.join('x')} g${groups} d${layer.dilations.join('x')} p${layer.pads?.join('.') ?? '?'}`;
    return { exact: `${shape} ${layer.inputs}>${layer.outputs}`, shape, kind: kind === 'pointwise' ? kind : 'spatial' };
  }
  if (isNorm(node)) return { exact: node.op, shape: node.op, kind: 'norm' };
  if (isActivation(node)) return { exact: node.op, shape: node.op, kind: 'activation' };
  if (node.op === 'max-pool' || node.op === 'average-pool') {
    const shape = `${node.op} ${listAt(node, 'kernel')?.join('x')}/${listAt(node, 'strides')?.join('x')} p${listAt(node, 'pads')?.join('.') ?? '?'}`;
    return { exact: shape, shape, kind: 'pool' };
  }
  const kind = node.op === 'global-pool' ? `global ${String(node.attributes.kind)}` : node.op;
  return { exact: kind, shape: kind, kind };
}
