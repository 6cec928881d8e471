import type { CanonicalGraph } from '../canonical.ts';
import type { Flow } from './flow.ts';
import { type Branch, type Content, contentOf, type Item, strideAlong } from './items.ts';
import { isActivation, isNearlyDepthwise, isNorm, isPointwise, type Layer } from './kinds.ts';
import type { ActivationOrder, Block, BlockKind, Shortcut } from './structure.ts';

/** A piece of the trunk: a block, or a node that everything passes with what belongs to it, such as the gate that scales it. */
export type Part =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'node'; readonly node: number; readonly nodes: readonly number[] }
  /** Branches that meet and are no block. */
  | { readonly kind: 'merge'; readonly node: number; readonly nodes: readonly number[] };

export function partsOf(graph: CanonicalGraph, flow: Flow, items: readonly Item[]): Part[] {
  const parts = items.map((item) => partOf(graph, flow, item));
  return joinMerged(graph, attachNeighbors(graph, parts));
}

function partOf(graph: CanonicalGraph, flow: Flow, item: Item): Part {
  const node = graph.nodes[item.node];
  const nodes = [...new Set([...item.branches.flatMap((branch) => branch.nodes), item.node])].sort((a, b) => a - b);
  if (item.branches.length === 0) return { kind: 'node', node: item.node, nodes };
  if (node?.op === 'add') {
    const block = residual(graph, flow, item, nodes);
    if (block !== undefined) return { kind: 'block', block };
  } else if (node?.op === 'concat') {
    const block = joined(graph, flow, item, nodes);
    if (block !== undefined) return { kind: 'block', block };
  } else if (node?.op === 'mul' || node?.op === 'attention') {
    return { kind: 'node', node: item.node, nodes };
  }
  return { kind: 'merge', node: item.node, nodes };
}

function residual(graph: CanonicalGraph, flow: Flow, item: Item, nodes: readonly number[]): Block | undefined {
  const contents = item.branches.map((branch) => ({ branch, content: contentOf(graph, flow, branch.nodes) }));
  const ops = new Set(nodes.map((index) => graph.nodes[index]?.op));
  // Maps that were enlarged meet those of another level: no residual.
  if (ops.has('resize') || ops.has('conv-transpose')) return undefined;
  const short = contents
    .filter(
      ({ content }) => content.layers.length <= 1 && content.activations.length === 0 && content.attention.length === 0,
    )
    .sort(
      (a, b) => a.content.layers.length - b.content.layers.length || a.branch.nodes.length - b.branch.nodes.length,
    )[0];
  const bodies = contents.filter((entry) => entry !== short);
  const body = bodies.sort((a, b) => b.content.layers.length - a.content.layers.length)[0];
  if (short === undefined || body === undefined) return undefined;
  if (contents.some(({ content }) => content.layers.length > 1 && content !== body.content)) return undefined;
  const shortcut = shortcutKind(graph, short.branch, short.content);
  if (shortcut === undefined) return undefined;
  const shuffles =
    ops.has('transpose') && body.content.layers.some(({ groups, kind }) => groups > 1 && kind === 'conv');
  return makeBlock(graph, body.content, nodes, {
    ...(shuffles && body.content.attention.length === 0 ? { kind: 'shuffle' } : {}),
    shortcut,
    shortcutLayers: short.content.layers,
    shortcutNorm:
      short.content.norms.length > 0 ||
      short.content.layers.some(({ node }) => graph.nodes[node]?.merged !== undefined),
    residuals: 1,
    end: item.node,
  });
}

function shortcutKind(graph: CanonicalGraph, branch: Branch, content: Content): Shortcut | undefined {
  const ops = branch.nodes.map((index) => graph.nodes[index]?.op ?? '');
  if (content.layers.length === 1) return ops.includes('average-pool') ? 'average-pool-projection' : 'projection';
  if (ops.includes('pad') || ops.includes('concat')) return 'zero-pad';
  if (ops.includes('max-pool') || ops.includes('average-pool')) return 'pool';
  if (ops.includes('slice')) return 'zero-pad';
  return ops.every((op) => ['reshape', 'transpose', 'scale', 'shift', 'split'].includes(op) || isNormName(op))
    ? 'identity'
    : undefined;
}

const isNormName = (op: string): boolean => op.endsWith('-norm');

interface Rest {
  readonly shortcut: Shortcut;
  readonly shortcutLayers: readonly Layer[];
  readonly shortcutNorm: boolean;
  readonly residuals: number;
  readonly end: number;
  readonly kind?: BlockKind;
}

