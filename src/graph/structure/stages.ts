import type { CanonicalGraph } from '../canonical.ts';
import type { Part } from './blocks.ts';
import { strideAlong } from './items.ts';
import { layerOf } from './kinds.ts';
import type { Block, Stage } from './structure.ts';

/** Families whose blocks change width at every step: only down-sampling separates their stages. */
const GROWING: ReadonlySet<string> = new Set(['dense', 'inception', 'fire', 'plain', 'shuffle']);

/** Cuts the sequence of blocks where the map shrinks, or where the width changes with a block that has no identity. */
export function stagesOf(graph: CanonicalGraph, parts: readonly Part[]): Stage[] {
  const stages: { blocks: Block[]; stride: number; transition: number[] }[] = [];
  let between: number[] = [];
  let mergedBetween = false;
  for (const [at, part] of parts.entries()) {
    if (part.kind !== 'block') {
      between.push(...part.nodes);
      mergedBetween ||= part.kind === 'merge';
      continue;
    }
    const { block } = part;
    const last = stages.at(-1);
    const before = last?.blocks.at(-1);
    const stride = block.stride * strideBetween(graph, between);
    const transforms = between.some((index) => layerOf(graph, index) !== undefined) || mergedBetween;
    const changes = before !== undefined && before.width !== block.width && !GROWING.has(block.kind);
    const opens =
      before === undefined ||
      (stride > 1 && !closes(parts, at, before)) ||
      (transforms && (before.width !== block.width || block.kind === 'dense')) ||
      (changes &&
        (block.shortcut === 'projection' || block.shortcut === 'none' || block.shortcut === 'average-pool-projection'));
    if (last === undefined || opens) {
      stages.push({
        blocks: [block],
        stride: before === undefined ? block.stride : stride,
        transition: before === undefined ? [] : between,
      });
    } else {
      last.blocks.push(block);
      last.stride *= stride;
    }
    between = [];
    mergedBetween = false;
  }
  return stages.map((stage) => ({ ...stage, width: stage.blocks.at(-1)?.width }));
}

/** Some networks shrink the map in the last block of a stage, whose width the block behind it changes. */
function closes(parts: readonly Part[], at: number, before: Block): boolean {
  const part = parts[at];
  const next = parts.slice(at + 1).find(({ kind }) => kind === 'block');
  if (part?.kind !== 'block' || next?.kind !== 'block') return false;
  const { block } = part;
  return block.shortcut === 'pool' && block.width === before.width && next.block.width !== block.width;
}

function strideBetween(graph: CanonicalGraph, nodes: readonly number[]): number {
  const layers = nodes.flatMap((index) => layerOf(graph, index) ?? []);
  const pools = nodes.filter((index) => ['max-pool', 'average-pool'].includes(graph.nodes[index]?.op ?? ''));
  return strideAlong(graph, layers, pools);
}
