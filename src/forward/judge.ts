import { type Difference, placeText } from '../graph/align/index.ts';
import type { CanonicalGraph } from '../graph/canonical.ts';
import { flowOf } from '../graph/structure/flow.ts';
import { isWeighted } from '../graph/structure/kinds.ts';
import { printable } from '../spec/text.ts';
import { type Limits, MARGIN } from './limits.ts';
import { comparable, type Measured, type Measuring, type OutputPair } from './measure.ts';
import type { Statistics } from './probe.ts';
import type { ForwardResult, ForwardVerdict, PartingPlace, TapReport, TapStatistics } from './result.ts';
import type { Side } from './side.ts';
import type { Tap, TapTensor } from './taps.ts';

export interface Evidence {
  readonly measuring: Measuring;
  readonly shown: readonly Tap[];
  /** Of the taps that are shown, with their statistics. */
  readonly both: Measured;
  /** Of all taps. */
  readonly all: Measured;
  readonly local: Measured | undefined;
  readonly noise: { readonly accumulated: Measured; readonly local: Measured } | undefined;
  readonly limits: Limits;
}

/** Layers with other weights on the other side, by which networks are told to have been trained or drawn apart. */
const UNRELATED = 0.1;

export function judge(evidence: Evidence): Omit<ForwardResult, 'run'> {
  const { measuring: m, shown, both } = evidence;
  const measures = measuresOf(evidence);
  const taps = shown.map((tap) => tapReport(evidence, tap, measures));
  const outputs = m.outputs.map((pair) => ({
    a: printable(pair.a.name),
    b: printable(pair.b.name),
    shapeA: pair.a.shape ?? null,
    shapeB: pair.b.shape ?? null,
    relative: finite(both.distances.get(pair.id)?.relative),
  }));
  const found = verdictOf(evidence, measures);
  return { ...found, outputs, taps, notes: notesOf(evidence, found.verdict) };
}

interface Measures {
  accumulated(id: string): number | undefined;
  local(id: string): number | undefined;
  limit(id: string): number;
  localLimit(id: string): number;
}

function measuresOf({ both, all, local, noise, limits }: Evidence): Measures {
  const at = (measured: Measured | undefined, id: string): number | undefined => measured?.distances.get(id)?.relative;
  const bound = (measured: Measured | undefined, id: string, least: number): number => {
    const rounding = at(measured, id);
    return rounding === undefined || !Number.isFinite(rounding) ? least : Math.max(least, MARGIN * rounding);
  };
  return {
    accumulated: (id) => at(all, id) ?? at(both, id),
    local: (id) => at(local, id),
    limit: (id) => bound(noise?.accumulated, id, limits.tolerance),
    localLimit: (id) => bound(noise?.local, id, limits.local),
  };
}

type Found = Pick<ForwardResult, 'verdict' | 'answer' | 'first' | 'guilty'>;

function verdictOf(evidence: Evidence, measures: Measures): Found {
  const { measuring: m, local } = evidence;
  const none = { first: null, guilty: [] };
  const cannot = (why: string): Found => ({ verdict: 'cannot-tell', answer: `cannot tell: ${why}`, ...none });
  if (m.outputs.length === 0) return cannot('no output of A stands for one of B');
  const broken = m.outputs.find((pair) => isNumberless(evidence, pair));
  if (broken !== undefined) {
    return cannot(`output ${printable(broken.a.name)} holds NaN or infinities, which nothing can be held against`);
  }
  const within = (limit: (id: string) => number): boolean =>
    m.outputs.every(({ id }) => (measures.accumulated(id) ?? Number.POSITIVE_INFINITY) <= limit(id));
  const worst = Math.max(...m.outputs.map(({ id }) => measures.accumulated(id) ?? Number.POSITIVE_INFINITY));
  if (within(() => evidence.limits.match)) {
    const shared = m.shared === undefined ? 'on the same inputs' : 'on the same inputs and weights';
    return { verdict: 'match', answer: `match: the outputs are ${amount(worst)} apart ${shared}`, ...none };
  }
  const guilty = local === undefined ? [] : guiltyOf(evidence, measures);
  const weighted = m.taps.filter((tap) => comparable(tap) && isWeighted(nodeOf(m.a.graph, tap.nodeA)));
  const unrelated = weighted.filter(({ id }) => (measures.local(id) ?? 0) > UNRELATED);
  if (m.shared === undefined && weighted.length > 1 && unrelated.length > weighted.length / 2) {
    return cannot(
      'the weights differ, so that the outputs must; --share-weights gives both the same, which tells whether they compute the same',
    );
  }
  const places = guilty.map((tap) => parting(evidence, measures, tap));
  const [first] = places;
  if (within(() => evidence.limits.tolerance) || (first === undefined && within(measures.limit))) {
    return {
      verdict: 'match-within-tolerance',
      answer: `match within provider tolerance: the outputs are ${amount(worst)} apart, which rounding alone comes to`,
      ...none,
    };
  }
  if (first === undefined) {
    const leaves = m.taps.find(({ id }) => (measures.accumulated(id) ?? 0) > measures.limit(id));
    const mismatch = m.outputs.find((pair) => !comparable(pair));
    if (mismatch !== undefined) {
      const place = `the output: ${dims(mismatch.a)} against ${dims(mismatch.b)}`;
      const at = {
        place: 'the output',
        a: mismatch.a.name,
        b: mismatch.b.name,
        cause: place,
        accumulated: null,
        local: null,
      };
      return { verdict: 'part', answer: `part at ${place}`, first: at, guilty: [at] };
    }
    if (leaves === undefined) return cannot(`the outputs are ${amount(worst)} apart, and no layer shows why`);
    const at = parting(evidence, measures, leaves);
    return { verdict: 'part', answer: `part at ${at.place}${because(at)}`, first: at, guilty: [at] };
  }
  const more =
    places.length === 1
      ? ''
      : `; ${places.length - 1} more ${places.length === 2 ? 'layer differs' : 'layers differ'} by themselves`;
  return {
    verdict: 'part',
    answer: `part at ${first.place}${because(first)}${more}`,
    first,
    guilty: places,
  };
}

