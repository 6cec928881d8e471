import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Alignment } from '../graph/align/index.ts';
import type { CanonicalGraph } from '../graph/canonical.ts';
import type { GraphNode, GraphTensor } from '../graph/model-graph.ts';
import { isNorm, isWeighted } from '../graph/structure/kinds.ts';
import type { OnnxNode } from '../sources/onnx/model.ts';
import { printable } from '../spec/text.ts';
import type { Composition, Operands } from './compose.ts';
import { normals, seeded } from './inputs.ts';
import type { Side } from './side.ts';
import { normBehind } from './taps.ts';

/** Whose weights both networks get: A's, or drawn ones that hide nothing. */
export type Sharing = 'a' | 'generic';

/** What a node of a file reads under a name. */
interface Operand {
  readonly node: OnnxNode;
  readonly name: string;
}

/** A tensor of numbers to be put in place of an operand. */
interface Shared {
  readonly side: 'a' | 'b';
  readonly at: Operand;
  readonly dims: readonly number[];
  /** As in `TensorProto.DataType`, of what it stands for. */
  readonly type: number;
  readonly offset: number;
  readonly length: number;
}

export interface SharedWeights {
  /** The file that holds the numbers, as 32-bit floats. */
  readonly file: string;
  readonly tensors: readonly Shared[];
  /** Layers whose weights could not be made the same, in words. */
  readonly left: readonly string[];
  /** Layers of both networks that have the same weights now. */
  readonly layers: number;
}

type Role = 'weight' | 'bias' | 'scale' | 'offset' | 'mean' | 'variance';

interface Parameter {
  readonly role: Role;
  readonly at: Operand;
  readonly dims: readonly number[];
  readonly type: number;
  /** Reads the numbers that the file has. */
  read(): Float64Array | undefined;
}

const NORM_ROLES: readonly Role[] = ['scale', 'offset', 'mean', 'variance'];

/**
 * Gives aligned layers of two networks the same weights, batch norms that are merged on one side seen through, and writes
 * them to a file.
 */
export function shareWeights(
  a: Side,
  b: Side,
  alignment: Alignment,
  sharing: Sharing,
  seed: number,
  folder: string,
): SharedWeights {
  const sharer = new Sharer(sharing, seed);
  const left: string[] = [];
  let layers = 0;
  const done = { a: new Set<number>(), b: new Set<number>() };
  const [matchedA, matchedB] = [
    new Set(alignment.matched.map(([x]) => x)),
    new Set(alignment.matched.map(([, y]) => y)),
  ];
  const share = (nodeA: number, nodeB: number): void => {
    if (done.a.has(nodeA)) return;
    done.a.add(nodeA);
    done.b.add(nodeB);
    const [x, y] = [parametersOf(a, nodeA), parametersOf(b, nodeB)];
    if (x.length === 0 && y.length === 0) return;
    const why = sharer.pair(x, y, isTransposed(a.graph, nodeA) !== isTransposed(b.graph, nodeB));
    if (why === '') layers++;
    else left.push(`${nameOf(a.graph, nodeA)} and ${nameOf(b.graph, nodeB)}: ${why}`);
  };
  for (const [nodeA, nodeB] of alignment.matched) {
    const node = a.graph.nodes[nodeA];
    if (node === undefined) continue;
    const [normA, normB] = [normBehind(a.graph, nodeA), normBehind(b.graph, nodeB)];
    const isMergedA = isWeighted(node) && normA === undefined && normB !== undefined && !matchedB.has(normB);
    const isMergedB = isWeighted(node) && normB === undefined && normA !== undefined && !matchedA.has(normA);
    if (isMergedA || isMergedB) {
      const conv = [parametersOf(a, nodeA), parametersOf(b, nodeB)] as const;
      done.a.add(nodeA);
      done.b.add(nodeB);
      const norm = isMergedA ? parametersOf(b, normB ?? -1) : parametersOf(a, normA ?? -1);
      (isMergedA ? done.b : done.a).add((isMergedA ? normB : normA) ?? -1);
      const graph = isMergedA ? b.graph : a.graph;
      const epsilon = Number(graph.nodes[(isMergedA ? normB : normA) ?? -1]?.attributes.epsilon ?? 1e-5);
      const why = isMergedA
        ? sharer.unfold(conv[0], conv[1], norm, epsilon)
        : sharer.fold(conv[0], norm, conv[1], epsilon);
      if (why === '') layers++;
      else left.push(`${nameOf(a.graph, nodeA)} and ${nameOf(b.graph, nodeB)}: ${why}`);
      continue;
    }
    share(nodeA, nodeB);
    if (isWeighted(node) && normA !== undefined && normB !== undefined) share(normA, normB);
  }
  for (const [side, graph, seen] of [
    ['A', a, done.a],
    ['B', b, done.b],
  ] as const) {
    for (const [index, node] of graph.graph.nodes.entries()) {
      if (seen.has(index) || parametersOf(graph, index).length === 0) continue;
      left.push(`${nameOf(graph.graph, index)} is in ${side} only (${node.op.replaceAll('-', ' ')})`);
    }
  }
  return { ...sharer.write(join(folder, 'shared.bin')), left: left.map((text) => printable(text)), layers };
}

