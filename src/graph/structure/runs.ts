import type { CanonicalGraph } from '../canonical.ts';
import { kindOf, makeBlock, type Part } from './blocks.ts';
import type { Flow } from './flow.ts';
import { contentOf } from './items.ts';
import { isActivation, isNearlyDepthwise, isNorm, isPointwise, isWeighted, type Layer, layerOf } from './kinds.ts';
import type { Block } from './structure.ts';

const NOTHING = { op: '', inputs: [], outputs: [], attributes: {}, name: '' };

type NodePart = Extract<Part, { kind: 'node' }>;

/**
 * Blocks without a shortcut, found in what is left between those with one: stretches that repeat the body of a block (a
 * strided inverted residual, a block that lost its sum), and pairs of a depthwise and a pointwise convolution.
 */
export function blocksInRuns(graph: CanonicalGraph, flow: Flow, parts: readonly Part[]): Part[] {
  const templates = templatesOf(parts);
  const out: Part[] = [];
  let run: NodePart[] = [];
  const flush = (): void => {
    const isFirst = !out.some(({ kind }) => kind === 'block');
    out.push(...parseRun(graph, flow, run, templates, isFirst, parts));
    run = [];
  };
  for (const part of parts) {
    if (part.kind === 'node') run.push(part);
    else {
      flush();
      out.push(part);
    }
  }
  flush();
  return joinFires(graph, flow, out);
}

/** A layer with the norm, activation and gate that follow it. */
interface Group {
  readonly parts: NodePart[];
  readonly layer: Layer | undefined;
  readonly pool: boolean;
}

const FOLLOWERS: ReadonlySet<string> = new Set(['mul', 'scale', 'shift', 'transpose', 'reshape']);

function groupsOf(graph: CanonicalGraph, run: readonly NodePart[]): Group[] {
  const groups: Group[] = [];
  for (const part of run) {
    const node = graph.nodes[part.node];
    if (node === undefined) continue;
    const layer = layerOf(graph, part.node);
    const last = groups.at(-1);
    const follows = isNorm(node) || isActivation(node) || FOLLOWERS.has(node.op);
    if (layer === undefined && follows && last !== undefined && !last.pool) last.parts.push(part);
    else {
      const pool = ['max-pool', 'average-pool', 'global-pool'].includes(node.op);
      groups.push({ parts: [part], layer, pool });
    }
  }
  return groups;
}

/** What a body looks like with widths, strides and the kernels of depthwise layers left open. */
const signature = (layers: readonly Layer[]): string => layers.map(letterOf).join(' ');

function letterOf(layer: Layer): string {
  if (layer.kind === 'depthwise') return 'd';
  return isPointwise(layer) ? 'p' : `c${layer.kernel.join('x')}g${layer.groups > 1}`;
}

/** Where a template is depthwise, a layer of fewer groups that keeps the width is one that was changed. */
function fitsTemplate(layers: readonly Layer[], template: string): boolean {
  return template.split(' ').every((letter, i) => {
    const layer = layers[i];
    if (layer === undefined) return false;
    return letterOf(layer) === letter || (letter === 'd' && layer.groups > 1 && layer.inputs === layer.outputs);
  });
}

function templatesOf(parts: readonly Part[]): Map<string, Block> {
  const templates = new Map<string, Block>();
  for (const part of parts) {
    if (part.kind !== 'block' || part.block.residuals === 0 || part.block.attention.length > 0) continue;
    const { layers } = part.block;
    // One layer alone looks like everything; two in a row are not enough to call a stem a block.
    if (layers.length >= 2 && part.block.kind !== 'transformer') templates.set(signature(layers), part.block);
  }
  return new Map([...templates].sort(([a], [b]) => b.length - a.length));
}

function parseRun(
  graph: CanonicalGraph,
  flow: Flow,
  run: readonly NodePart[],
  templates: ReadonlyMap<string, Block>,
  isFirst: boolean,
  all: readonly Part[],
): Part[] {
  const groups = groupsOf(graph, run);
  const out: Part[] = [];
  const firstPool = groups.findIndex(({ pool }) => pool);
  for (let i = 0; i < groups.length; ) {
    const template = templateAt(groups, i, templates, isFirst, firstPool, all);
    const size = template?.layers.length ?? depthwisePair(graph, groups, i);
    const taken = groups.slice(i, i + size).flatMap(({ parts }) => parts);
    if (size === 0) {
      out.push(...(groups[i]?.parts ?? []));
      i++;
      continue;
    }
    const end = template === undefined ? taken.length : endOf(graph, taken, template);
    out.push({ kind: 'block', block: plainBlock(graph, flow, taken.slice(0, end)) }, ...taken.slice(end));
    i += size;
  }
  return out;
}

