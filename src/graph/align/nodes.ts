import type { CanonicalGraph } from '../canonical.ts';
import { isActivation, isNorm, isPointwise, type Layer, layerOf, listAt, strideOf } from '../structure/kinds.ts';
import type { Difference, DifferenceKind, Place } from './difference.ts';
import type { Section } from './sections.ts';
import { alignSequences, type Pairs } from './sequence.ts';
import { signatureOf } from './signature.ts';

export interface Side {
  readonly graph: CanonicalGraph;
  readonly section: Section;
}

export type Found = Omit<Difference, 'more'>;

/** What is compared only where no merged norm can have hidden it. */
export interface Trust {
  /** Both graphs still have the norms and biases that they were built with. */
  readonly unfolded: boolean;
}

export interface SectionResult {
  readonly differences: readonly Found[];
  readonly matched: readonly (readonly [a: number, b: number])[];
}

export function compareSections(a: Side, b: Side, trust: Trust): SectionResult {
  const pairs = pairNodes(a, b);
  const [lostA, lostB] = [unpaired(a, pairs, 0), unpaired(b, pairs, 1)];
  const found: Found[] = [...blockDifferences(a, b)];
  const matched = pairs.map(([i, j]) => [a.section.nodes[i] ?? -1, b.section.nodes[j] ?? -1] as const);
  for (const [nodeA, nodeB] of matched) found.push(...pairDifferences(a, b, nodeA, nodeB, trust));
  const skip = new Set(found.map(({ kind }) => kind));
  found.push(...lostDifferences(a, b, lostA, lostB, skip));
  return { differences: joinMoves(found), matched };
}

function pairNodes(a: Side, b: Side): Pairs {
  const signs = (side: Side) => side.section.nodes.map((node) => signatureOf(side.graph, node));
  const [signsA, signsB] = [signs(a), signs(b)];
  const score = (i: number, j: number): number => {
    const [x, y] = [signsA[i], signsB[j]];
    if (x === undefined || y === undefined || (x.kind !== y.kind && !bothLayers(x.kind, y.kind))) return 0;
    if (x.kind !== y.kind) return 1;
    return x.exact === y.exact ? 8 : x.shape === y.shape ? 6 : 4;
  };
  const exact = (list: readonly { exact: string }[]) => list.map((sign) => sign.exact);
  if (signsA.length * signsB.length < 200_000) return alignSequences(exact(signsA), exact(signsB), score);
  const context = { a: neighborhoods(signsA), b: neighborhoods(signsB) };
  return alignSequences(exact(signsA), exact(signsB), score, context);
}

const bothLayers = (x: string, y: string): boolean =>
  (x === 'pointwise' || x === 'spatial') && (y === 'pointwise' || y === 'spatial');

/** Each signature with those around it. */
function neighborhoods(signs: readonly { exact: string }[]): string[] {
  return signs.map((_, i) =>
    signs
      .slice(Math.max(0, i - 6), i + 7)
      .map(({ exact }) => exact)
      .join('|'),
  );
}

function unpaired(side: Side, pairs: Pairs, which: 0 | 1): number[] {
  const paired = new Set(pairs.map((pair) => pair[which]));
  return side.section.nodes.filter((_, i) => !paired.has(i));
}

/** What is told of blocks as a whole, so that it is not told again of their nodes. */
function blockDifferences(a: Side, b: Side): Found[] {
  const [x, y] = [a.section.block, b.section.block];
  if (x === undefined || y === undefined) return [];
  const at = (kind: DifferenceKind, valueA: string | number, valueB: string | number): Found => ({
    kind,
    a: valueA,
    b: valueB,
    place: placeOf(a, ''),
    nodesA: x.nodes.slice(-1),
    nodesB: y.nodes.slice(-1),
  });
  const found: Found[] = [];
  if (x.residuals !== y.residuals) found.push(at('residual', x.residuals, y.residuals));
  else if (x.shortcut !== y.shortcut) found.push(at('shortcut', x.shortcut, y.shortcut));
  if (x.gateLayers.length > 0 !== y.gateLayers.length > 0) found.push(at('gate', gateText(x.gate), gateText(y.gate)));
  return found;
}

const gateText = (gate: number): string => (gate === 0 ? 'none' : 'squeeze-and-excitation');