/** Puts shared weights into a model; gives what either side reads in place of its own. */
export function placeShared(model: Composition, shared: SharedWeights): Record<'a' | 'b', Operands> {
  const operands = { a: new Map<OnnxNode, Map<string, string>>(), b: new Map<OnnxNode, Map<string, string>>() };
  for (const [i, { side, at, dims, type, offset, length }] of shared.tensors.entries()) {
    const tensor = model.data(`shared/${i}`, dims, shared.file, offset, length);
    const own = operands[side].get(at.node) ?? new Map<string, string>();
    operands[side].set(at.node, own.set(at.name, type === 1 ? tensor : model.add('Cast', [tensor], { to: type })));
  }
  return operands;
}

class Sharer {
  readonly #sharing: Sharing;
  readonly #random: () => number;
  readonly #normal: () => number;
  readonly #values: { side: 'a' | 'b'; parameter: Parameter; values: Float64Array }[] = [];

  constructor(sharing: Sharing, seed: number) {
    this.#sharing = sharing;
    this.#random = seeded(seed + 101);
    this.#normal = normals(seeded(seed + 202));
  }

  /** Two layers with the same parameters; gives why not, or ''. */
  pair(a: readonly Parameter[], b: readonly Parameter[], isTransposed: boolean): string {
    for (const x of a) {
      const y = b.find(({ role }) => role === x.role);
      if (y === undefined) {
        if (x.role !== 'bias' || !this.#zero(x)) return `B has no ${x.role}`;
        continue;
      }
      if (isTransposed && x.role === 'weight') {
        if (x.dims[0] !== y.dims[1] || x.dims[1] !== y.dims[0]) return 'their shapes differ';
      } else if (count(x.dims) !== count(y.dims)) return 'their shapes differ';
    }
    for (const y of b) {
      const x = a.find(({ role }) => role === y.role);
      if (x === undefined) {
        if (y.role !== 'bias') return `A has no ${y.role}`;
        this.#set('b', y, new Float64Array(count(y.dims)));
        continue;
      }
      const values = this.#valuesOf(x);
      if (values === undefined) return 'the weights of A cannot be read';
      const turned = isTransposed && x.role === 'weight' ? transposed(values, x.dims) : values;
      this.#set('b', y, turned);
    }
    return '';
  }

  /** A has the norm in its layer, B apart: B's norm then only adds. */
  unfold(a: readonly Parameter[], b: readonly Parameter[], norm: readonly Parameter[], epsilon: number): string {
    const bias = a.find(({ role }) => role === 'bias');
    const why = this.pair(
      a.filter(({ role }) => role === 'weight'),
      b.filter(({ role }) => role === 'weight'),
      false,
    );
    if (why !== '') return why;
    const own = b.find(({ role }) => role === 'bias');
    if (own !== undefined) this.#set('b', own, new Float64Array(count(own.dims)));
    const offsets = bias === undefined ? undefined : this.#valuesOf(bias);
    for (const parameter of norm) {
      const size = count(parameter.dims);
      const values = new Float64Array(size).fill(
        parameter.role === 'variance' ? 1 : parameter.role === 'scale' ? Math.sqrt(1 + epsilon) : 0,
      );
      if (parameter.role === 'offset' && offsets !== undefined) values.set(offsets.subarray(0, size));
      this.#set('b', parameter, values);
    }
    return '';
  }

  /** A has a norm behind its layer, B has it merged. */
  fold(a: readonly Parameter[], norm: readonly Parameter[], b: readonly Parameter[], epsilon: number): string {
    const part = (role: Role): Float64Array | undefined => {
      const parameter = [...a, ...norm].find((each) => each.role === role);
      return parameter === undefined ? undefined : this.#valuesOf(parameter);
    };
    const [weight, scale, offset, mean, variance] = (['weight', 'scale', 'offset', 'mean', 'variance'] as const).map(
      part,
    );
    const [target, bias] = (['weight', 'bias'] as const).map((role) => b.find((each) => each.role === role));
    if (
      weight === undefined ||
      scale === undefined ||
      offset === undefined ||
      mean === undefined ||
      variance === undefined
    )
      return 'the weights of A cannot be read';
    if (target === undefined || count(target.dims) !== weight.length) return 'their shapes differ';
    const own = part('bias');
    const factor = scale.map((value, i) => value / Math.sqrt((variance[i] ?? 1) + epsilon));
    const each = weight.length / factor.length;
    const offsets = offset.map((value, i) => value + ((own?.[i] ?? 0) - (mean[i] ?? 0)) * (factor[i] ?? 1));
    if (bias === undefined && offsets.some((value) => value !== 0))
      return 'B has no bias that could hold the offset of A’s norm';
    this.#set(
      'b',
      target,
      weight.map((value, i) => value * (factor[Math.floor(i / each)] ?? 1)),
    );
    if (bias !== undefined) this.#set('b', bias, offsets);
    return '';
  }