const because = ({ cause }: PartingPlace): string => (cause === '' ? '' : ` (${cause})`);

/** Layers that compute something else from the same input, in order; what only follows from one of them is none. */
function guiltyOf({ measuring: m }: Evidence, measures: Measures): Tap[] {
  const byNode = new Map(m.taps.map((tap) => [tap.nodeB, tap]));
  const flow = flowOf(m.b.graph);
  const guilty: Tap[] = [];
  /** Nodes of B whose input could not be made A's, since the shapes differ. */
  const tainted = new Set<number>();
  for (const [node, before] of flow.before.entries()) {
    const tap = byNode.get(node);
    const fromTainted = before.some((source) => tainted.has(source));
    if (tap === undefined) {
      if (fromTainted) tainted.add(node);
      continue;
    }
    if (!comparable(tap)) {
      if (!fromTainted && tap.a.shape !== undefined && tap.b.shape !== undefined) guilty.push(tap);
      tainted.add(node);
      continue;
    }
    const error = measures.local(tap.id);
    if (!fromTainted && error !== undefined && !(error <= measures.localLimit(tap.id))) guilty.push(tap);
  }
  return guilty.sort((p, q) => p.nodeA - q.nodeA);
}

function parting({ measuring: m }: Evidence, measures: Measures, tap: Tap): PartingPlace {
  return {
    place: placeText(tap.place),
    a: nameOf(m.a.graph, tap.nodeA),
    b: nameOf(m.b.graph, tap.nodeB),
    cause: causeAt(m, tap),
    accumulated: finite(measures.accumulated(tap.id)),
    local: finite(measures.local(tap.id)),
  };
}

/** What differs in the graphs at a place, or between it and the taps before it. */
function causeAt(m: Measuring, tap: Tap): string {
  const reachA = between(m.a.graph, tap.nodeA, new Set(m.taps.map(({ nodeA }) => nodeA)));
  const reachB = between(m.b.graph, tap.nodeB, new Set(m.taps.map(({ nodeB }) => nodeB)));
  const found = m.alignment.differences.find(
    ({ nodesA, nodesB }) => nodesA.some((node) => reachA.has(node)) || nodesB.some((node) => reachB.has(node)),
  );
  if (found !== undefined) return inWords(found);
  if (!comparable(tap)) return `shapes ${dims(tap.a)} and ${dims(tap.b)}`;
  const lone = [
    loneIn('A', m.a.graph, reachA, new Set(m.alignment.matched.map(([x]) => x))),
    loneIn('B', m.b.graph, reachB, new Set(m.alignment.matched.map(([, y]) => y))),
  ].filter((text) => text !== '');
  if (lone.length > 0) return lone.join('; ');
  return m.shared === undefined && weightsDiffer(m, tap) ? 'the weights differ' : '';
}

/** Layers on the way to a tap that have no counterpart; those that only rearrange data may have none. */
function loneIn(side: string, graph: CanonicalGraph, reach: ReadonlySet<number>, matched: ReadonlySet<number>): string {
  const ops = [...reach].flatMap((index) => {
    const { op } = nodeOf(graph, index);
    return matched.has(index) || QUIET.has(op) ? [] : [op.replaceAll('-', ' ')];
  });
  return ops.length === 0
    ? ''
    : `only in ${side}: ${[...new Set(ops)]
        .slice(0, 4)
        .map((op) => printable(op))
        .join(', ')}`;
}

const QUIET: ReadonlySet<string> = new Set(['reshape', 'transpose', 'identity', 'batch-norm', 'squeeze', 'unsqueeze']);

const SAMPLED = 65_536;

