import { printable } from '../../spec/text.ts';
import type { CanonicalGraph } from '../canonical.ts';
import { type Folding, foldingOf } from '../facts/norms.ts';
import { isStructure, type NoStructure, type Structure, structureOf } from '../structure/index.ts';
import type { Difference } from './difference.ts';
import { compareSections, type Found, placeOf } from './nodes.ts';
import { type Section, sectionsOf } from './sections.ts';
import { alignSequences } from './sequence.ts';
import { signatureOf } from './signature.ts';

export { type Difference, type Place, placeText } from './difference.ts';
export { placeOf } from './nodes.ts';

/** A part of both networks that was aligned as a whole. */
export interface AlignedSection {
  readonly a: Section;
  readonly b: Section;
  readonly matched: readonly (readonly [a: number, b: number])[];
}

export interface Alignment {
  /** In order of the network. */
  readonly sections: readonly AlignedSection[];
  /** Nodes that stand for each other. */
  readonly matched: readonly (readonly [a: number, b: number])[];
  readonly differences: readonly Difference[];
  /** What only exporters make differ, in words; at most one line. */
  readonly noise: string;
}

/** Pairs what is the same in two networks and tells what is not: blocks first, then their nodes. Names play no part. */
export function alignGraphs(a: CanonicalGraph, b: CanonicalGraph): Alignment {
  const [structureA, structureB] = [structureOf(a), structureOf(b)];
  const folding = [
    foldingOf({ graph: a, structure: structureA, originOf: noOrigin }),
    foldingOf({ graph: b, structure: structureB, originOf: noOrigin }),
  ];
  const unfolded = folding.every((state) => state === 'none');
  // Integers of fixed scales are cut off where an activation would cut them.
  const activations = [a, b].some(({ notes }) => notes.quantization === 'static');
  const ignored = { norms: !unfolded, activations };
  // A network whose structure is not known is held as a whole against the whole of the other.
  const both = isStructure(structureA) && isStructure(structureB);
  const whole: NoStructure = { reason: '' };
  const sections = (graph: CanonicalGraph, structure: Structure | NoStructure): Section[] =>
    sectionsOf(graph, both ? structure : whole, ignored);
  const [listA, listB] = [sections(a, structureA), sections(b, structureB)];
  const keysA = listA.map((section) => sectionKey(a, section));
  const keysB = listB.map((section) => sectionKey(b, section));
  const pairs = alignSequences(keysA, keysB, (i, j) => sectionScore(a, b, listA[i], listB[j], keysA[i] === keysB[j]));
  const aligned: AlignedSection[] = [];
  const found: Found[] = [];
  for (const [i, j] of pairs) {
    const [x, y] = [listA[i], listB[j]];
    if (x === undefined || y === undefined) continue;
    const result = compareSections({ graph: a, section: x }, { graph: b, section: y }, { unfolded });
    aligned.push({ a: x, b: y, matched: result.matched });
    found.push(...result.differences);
  }
  if (isStructure(structureA) && isStructure(structureB))
    found.unshift(...countDifferences(a, b, listA, listB, pairs, structureA, structureB));
  const matched = aligned.flatMap((section) => section.matched);
  return { sections: aligned, matched, differences: consolidate(found), noise: noiseOf(a, b, folding) };
}

const noOrigin = () => ({ kind: 'graph', file: '' }) as const;

function sectionKey(graph: CanonicalGraph, section: Section): string {
  const parts = section.nodes.map((node) => signatureOf(graph, node).exact);
  return `${section.kind} ${section.block?.shortcut ?? ''} ${parts.join('; ')}`;
}

function sectionScore(
  a: CanonicalGraph,
  b: CanonicalGraph,
  x: Section | undefined,
  y: Section | undefined,
  equal: boolean,
): number {
  if (x === undefined || y === undefined || x.kind !== y.kind) return 0;
  const sameStage = x.stage === y.stage ? 2 : 0;
  if (equal) return 12 + sameStage;
  if (x.block === undefined || y.block === undefined) return 6 + sameStage;
  const [p, q] = [x.block, y.block];
  const shapes = (graph: CanonicalGraph, section: Section): string =>
    section.nodes.map((node) => signatureOf(graph, node).shape).join('; ');
  return (
    1 +
    sameStage +
    (p.kind === q.kind ? 2 : 0) +
    (p.stride === q.stride ? 1 : 0) +
    (p.width === q.width ? 2 : 0) +
    (p.shortcut === q.shortcut ? 1 : 0) +
    (p.layers.length === q.layers.length ? 1 : 0) +
    (shapes(a, x) === shapes(b, y) ? 2 : 0)
  );
}