  /** Writes all that was settled. */
  write(file: string): { file: string; tensors: Shared[] } {
    const fd = openSync(file, 'w');
    let offset = 0;
    try {
      const tensors = this.#values.map(({ side, parameter, values }): Shared => {
        const bytes = new Uint8Array(Float32Array.from(values).buffer);
        writeSync(fd, bytes);
        const { at, dims, type } = parameter;
        const shared = { side, at, dims, type, offset, length: bytes.length };
        offset += bytes.length;
        return shared;
      });
      return { file, tensors };
    } finally {
      closeSync(fd);
    }
  }

  /** What A's parameter holds: its own numbers, or drawn ones. */
  #valuesOf(parameter: Parameter): Float64Array | undefined {
    const known = this.#values.find(({ side, parameter: { at } }) => side === 'a' && sameOperand(at, parameter.at));
    if (known !== undefined) return known.values;
    if (this.#sharing === 'a') return parameter.read();
    const values = this.#drawn(parameter);
    this.#set('a', parameter, values);
    return values;
  }

  /** Whether a bias can be left out. */
  #zero(parameter: Parameter): boolean {
    if (this.#sharing === 'a') return parameter.read()?.every((value) => value === 0) === true;
    this.#set('a', parameter, new Float64Array(count(parameter.dims)));
    return true;
  }

  #set(side: 'a' | 'b', parameter: Parameter, values: Float64Array): void {
    this.#values.push({ side, parameter, values });
  }

  /** Numbers under which each part of a network shows: of the usual variance, and none of them 0 or 1. */
  #drawn({ role, dims }: Parameter): Float64Array {
    const size = count(dims);
    const fan = Math.max(1, size / (dims[0] ?? 1));
    if (role === 'weight')
      return Float64Array.from({ length: size }, () => Math.fround(this.#normal() * Math.sqrt(2 / fan)));
    if (role === 'scale' || role === 'variance')
      return Float64Array.from({ length: size }, () => Math.fround(0.5 + this.#random()));
    return Float64Array.from({ length: size }, () => Math.fround(0.1 * this.#normal()));
  }
}

/** What of a layer's operands is no input of the network, and where its file reads it. */
function parametersOf(side: Side, index: number): Parameter[] {
  const node = side.graph.nodes[index];
  if (node === undefined) return [];
  const roles: readonly Role[] = isWeighted(node)
    ? ['weight', 'bias']
    : isNorm(node)
      ? NORM_ROLES
      : ['weight', 'weight'];
  const readers = rawNodesOf(side, node);
  return node.inputs.slice(1).flatMap((input, place): Parameter[] => {
    const role = roles[place];
    const tensor = side.graph.tensors[input];
    if (role === undefined || tensor === undefined || (tensor.role !== 'parameter' && tensor.role !== 'buffer'))
      return [];
    const at = operandOf(side, readers, tensor.name);
    const stored = side.weights[tensor.weights ?? -1];
    const dims = stored?.dims ?? tensor.shape?.filter((dim) => typeof dim === 'number');
    if (at === undefined || dims === undefined) return [];
    const read = (): Float64Array | undefined =>
      stored === undefined ? turnedSource(side, tensor) : side.reader.read(stored, 0, Number.POSITIVE_INFINITY);
    return [{ role, at, dims, type: stored?.type ?? FLOAT, read }];
  });
}

const FLOAT = 1;
const MOST_NODES = 16;

/** Nodes of the file that one canonical node stands for. */
function rawNodesOf(side: Side, node: GraphNode): OnnxNode[] {
  const name = (tensor: number): string =>
    side.graph.tensors[tensor]?.stored?.name ?? side.graph.tensors[tensor]?.name ?? '';
  const inputs = new Set(node.inputs.map(name));
  const found: OnnxNode[] = [];
  const stack = [name(node.outputs[0] ?? -1)];
  for (let output = stack.pop(); output !== undefined && found.length < MOST_NODES; output = stack.pop()) {
    const maker = makersIn(side).get(output);
    if (maker === undefined || found.includes(maker)) continue;
    found.push(maker);
    stack.push(...maker.inputs.filter((input) => !inputs.has(input)));
  }
  return found;
}

function operandOf(side: Side, readers: readonly OnnxNode[], name: string): Operand | undefined {
  for (const node of readers) {
    // An alias is not what reads a tensor, but what another reads.
    if (node.op === 'Identity') continue;
    for (const input of node.inputs) if (input === name || aliased(side, input) === name) return { node, name: input };
  }
  return undefined;
}

function aliased(side: Side, name: string): string {
  let current = name;
  for (let steps = 0; steps < 8; steps++) {
    const maker = makersIn(side).get(current);
    if (maker?.op !== 'Identity') break;
    current = maker.inputs[0] ?? current;
  }
  return current;
}

/** The numbers of a parameter that is another one by another name, or transposed. */
function turnedSource(side: Side, { name, from }: GraphTensor): Float64Array | undefined {
  const stored = side.weights[side.graph.tensors[from ?? -1]?.weights ?? -1];
  if (stored === undefined || stored.dims.length !== 2 || makersIn(side).get(name)?.op !== 'Transpose')
    return undefined;
  const values = side.reader.read(stored, 0, Number.POSITIVE_INFINITY);
  return values === undefined ? undefined : transposed(values, stored.dims);
}

const makers = new WeakMap<Side, ReadonlyMap<string, OnnxNode>>();

function makersIn(side: Side): ReadonlyMap<string, OnnxNode> {
  const known = makers.get(side);
  if (known !== undefined) return known;
  const found = new Map(
    side.model.graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  makers.set(side, found);
  return found;
}

const sameOperand = (x: Operand, y: Operand): boolean => x.node === y.node && x.name === y.name;

const isTransposed = (graph: CanonicalGraph, index: number): boolean => {
  const node: GraphNode | undefined = graph.nodes[index];
  return node?.op === 'linear' && node.attributes.transposed === true;
};

const count = (dims: readonly number[]): number => dims.reduce((all, dim) => all * dim, 1);

function transposed(values: Float64Array, dims: readonly number[]): Float64Array {
  const [rows = 0, columns = 0] = dims;
  return Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

function nameOf(graph: CanonicalGraph, index: number): string {
  const node = graph.nodes[index];
  return node?.name || graph.tensors[node?.outputs[0] ?? -1]?.name || `node ${index}`;
}