export function makeBlock(graph: CanonicalGraph, body: Content, nodes: readonly number[], rest: Rest): Block {
  const order: ActivationOrder =
    /^[na]/.test(body.order) && /a/.test(body.order) && body.order.endsWith('c')
      ? 'pre-activation'
      : body.order.endsWith('a')
        ? 'before-add'
        : 'none';
  return {
    kind: rest.kind ?? kindOf(body, order),
    layers: body.layers,
    shortcut: rest.shortcut,
    shortcutLayers: rest.shortcutLayers,
    shortcutNorm: rest.shortcutNorm,
    stride: strideAlong(graph, body.layers, body.pools),
    width: widthAt(graph, rest.end) ?? body.layers.at(-1)?.outputs,
    order,
    residuals: rest.residuals,
    gate: body.gate,
    gateLayers: body.gateLayers,
    attention: body.attention,
    norms: body.norms,
    activations: body.activations,
    normOrder: body.order.startsWith('n') ? 'pre' : undefined,
    nodes,
  };
}

export function kindOf(body: Content, order: ActivationOrder): BlockKind {
  const { layers } = body;
  if (body.attention.length > 0) return 'transformer';
  const depthwise = layers.findIndex(({ kind }) => kind === 'depthwise');
  if (depthwise >= 0) {
    const after = layers.slice(depthwise + 1);
    const [wide, narrow] = after;
    if (depthwise === 0 && wide !== undefined && narrow !== undefined && isPointwise(wide) && isPointwise(narrow))
      return 'convnext';
    if (depthwise === 0) return order === 'before-add' ? 'separable' : 'inverted-residual';
    return (layers[0]?.outputs ?? 0) >= (layers[0]?.inputs ?? 0) ? 'inverted-residual' : 'bottleneck';
  }
  const spatial = layers.filter((layer) => !isPointwise(layer)).length;
  if (layers.length > 0 && spatial === 0)
    return layers.every(({ kind }) => kind === 'linear') ? 'transformer' : 'residual';
  const [first, second, third] = layers;
  if (
    layers.length === 2 &&
    first !== undefined &&
    isNearlyDepthwise(first) &&
    second !== undefined &&
    isPointwise(second)
  )
    return order === 'before-add' ? 'separable' : 'inverted-residual';
  const isBottleneck = layers.length === 3 && spatial === 1 && !isPointwise(layers[1] ?? (layers[0] as Layer));
  // One that widens, looks at few channels together and narrows is an inverted residual whose groups were changed.
  const widens = (first?.outputs ?? 0) > (first?.inputs ?? 0) && (third?.outputs ?? 0) < (third?.inputs ?? 0);
  if (isBottleneck && (second?.groups ?? 1) > 1 && widens) return 'inverted-residual';
  if (isBottleneck) return order === 'pre-activation' ? 'pre-activation-bottleneck' : 'bottleneck';
  if (layers.length === 2 && spatial === 2) return order === 'pre-activation' ? 'pre-activation-basic' : 'basic';
  return 'residual';
}

/** Blocks whose branches are joined side by side. */
function joined(graph: CanonicalGraph, flow: Flow, item: Item, nodes: readonly number[]): Block | undefined {
  const contents = item.branches.map((branch) => contentOf(graph, flow, branch.nodes));
  const weighted = contents.filter((content) => content.layers.length > 0 || content.attention.length > 0);
  if (weighted.length === 0) return undefined;
  const all = contentOf(graph, flow, nodes);
  const rest = { shortcut: 'none', shortcutLayers: [], shortcutNorm: false, residuals: 0, end: item.node } as const;
  const splits = graph.nodes[item.from]?.op === 'split' || nodes.some((index) => graph.nodes[index]?.op === 'slice');
  const stride = Math.max(...contents.map((content) => strideAlong(graph, content.layers, content.pools)));
  const widest = { ...makeBlock(graph, all, nodes, { ...rest, kind: 'inception' }), stride };
  const depthwise = all.layers.some(({ kind }) => kind === 'depthwise');
  const shuffled = nodes.some((index) => graph.nodes[index]?.op === 'transpose');
  if (splits || depthwise || (shuffled && weighted.length === 1)) return { ...widest, kind: 'shuffle' };
  const hasIdentity = item.branches.some((branch) => branch.nodes.length === 0);
  if (hasIdentity && item.branches.length === 2) return { ...widest, kind: 'dense', shortcut: 'identity' };
  if (
    all.layers.some(({ kind }) => kind === 'transposed') ||
    nodes.some((index) => graph.nodes[index]?.op === 'resize')
  ) {
    return undefined;
  }
  if (weighted.length === 1 && contents.every(({ pools }) => pools.length === 0)) return undefined;
  const fire =
    weighted.length === 2 && weighted.every(({ layers }) => layers.length === 1) && item.branches.length === 2;
  return fire ? { ...widest, kind: 'fire' } : widest;
}

