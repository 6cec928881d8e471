import type { CanonicalGraph } from './canonical.ts';
import { commonest } from './facts/collect.ts';
import { isStructure, type Layer, type Structure, structureOf } from './structure/index.ts';
import { listAt } from './structure/kinds.ts';
import type { Block } from './structure/structure.ts';

/** A short outline of a network: stem, stages with their blocks, head; one line each. */
export function outlineOf(graph: CanonicalGraph): string {
  const structure = structureOf(graph);
  if (!isStructure(structure)) return `structure unknown: ${structure.reason}\n`;
  const lines = [stemLine(graph, structure)];
  for (const [i, stage] of structure.stages.entries()) {
    const { blocks } = stage;
    const facts = [
      `${blocks.length} × ${commonest(blocks.map(({ kind }) => kind)) ?? 'block'}`,
      ...(stage.width === undefined ? [] : [`${stage.width} wide`]),
      ...(stage.stride > 1 ? [`stride ${stage.stride}`] : []),
    ];
    lines.push(`├─ stage ${i + 1}   ${facts.join(', ')}`);
    for (const line of blockLines(blocks)) lines.push(`│    ${line}`);
  }
  lines.push(headLine(graph, structure));
  return `${lines.join('\n')}\n`;
}

/** Blocks that are alike in one line. */
function blockLines(blocks: readonly Block[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < blocks.length; ) {
    const text = describe(blocks[i]);
    let end = i + 1;
    while (end < blocks.length && describe(blocks[end]) === text) end++;
    lines.push(`${end - i > 1 ? `${i + 1}–${end}` : `${i + 1}`}: ${text}`);
    i = end;
  }
  return lines;
}

function describe(block: Block | undefined): string {
  if (block === undefined) return '';
  const parts = block.layers.map(layerText);
  if (block.attention.length > 0) parts.unshift('attention');
  const shortcut =
    block.residuals === 0 ? (block.kind === 'dense' ? 'concatenated' : 'no shortcut') : `shortcut ${block.shortcut}`;
  const gate = block.gateLayers.length > 0 ? ', gate' : '';
  const order = block.order === 'none' || block.residuals === 0 ? '' : `, activation ${block.order}`;
  return `${parts.join(' → ')}; ${shortcut}${gate}${order}`;
}

/** `3×3/2 64`, `depthwise 7×7 96`, `dense 1000`. */
function layerText(layer: Layer): string {
  const stride = Math.max(...layer.strides);
  const width = layer.outputs ?? '?';
  if (layer.kind === 'linear') return `dense ${width}`;
  const prefix = layer.kind === 'conv' ? '' : `${layer.kind} `;
  const groups = layer.groups > 1 && layer.kind === 'conv' ? ` in ${layer.groups} groups` : '';
  const dilation = Math.max(...layer.dilations) > 1 ? ` dilated ${Math.max(...layer.dilations)}` : '';
  return `${prefix}${layer.kernel.join('×')}${stride > 1 ? `/${stride}` : ''} ${width}${groups}${dilation}`;
}

function stemLine(graph: CanonicalGraph, { stem }: Structure): string {
  const parts = stem.layers.map(layerText);
  if (stem.pool !== undefined) {
    const node = graph.nodes[stem.pool];
    parts.push(
      `${node?.op === 'max-pool' ? 'max' : 'average'} pool ${listAt(node, 'kernel')?.join('×') ?? ''}/${listAt(node, 'strides')?.[0] ?? 1}`,
    );
  }
  return `┌─ stem      ${parts.join(' → ') || 'none'}`;
}

function headLine(graph: CanonicalGraph, { head }: Structure): string {
  const parts = [
    ...head.layers.map(layerText),
    ...(head.pool === 'none' ? [] : [head.pool]),
    ...head.hidden.map(layerText),
    ...(head.classifier === undefined ? [] : [layerText(head.classifier)]),
    ...(head.activation === undefined ? [] : [graph.nodes[head.activation]?.op ?? '']),
  ];
  return `└─ head      ${parts.join(' → ') || 'none'}`;
}
