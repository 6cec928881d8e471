import type { CanonicalGraph } from '../canonical.ts';
import { makeBlock, type Part, partsOf } from './blocks.ts';
import { type Flow, flowOf, region } from './flow.ts';
import { contentOf, itemsBetween, weightedIn } from './items.ts';
import { isActivation, isConv, isNorm, isWeighted, type Layer, layerOf, listAt } from './kinds.ts';
import { blocksInRuns } from './runs.ts';
import { stagesOf } from './stages.ts';
import type { Block, Head, NoStructure, Stem, Structure } from './structure.ts';
import { pairTransformers } from './transformers.ts';

export type { Layer } from './kinds.ts';
export type { NoStructure, Structure } from './structure.ts';

/** Stem, stages of blocks and head, found by the way data flows; names play no part. */
export function structureOf(graph: CanonicalGraph): Structure | NoStructure {
  const known = found.get(graph);
  if (known !== undefined) return known;
  const structure = find(graph);
  found.set(graph, structure);
  return structure;
}

const found = new WeakMap<CanonicalGraph, Structure | NoStructure>();

function find(graph: CanonicalGraph): Structure | NoStructure {
  const flow = flowOf(graph);
  const output = mainOutput(graph, flow);
  if (output === undefined) return { reason: 'the graph has no layer that depends on an input' };
  const all = region(flow, -1, output);
  const total = weightedIn(graph, all);
  if (total === 0) return { reason: 'the graph has no convolution and no dense layer' };
  const items = itemsBetween(flow, -1, output);
  const crossing = items.find(
    ({ branches, node }) =>
      total >= 8 &&
      weightedIn(graph, [...new Set(branches.flatMap((branch) => branch.nodes))]) > total / 2 &&
      graph.nodes[node]?.op !== 'attention',
  );
  if (crossing !== undefined) {
    return { reason: 'its branches join across levels, so that it is no sequence of blocks' };
  }
  const parts = blocksInRuns(graph, flow, pairTransformers(graph, flow, partsOf(graph, flow, items)));
  const hasBlocks = parts.some(({ kind }) => kind === 'block');
  return assemble(graph, hasBlocks ? parts : plainBlocks(graph, flow, parts), hasBlocks);
}

export function isStructure(result: Structure | NoStructure): result is Structure {
  return 'stages' in result;
}

/** The output with the most layers before it. */
function mainOutput(graph: CanonicalGraph, flow: Flow): number | undefined {
  const makers = new Map<number, number>();
  for (const [i, node] of graph.nodes.entries()) for (const tensor of node.outputs) makers.set(tensor, i);
  const outputs = [...new Set(graph.outputs.flatMap((tensor) => makers.get(tensor) ?? []))];
  if (outputs.length <= 1) return outputs[0];
  const counted = outputs.slice(0, 16).map((node) => ({ node, weight: weightedIn(graph, region(flow, -1, node)) }));
  return counted.sort((a, b) => b.weight - a.weight || b.node - a.node)[0]?.node;
}

/** A network without branches: every convolution is a block. */
function plainBlocks(graph: CanonicalGraph, flow: Flow, parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  let group: number[] = [];
  const flush = (): void => {
    if (group.length === 0) return;
    const content = contentOf(graph, flow, group);
    const rest = { shortcut: 'none', shortcutLayers: [], shortcutNorm: false, residuals: 0, kind: 'plain' } as const;
    out.push({ kind: 'block', block: makeBlock(graph, content, group, { ...rest, end: group.at(-1) ?? 0 }) });
    group = [];
  };
  for (const part of parts) {
    const node = part.kind === 'block' ? undefined : graph.nodes[part.node];
    if (part.kind === 'node' && node !== undefined && isConv(node)) {
      flush();
      group = [...part.nodes];
    } else if (part.kind === 'node' && node !== undefined && group.length > 0 && (isNorm(node) || isActivation(node))) {
      group.push(...part.nodes);
    } else {
      flush();
      out.push(part);
    }
  }
  flush();
  return out;
}