/** Stages and blocks that one side has and the other has not. */
function countDifferences(
  a: CanonicalGraph,
  b: CanonicalGraph,
  listA: readonly Section[],
  listB: readonly Section[],
  pairs: readonly (readonly [number, number])[],
  structureA: Structure,
  structureB: Structure,
): Found[] {
  const lone = (list: readonly Section[], which: 0 | 1): Section[] => {
    const paired = new Set(pairs.map((pair) => pair[which]));
    return list.filter((_, i) => !paired.has(i));
  };
  const [onlyA, onlyB] = [lone(listA, 0), lone(listB, 1)];
  const found: Found[] = [];
  const [countA, countB] = [structureA.stages.length, structureB.stages.length];
  if (countA !== countB) {
    const place = { section: 'whole', stage: 0, block: 0, layer: '' } as const;
    found.push({ kind: 'stages', a: countA, b: countB, place, nodesA: [], nodesB: [] });
  }
  const stages = new Set([...onlyA, ...onlyB].filter(({ kind }) => kind === 'block').map(({ stage }) => stage));
  for (const stage of [...stages].sort((x, y) => x - y)) {
    const inStage = (list: readonly Section[]): Section[] =>
      list.filter((section) => section.kind === 'block' && section.stage === stage);
    const [blocksA, blocksB] = [inStage(onlyA), inStage(onlyB)];
    const section = blocksA[0] ?? blocksB[0];
    if (section === undefined) continue;
    const end = (list: readonly Section[]): number[] => list.flatMap(({ nodes }) => nodes.slice(-1));
    found.push({
      kind: 'blocks',
      a: structureA.stages[stage - 1]?.blocks.length ?? 0,
      b: structureB.stages[stage - 1]?.blocks.length ?? 0,
      place: { section: 'block', stage, block: section.index, layer: '' },
      nodesA: end(blocksA),
      nodesB: end(blocksB),
    });
  }
  for (const [list, graph, isA] of [
    [onlyA, a, true],
    [onlyB, b, false],
  ] as const) {
    for (const section of list) {
      if (section.kind !== 'transition' || countA !== countB) continue;
      const words = section.nodes.map((node) => graph.nodes[node]?.op ?? '').join(', ');
      const nodes = [...section.nodes];
      found.push({
        kind: 'layer',
        a: isA ? words : '',
        b: isA ? '' : words,
        place: placeOf({ graph, section }, ''),
        nodesA: isA ? nodes : [],
        nodesB: isA ? [] : nodes,
      });
    }
  }
  return found;
}

/** The same difference at many places is told once; widths that all grow by one factor are one difference. */
function consolidate(found: readonly Found[]): Difference[] {
  const groups = new Map<string, Found[]>();
  for (const difference of found) {
    const { kind, a, b, place } = difference;
    const factor =
      kind === 'width' && typeof a === 'number' && typeof b === 'number' ? `×${(b / a).toFixed(3)}` : undefined;
    const value =
      kind === 'padding' || kind === 'pool-window' || kind === 'blocks'
        ? `${a} ${b} ${place.stage}`
        : (factor ?? `${a} ${b}`);
    const key = `${kind} ${value}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [difference]);
    else group.push(difference);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        ...first,
        more: group.length - 1,
        nodesA: group.flatMap(({ nodesA }) => nodesA),
        nodesB: group.flatMap(({ nodesB }) => nodesB),
      },
    ];
  });
}

const writer = ({ producer }: CanonicalGraph): string => (producer === '' ? 'an unnamed tool' : printable(producer));

function noiseOf(a: CanonicalGraph, b: CanonicalGraph, folding: readonly Folding[]): string {
  const parts: string[] = [];
  for (const [i, side] of ['A', 'B'].entries()) {
    if (folding[i] === 'shown' && folding[1 - i] !== 'shown')
      parts.push(`batch norms are merged into convolutions in ${side}`);
  }
  if (a.producer !== b.producer) parts.push(`A was written by ${writer(a)}, B by ${writer(b)}`);
  const { removed } = a.notes;
  if (removed !== b.notes.removed) {
    parts.push(`${removed} and ${b.notes.removed} nodes are constants, shapes, identities or parts of layers`);
  }
  return parts.join('; ');
}