function widthAt(graph: CanonicalGraph, index: number): number | undefined {
  const shape = graph.tensors[graph.nodes[index]?.outputs[0] ?? -1]?.shape;
  const width = shape === undefined ? undefined : shape.length === 3 ? shape[2] : shape[1];
  // Maps of four axes that dense layers made have their channels last.
  const last = shape?.length === 4 ? shape[3] : undefined;
  if (
    typeof last === 'number' &&
    typeof width === 'number' &&
    shape !== undefined &&
    shape[1] === shape[2] &&
    last !== width
  )
    return last;
  return typeof width === 'number' ? width : undefined;
}

/** Activations and norms that follow a sum belong to its block, and those in front of a pre-activation block to that. */
function attachNeighbors(graph: CanonicalGraph, parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined) continue;
    if (
      part.kind !== 'block' ||
      part.block.kind === 'inception' ||
      part.block.kind === 'fire' ||
      part.block.kind === 'dense'
    ) {
      out.push(part);
      continue;
    }
    let block = part.block;
    const next = parts[i + 1];
    const follower = next?.kind === 'node' ? graph.nodes[next.node] : undefined;
    if (next?.kind === 'node' && follower !== undefined && next.nodes.length === 1) {
      const postNorm =
        isNorm(follower) && follower.op !== 'batch-norm' && block.norms.length === 0 && block.residuals > 0;
      if (isActivation(follower) && follower.op !== 'sigmoid' && block.kind !== 'transformer') {
        block = {
          ...block,
          order: block.residuals > 0 ? 'after-add' : block.order,
          kind: block.kind.startsWith('pre-activation-') ? (block.kind.slice(15) as BlockKind) : block.kind,
          activations: [...block.activations, next.node],
          nodes: [...block.nodes, next.node],
        };
        i++;
      } else if (postNorm) {
        block = { ...block, normOrder: 'post', norms: [...block.norms, next.node], nodes: [...block.nodes, next.node] };
        i++;
      }
    }
    if (block.order === 'none' && block.residuals > 0) block = takePreActivation(graph, out, block);
    out.push({ kind: 'block', block });
  }
  return out;
}

/** A norm and an activation between two sums belong to the block that follows: its shortcut starts behind them. */
function takePreActivation(graph: CanonicalGraph, out: Part[], block: Block): Block {
  const [norm, activation] = out.slice(-2);
  if (norm?.kind !== 'node' || activation?.kind !== 'node' || norm.nodes.length > 1 || activation.nodes.length > 1)
    return block;
  const [first, second] = [graph.nodes[norm.node], graph.nodes[activation.node]];
  if (first === undefined || second === undefined || !isNorm(first) || !isActivation(second)) return block;
  if (block.kind !== 'basic' && block.kind !== 'bottleneck' && block.kind !== 'residual') return block;
  out.splice(-2, 2);
  return {
    ...block,
    order: 'pre-activation',
    kind: block.kind === 'residual' ? block.kind : `pre-activation-${block.kind}`,
    norms: [norm.node, ...block.norms],
    activations: [activation.node, ...block.activations],
    nodes: [norm.node, activation.node, ...block.nodes],
  };
}

/**
 * Where other blocks begin with norm and activation, the first one's norm may have been merged into the stem: the activation
 * that is left in front of it is its own.
 */
function joinMerged(graph: CanonicalGraph, parts: readonly Part[]): Part[] {
  const blocks = parts.flatMap((part) => (part.kind === 'block' && part.block.residuals > 0 ? [part.block] : []));
  if (blocks.filter(({ order }) => order === 'pre-activation').length * 2 <= blocks.length) return [...parts];
  const out: Part[] = [];
  for (const part of parts) {
    const before = out.at(-1);
    const node = before?.kind === 'node' && before.nodes.length === 1 ? graph.nodes[before.node] : undefined;
    const open =
      part.kind === 'block' &&
      part.block.order === 'none' &&
      (part.block.kind === 'basic' || part.block.kind === 'bottleneck');
    if (!open || before?.kind !== 'node' || node === undefined || !isActivation(node)) {
      out.push(part);
      continue;
    }
    const { block } = part;
    out[out.length - 1] = {
      kind: 'block',
      block: {
        ...block,
        order: 'pre-activation',
        kind: block.kind === 'basic' ? 'pre-activation-basic' : 'pre-activation-bottleneck',
        activations: [before.node, ...block.activations],
        nodes: [before.node, ...block.nodes],
      },
    };
  }
  return out;
}