function assemble(graph: CanonicalGraph, parts: readonly Part[], hasBlocks: boolean): Structure {
  const isBlock = (part: Part): boolean => part.kind === 'block';
  const first = parts.findIndex(isBlock);
  const last = parts.findLastIndex(isBlock);
  const before = first < 0 ? parts : parts.slice(0, first);
  const after = first < 0 ? [] : parts.slice(last + 1);
  const stages = stagesOf(graph, first < 0 ? [] : parts.slice(first, last + 1));
  const blocks = stages.flatMap((stage) => stage.blocks);
  const nodes = (list: readonly Part[]): number[] =>
    list.flatMap((part) => (part.kind === 'block' ? part.block.nodes : part.nodes));
  const headNodes = first < 0 ? nodes(before) : nodes(after);
  return {
    family: hasBlocks ? familyOf(blocks) : 'plain',
    stem: hasBlocks ? stemOf(graph, nodes(before)) : plainStem(blocks[0]),
    stages,
    head: headOf(graph, headNodes),
  };
}

function familyOf(blocks: readonly Block[]): Structure['family'] {
  const count = (test: (block: Block) => boolean): number => blocks.filter(test).length;
  if (count(({ kind }) => kind === 'transformer') * 2 > blocks.length) return 'transformer';
  if (count(({ kind }) => kind === 'dense') * 2 > blocks.length) return 'dense';
  if (count(({ kind }) => kind === 'inception' || kind === 'fire') * 2 > blocks.length) return 'inception';
  return 'residual';
}

function stemOf(graph: CanonicalGraph, nodes: readonly number[]): Stem {
  const layers = nodes.flatMap((index) => layerOf(graph, index) ?? []);
  const pool = nodes.findLast((index) => ['max-pool', 'average-pool'].includes(graph.nodes[index]?.op ?? ''));
  const activations = nodes.filter((index) => isActivation(graph.nodes[index] ?? NOTHING));
  return { layers, pool, nodes, activations };
}

/** The first convolution of a plain network is its stem and its first block. */
function plainStem(block: Block | undefined): Stem {
  return {
    layers: block?.layers ?? [],
    pool: undefined,
    nodes: block?.nodes ?? [],
    activations: block?.activations ?? [],
  };
}

const NOTHING = { op: '', inputs: [], outputs: [], attributes: {}, name: '' };

function headOf(graph: CanonicalGraph, nodes: readonly number[]): Head {
  const ops = nodes.map((index) => graph.nodes[index]?.op ?? '');
  const poolAt = ops.indexOf('global-pool');
  const pool = poolAt < 0 ? undefined : graph.nodes[nodes[poolAt] ?? -1];
  const weighted = nodes.filter((index) => isWeighted(graph.nodes[index] ?? NOTHING));
  const layers = weighted.flatMap((index) => layerOf(graph, index) ?? []);
  const isDense = (layer: Layer): boolean =>
    layer.kind === 'linear' || (poolAt >= 0 && layer.node > (nodes[poolAt] ?? 0)) || layer === layers.at(-1);
  const dense = layers.filter(isDense);
  const classifier = dense.at(-1);
  const settled = Math.max(classifier?.node ?? -1, nodes[poolAt] ?? -1);
  const after = nodes.filter((index) => index > settled);
  const activation = after.findLast((index) => {
    const node = graph.nodes[index] ?? NOTHING;
    return isActivation(node) || node.op === 'softmax' || node.op === 'log-softmax';
  });
  const takesToken = ops.includes('gather') || nodes.some((index) => isTokenSlice(graph, index));
  return {
    layers: layers.filter((layer) => !isDense(layer)),
    hidden: dense.slice(0, -1),
    classifier,
    pool:
      pool !== undefined
        ? pool.attributes.kind === 'max'
          ? 'global-max'
          : 'global-average'
        : takesToken
          ? 'class-token'
          : ops.includes('reshape')
            ? 'flatten'
            : 'none',
    norms: nodes.filter((index) => isNorm(graph.nodes[index] ?? NOTHING)),
    activation,
    nodes,
  };
}

function isTokenSlice(graph: CanonicalGraph, index: number): boolean {
  const node = graph.nodes[index];
  const axes = listAt(node, 'axes');
  return node?.op === 'slice' && axes?.length === 1 && axes[0] === 1;
}