/** Whether the parameters of the two nodes of a tap, as far as they are of one shape, hold other numbers. */
function weightsDiffer({ a, b }: Measuring, tap: Tap): boolean {
  const [x, y] = [nodeOf(a.graph, tap.nodeA), nodeOf(b.graph, tap.nodeB)];
  return x.inputs.some((input, place) => {
    const [first, second] = [elements(a, input), elements(b, y.inputs[place] ?? -1)];
    return (
      first?.length === second?.length && first?.some((value, i) => !nearly(value, second?.[i] ?? Number.NaN)) === true
    );
  });
}

function elements(side: Side, tensor: number): Float64Array | undefined {
  const stored = side.weights[side.graph.tensors[tensor]?.weights ?? -1];
  return stored === undefined ? undefined : side.reader.read(stored, 0, SAMPLED);
}

const nearly = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-5 * Math.max(Math.abs(x), Math.abs(y));

function between(graph: CanonicalGraph, node: number, taps: ReadonlySet<number>): Set<number> {
  const flow = flowOf(graph);
  const seen = new Set([node]);
  const stack = [...(flow.before[node] ?? [])];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next) || taps.has(next)) continue;
    seen.add(next);
    stack.push(...(flow.before[next] ?? []));
  }
  return seen;
}

function inWords({ kind, a, b }: Difference): string {
  const side = (value: string | number): string => (value === '' ? 'none' : printable(String(value), 60));
  return `${kind.replaceAll('-', ' ')}: ${side(a)} against ${side(b)}`;
}

function tapReport({ measuring: m, both }: Evidence, tap: Tap, measures: Measures): TapReport {
  const { section, stage, block } = tap.place;
  return {
    place: placeText(tap.place),
    section,
    stage,
    block,
    nodeA: nameOf(m.a.graph, tap.nodeA),
    nodeB: nameOf(m.b.graph, tap.nodeB),
    shapeA: tap.a.shape ?? null,
    shapeB: tap.b.shape ?? null,
    accumulated: finite(measures.accumulated(tap.id)),
    local: finite(measures.local(tap.id)),
    limit: measures.limit(tap.id),
    localLimit: measures.localLimit(tap.id),
    a: statisticsReport(both.statistics.a.get(tap.id)),
    b: statisticsReport(both.statistics.b.get(tap.id)),
  };
}

function statisticsReport(statistics: Statistics | undefined): TapStatistics | null {
  if (statistics === undefined) return null;
  const { mean, std, min, max, l2, zero, negative, nan, infinite, channelStd } = statistics;
  const channels =
    channelStd === undefined
      ? {}
      : { channels: channelStd.length, deadChannels: channelStd.filter((deviation) => deviation === 0).length };
  return { mean, std, min, max, l2, zero, negative, nan, infinite, ...channels };
}

function notesOf({ measuring: m }: Evidence, verdict: ForwardVerdict): string[] {
  const notes: string[] = [];
  if (m.shared !== undefined) {
    const { layers, left } = m.shared;
    const rest =
      left.length === 0
        ? ''
        : `; left as they are: ${left.slice(0, 5).join('; ')}${left.length > 5 ? `; and ${left.length - 5} more` : ''}`;
    notes.push(`${layers} layers of both have the same weights${rest}`);
    notes.push(
      'a match with shared weights is strong evidence of the same function at inference; it says nothing of initialization, nor of training (dropout, momentum of norms)',
    );
  }
  const [countA, countB] = [m.a.model.graph.outputs.length, m.b.model.graph.outputs.length];
  if (countA !== countB)
    notes.push(`A has ${countA} outputs and B ${countB}: the first ${Math.min(countA, countB)} are compared`);
  if (m.alignment.noise !== '') notes.push(m.alignment.noise);
  if (verdict === 'match' && m.alignment.differences.length > 0) {
    notes.push(`the graphs differ all the same: ${m.alignment.differences.slice(0, 3).map(inWords).join('; ')}`);
  }
  return notes;
}

function isNumberless({ both }: Evidence, { id }: OutputPair): boolean {
  return [both.statistics.a, both.statistics.b].some((side) => {
    const statistics = side.get(id);
    return statistics !== undefined && (statistics.nan > 0 || statistics.infinite > 0);
  });
}

const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;

const amount = (relative: number): string =>
  relative === 0 ? 'not at all' : `${relative.toExponential(1)} (relative L2)`;

const dims = ({ shape }: TapTensor): string => (shape === undefined ? 'an unknown shape' : shape.join('×'));

function nodeOf(graph: CanonicalGraph, index: number): CanonicalGraph['nodes'][number] {
  const node = graph.nodes[index];
  if (node === undefined) throw new Error(`no node ${index}`);
  return node;
}

function nameOf(graph: CanonicalGraph, index: number): string {
  const node = nodeOf(graph, index);
  return printable(node.name || graph.tensors[node.outputs[0] ?? -1]?.name || '');
}