export function placeOf({ graph, section }: Side, layer: string | number): Place {
  const text = typeof layer === 'string' ? layer : layerName(graph, section, layer);
  return { section: section.kind, stage: section.stage, block: section.index, layer: text };
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The node in words, with its number where the section has several alike: `second 3×3 convolution`. */
function layerName(graph: CanonicalGraph, section: Section, index: number): string {
  const word = wordOf(graph, index);
  const alike = section.nodes.filter((other) => wordOf(graph, other) === word);
  const place = alike.indexOf(index);
  return alike.length < 2 || place < 0 ? word : `${ORDINALS[place] ?? `${place + 1}th`} ${word}`;
}

function wordOf(graph: CanonicalGraph, index: number): string {
  const layer = layerOf(graph, index);
  const node = graph.nodes[index];
  if (layer !== undefined) {
    if (layer.kind === 'linear') return 'dense layer';
    const size = layer.kernel.join('×');
    return layer.kind === 'conv' ? `${size} convolution` : `${layer.kind} ${size} convolution`;
  }
  if (node === undefined) return '';
  if (isNorm(node)) return 'normalization';
  if (isActivation(node)) return 'activation';
  return node.op.replaceAll('-', ' ');
}

function pairDifferences(a: Side, b: Side, nodeA: number, nodeB: number, trust: Trust): Found[] {
  const found: Found[] = [];
  const [x, y] = [a.graph.nodes[nodeA], b.graph.nodes[nodeB]];
  if (x === undefined || y === undefined) return found;
  const add = (kind: DifferenceKind, valueA: unknown, valueB: unknown): void => {
    if (sameNumber(valueA, valueB)) return;
    found.push({ kind, a: show(valueA), b: show(valueB), place: placeOf(a, nodeA), nodesA: [nodeA], nodesB: [nodeB] });
  };
  const [layerA, layerB] = [layerOf(a.graph, nodeA), layerOf(b.graph, nodeB)];
  if (layerA !== undefined && layerB !== undefined) layerDifferences(layerA, layerB, a, b, trust, add);
  else if (isNorm(x) && isNorm(y)) {
    add('norm-kind', x.op, y.op);
    if (x.op === y.op) {
      add('norm-epsilon', x.attributes.epsilon, y.attributes.epsilon);
      if (x.attributes.momentum !== undefined && y.attributes.momentum !== undefined) {
        add('norm-momentum', x.attributes.momentum, y.attributes.momentum);
      }
      add('norm-groups', x.attributes.groups, y.attributes.groups);
    }
  } else if (isActivation(x) && isActivation(y)) {
    add('activation-kind', x.op, y.op);
    if (x.op === y.op) add('activation-slope', x.attributes.slope, y.attributes.slope);
  } else if (x.op === 'max-pool' || x.op === 'average-pool') {
    add('pool-kind', x.op, y.op);
    const [sizeA, sizeB] = [mapSize(a.graph, x.inputs[0]), mapSize(b.graph, y.inputs[0])];
    const sameInput = sizeA !== undefined && sizeA === sizeB;
    add('pool-window', windowText(a.graph, nodeA, sameInput), windowText(b.graph, nodeB, sameInput));
  }
  return found;
}

function mapSize(graph: CanonicalGraph, tensor: number | undefined): string | undefined {
  const size = graph.tensors[tensor ?? -1]?.shape?.slice(2);
  return size?.every((dim) => typeof dim === 'number') ? size.join('×') : undefined;
}

/** Kernel, stride and padding; padding at the end and rounding up are the same thing where both come to one size. */
function windowText(graph: CanonicalGraph, index: number, withSize: boolean): string {
  const node = graph.nodes[index];
  const [kernel, strides, pads] = ['kernel', 'strides', 'pads'].map((name) => listAt(node, name) ?? []);
  const text = `${kernel?.join('×')}/${strides?.join('×')}, padding ${pads?.slice(0, kernel?.length ?? 0).join('×')}`;
  const size = mapSize(graph, node?.outputs[0]);
  return withSize && size !== undefined ? `${text}, to ${size}` : text;
}

/** Whether a bias is as good as none: exporters leave out those of zeros. */
function hasBias({ graph }: Side, layer: Layer): boolean | undefined {
  const node = graph.nodes[layer.node];
  const bias = graph.tensors[node?.inputs[2] ?? -1];
  if (bias === undefined) return false;
  if (bias.fill !== undefined) return bias.fill !== 0;
  return bias.data === undefined ? undefined : bias.data.some((value) => value !== 0);
}

function layerDifferences(
  x: Layer,
  y: Layer,
  a: Side,
  b: Side,
  trust: Trust,
  add: (kind: DifferenceKind, a: unknown, b: unknown) => void,
): void {
  add('kernel', x.kernel, y.kernel);
  add('stride', strideOf(x), strideOf(y));
  add('dilation', Math.max(...x.dilations), Math.max(...y.dilations));
  if (!(x.kind === 'depthwise' && y.kind === 'depthwise')) add('groups', x.groups, y.groups);
  if (x.outputs !== undefined && y.outputs !== undefined) {
    add(isClassifier(a, x) && isClassifier(b, y) ? 'classes' : 'width', x.outputs, y.outputs);
  }
  // Another kernel, dilation or stride brings its own padding.
  const sameWindow =
    sameNumber(x.kernel, y.kernel) && sameNumber(x.dilations, y.dilations) && strideOf(x) === strideOf(y);
  if (sameWindow && x.pads !== undefined && y.pads !== undefined && !(isPointwise(x) && isPointwise(y)))
    add('padding', x.pads, y.pads);
  const comparable = trust.unfolded || (x.kind === 'linear' && y.kind === 'linear');
  const biases = [hasBias(a, x), hasBias(b, y)];
  if (comparable && x.bias !== y.bias && !biases.includes(undefined)) add('bias', biases[0], biases[1]);
}

function isClassifier({ graph, section }: Side, layer: Layer): boolean {
  if (section.kind !== 'head') return false;
  return section.nodes.findLast((index) => layerOf(graph, index) !== undefined) === layer.node;
}

function lostDifferences(
  a: Side,
  b: Side,
  lostA: readonly number[],
  lostB: readonly number[],
  told: ReadonlySet<DifferenceKind>,
): Found[] {
  const hidden = (side: Side): ReadonlySet<number> => {
    const { block } = side.section;
    const nodes = new Set<number>();
    if (block === undefined) return nodes;
    if (told.has('shortcut') || told.has('residual')) {
      for (const { node } of block.shortcutLayers) nodes.add(node);
    }
    if (told.has('gate')) for (const { node } of block.gateLayers) nodes.add(node);
    return nodes;
  };
  const found: Found[] = [];
  const report = (side: Side, node: number, isA: boolean): void => {
    const kind = lostKind(side.graph, node, told);
    if (kind === undefined || hidden(side).has(node)) return;
    const text =
      kind === 'activation' || kind === 'norm' || kind === 'pool' || kind === 'output-activation'
        ? (side.graph.nodes[node]?.op ?? '')
        : wordOf(side.graph, node);
    found.push({
      kind,
      a: isA ? text : '',
      b: isA ? '' : text,
      place: placeOf(side, node),
      nodesA: isA ? [node] : [],
      nodesB: isA ? [] : [node],
    });
  };
  for (const node of lostA) report(a, node, true);
  for (const node of lostB) report(b, node, false);
  return found;
}

/** What the lack of a node is; undefined where it follows from something that was told. */
function lostKind(graph: CanonicalGraph, index: number, told: ReadonlySet<DifferenceKind>): DifferenceKind | undefined {
  const node = graph.nodes[index];
  if (node === undefined) return undefined;
  if (layerOf(graph, index) !== undefined) return 'layer';
  if (node.op === 'softmax' || node.op === 'log-softmax') return 'output-activation';
  if (isNorm(node)) return told.has('shortcut') || told.has('residual') ? undefined : 'norm';
  if (isActivation(node)) return told.has('gate') ? undefined : 'activation';
  if (node.op === 'add') return told.has('residual') ? undefined : 'residual';
  if (node.op === 'mul') return told.has('gate') ? undefined : 'gate';
  if (node.op === 'global-pool') return told.has('gate') ? undefined : 'head-pool';
  if (node.op === 'max-pool' || node.op === 'average-pool') return told.has('shortcut') ? undefined : 'pool';
  return told.has('shortcut') ? undefined : 'operation';
}

/** A stride that one layer lost and another won was moved; so was an activation. */
function joinMoves(found: readonly Found[]): Found[] {
  const strides = found.filter(({ kind }) => kind === 'stride');
  const [first, second] = strides;
  if (
    strides.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    first.a === second.b &&
    first.b === second.a
  ) {
    const [fromA, fromB] = first.a === 1 ? [second, first] : [first, second];
    const moved: Found = {
      ...first,
      kind: 'stride-placement',
      a: fromA.place.layer,
      b: fromB.place.layer,
      place: { ...first.place, layer: '' },
      nodesA: [...fromA.nodesA, ...fromB.nodesA],
      nodesB: [...fromB.nodesB, ...fromA.nodesB],
    };
    // The padding goes with the stride where a converter chose it.
    return [moved, ...found.filter(({ kind }) => kind !== 'stride')];
  }
  const activations = found.filter(({ kind }) => kind === 'activation');
  const [onlyA, onlyB] = [activations.find(({ b }) => b === ''), activations.find(({ a }) => a === '')];
  if (activations.length === 2 && onlyA !== undefined && onlyB !== undefined && onlyA.a === onlyB.b) {
    const moved: Found = { ...onlyA, kind: 'activation-order', b: onlyB.b, nodesB: onlyB.nodesB };
    return [moved, ...found.filter(({ kind }) => kind !== 'activation')];
  }
  return [...found];
}

function show(value: unknown): string | number {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.join('×');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === undefined ? '' : String(value);
}

function sameNumber(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => value === b[i]);
  return a === b;
}