/** Where a block ends: a norm behind its last layer is another's where blocks of its kind have none there. */
function endOf(graph: CanonicalGraph, parts: readonly NodePart[], template: Block): number {
  const isNormAt = (node: number): boolean => isNorm(graph.nodes[node] ?? NOTHING);
  const lastOf = (nodes: readonly number[]): number =>
    Math.max(...nodes.filter((node) => layerOf(graph, node) !== undefined));
  const last = template.layers.at(-1)?.node ?? 0;
  if (template.norms.some((norm) => norm > last)) return parts.length;
  const layer = lastOf(parts.map(({ node }) => node));
  const end = parts.findIndex(({ node }) => node > layer && isNormAt(node));
  return end < 0 ? parts.length : end;
}

/** The block whose body the groups from here on repeat. */
function templateAt(
  groups: readonly Group[],
  start: number,
  templates: ReadonlyMap<string, Block>,
  isFirst: boolean,
  firstPool: number,
  all: readonly Part[],
): Block | undefined {
  for (const [template, block] of templates) {
    const size = template.split(' ').length;
    const layers = groups.slice(start, start + size).flatMap(({ layer }) => layer ?? []);
    if (layers.length !== size || !fitsTemplate(layers, template)) continue;
    if (!isFirst || template.includes('d')) return block;
    // In front of the first block: what stands behind the stem's pool, or behind its convolution at its full width.
    const width = all.find((part) => part.kind === 'block');
    const behindPool = firstPool >= 0 && start > firstPool;
    const steady = firstPool < 0 && start > 0 && layers.every(({ strides }) => strides.every((stride) => stride === 1));
    const fits =
      width?.kind === 'block' &&
      layers[0]?.inputs === layers.at(-1)?.outputs &&
      layers[0]?.inputs === width.block.layers[0]?.inputs;
    if (behindPool || (steady && fits)) return block;
  }
  return undefined;
}

/** [pointwise expansion] depthwise pointwise: 3, 2, or 0 where there is no such thing here. */
function depthwisePair(graph: CanonicalGraph, groups: readonly Group[], start: number): number {
  const [a, b, c] = groups.slice(start, start + 3).map(({ layer }) => layer);
  const isPair = (x: Layer | undefined, y: Layer | undefined): boolean =>
    x !== undefined && isNearlyDepthwise(x) && y !== undefined && isPointwise(y) && y.kind === 'conv';
  if (
    a !== undefined &&
    isPointwise(a) &&
    isPair(b, c) &&
    a.outputs === b?.inputs &&
    hasActivation(graph, groups[start])
  )
    return 3;
  return isPair(a, b) ? 2 : 0;
}

function hasActivation(graph: CanonicalGraph, group: Group | undefined): boolean {
  return group?.parts.some(({ node }) => isActivation(graph.nodes[node] ?? NOTHING)) === true;
}

function plainBlock(graph: CanonicalGraph, flow: Flow, parts: readonly NodePart[]): Block {
  const nodes = parts.flatMap((part) => part.nodes).sort((a, b) => a - b);
  const content = contentOf(graph, flow, nodes);
  const block = makeBlock(graph, content, nodes, {
    shortcut: 'none',
    shortcutLayers: [],
    shortcutNorm: false,
    residuals: 0,
    end: parts.at(-1)?.node ?? 0,
  });
  return {
    ...block,
    kind: kindOf(content, block.order),
    order: block.order === 'before-add' ? 'before-add' : block.order,
  };
}

/** The narrow convolution in front of two joined ones is part of the fire module. */
function joinFires(graph: CanonicalGraph, flow: Flow, parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    if (part.kind === 'block' && (part.block.kind === 'fire' || part.block.kind === 'shuffle')) {
      const taken: NodePart[] = [];
      while (part.block.kind === 'fire') {
        const before = out.at(-1);
        const node = before?.kind === 'node' ? graph.nodes[before.node] : undefined;
        if (before?.kind !== 'node' || node === undefined) break;
        const follows = isActivation(node) || isNorm(node);
        const layer = layerOf(graph, before.node);
        if (!follows && (layer === undefined || !isPointwise(layer))) break;
        taken.unshift(before);
        out.pop();
        if (isWeighted(node)) break;
      }
      const hasLayer = taken.some(({ node }) => layerOf(graph, node) !== undefined);
      if (!hasLayer) {
        out.push(...taken, part);
        continue;
      }
      const nodes = [...taken.flatMap((entry) => entry.nodes), ...part.block.nodes];
      const content = contentOf(graph, flow, nodes);
      out.push({
        kind: 'block',
        block: { ...part.block, layers: content.layers, norms: content.norms, activations: content.activations, nodes },
      });
    } else out.push(part);
  }
  return out;
}
