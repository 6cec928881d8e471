import { type ByteSource, slice } from '../sources/onnx/bytes.ts';
import { outerReads } from '../sources/onnx/convert.ts';
import { externalFile } from '../sources/onnx/external.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '../sources/onnx/model.ts';
import { ResauditError, SourceError } from '../spec/errors.ts';
import { printable, quoted } from '../spec/text.ts';
import {
  type AttributeValue,
  type Bytes,
  externalTensor,
  integer,
  join,
  message,
  node,
  smallTensor,
  text,
  valueInfo,
} from './encode.ts';
import { type Lifted, lift } from './lift.ts';

/** A model to be run or to be made part of one. */
export interface Part {
  /** As the person named it. */
  readonly name: string;
  readonly path: string;
  readonly model: OnnxModel;
  readonly bytes: ByteSource;
}

/** Smaller tensors are copied into the model, where the runtime finds shapes and axes; larger ones stay where they are. */
const COPIED = 1024;
const IR_VERSION = 10;

/** Names on their way into the composed model: of what is read, and of what is made. */
interface Names {
  read(name: string): string;
  made(name: string): string;
}

/** What single nodes read in place of an operand, by its name. */
export type Operands = ReadonlyMap<OnnxNode, ReadonlyMap<string, string>>;

export interface Placement {
  /** In front of every name of the part. */
  readonly prefix: string;
  /** What is to be computed, by the part's own names. */
  readonly wanted: readonly string[];
  /** Tensors of the part that are read from elsewhere: its inputs, and others that stand in for its own. */
  readonly replaced: ReadonlyMap<string, string>;
  readonly operands?: Operands | undefined;
}

/**
 * A model made of parts of others, with further nodes between and behind them. Large weights are not copied: they stay in
 * the file that they came in, which is linked beside the composed model.
 */
export class Composition {
  /** Version of the standard operators. */
  readonly opset: number;
  readonly #nodes: Bytes[] = [];
  readonly #tensors: Bytes[] = [];
  readonly #known = new Set<string>();
  readonly #inputs: Bytes[] = [];
  readonly #outputs: string[] = [];
  readonly #domains = new Map<string, number>();
  readonly #links = new Map<string, string>();
  #fresh = 0;

  constructor(opset: number) {
    this.opset = opset;
  }

  input(name: string, type: number, dims: readonly number[]): void {
    this.#inputs.push(message(11, valueInfo(name, type, dims)));
  }

  /** Files that must lie beside the model, by the name that they have there. */
  get links(): ReadonlyMap<string, string> {
    return this.#links;
  }

  get outputs(): readonly string[] {
    return this.#outputs;
  }

  output(name: string): void {
    this.#outputs.push(name);
  }

  /** Adds a node and gives the name of what it makes. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const output = `resaudit/${this.#fresh++}`;
    this.#nodes.push(message(1, node(op, inputs, [output], attributes)));
    return output;
  }

  integers(values: readonly number[], dims: readonly number[] = [values.length]): string {
    const name = `resaudit/i${dims.length === 0 ? 's' : ''}${values.join('_')}`;
    return this.#constant(name, dims, BigInt64Array.from(values, BigInt));
  }

  number(value: number): string {
    return this.#constant(`resaudit/f${value}`, [], Float32Array.of(value));
  }

  /** A tensor of 32-bit floats that lies in a file of its own. */
  data(name: string, dims: readonly number[], file: string, offset: number, length: number): string {
    if (!this.#known.has(name)) {
      this.#known.add(name);
      this.#tensors.push(externalTensor(name, dims, 1, { file: this.#link(file), offset, length }));
    }
    return name;
  }

  /** A reduction over some axes, or over all. */
  reduce(op: string, x: string, axes?: readonly number[], keep = false): string {
    const keepdims = keep ? 1 : 0;
    if (axes === undefined) return this.add(op, [x], { keepdims });
    const asOperand = this.opset >= (op === 'ReduceSum' ? 13 : 18);
    return asOperand ? this.add(op, [x, this.integers(axes)], { keepdims }) : this.add(op, [x], { keepdims, axes });
  }

  /**
   * Adds what is needed of a model to compute some of its tensors.
   * @throws {SourceError} where its weights are not there, or it cannot be part of a model of this version of operators.
   */
  place(part: Part, { prefix, wanted, replaced, operands }: Placement): void {
    const { model } = part;
    for (const [domain, version] of model.opsets) {
      if (domain === '') continue;
      this.#domains.set(domain, Math.max(version, this.#domains.get(domain) ?? 0));
    }
    const made = (name: string): string => (name === '' ? '' : `${prefix}${name}`);
    const names: Names = { read: (name) => replaced.get(name) ?? made(name), made };
    const initializers = new Map(model.graph.initializers.map((tensor) => [tensor.name, tensor]));
    const { nodes, reads } = neededFor(model.graph, wanted, replaced, operands);
    for (const name of reads) {
      const tensor = initializers.get(name);
      if (tensor !== undefined) this.#tensor(part, tensor, made(name));
    }
    for (const each of nodes) {
      const own = operands?.get(each);
      const read = own === undefined ? names.read : (name: string): string => own.get(name) ?? names.read(name);
      this.#place(part, each, { read, made });
    }
  }

  /** The composed model, as a file. */
  finish(): Bytes {
    const graph = join([
      ...this.#nodes,
      text(2, 'resaudit'),
      ...this.#tensors.map((tensor) => message(5, tensor)),
      ...this.#inputs,
      ...this.#outputs.map((name) => message(12, valueInfo(name))),
    ]);
    const opset = (domain: string, version: number): Bytes => message(8, join([text(1, domain), integer(2, version)]));
    const domains = [...this.#domains].map(([domain, version]) => opset(domain, version));
    return join([integer(1, IR_VERSION), text(2, 'resaudit'), message(7, graph), opset('', this.opset), ...domains]);
  }

  #constant(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    if (!this.#known.has(name)) {
      this.#known.add(name);
      this.#tensors.push(smallTensor(name, dims, values));
    }
    return name;
  }

  #place(part: Part, each: OnnxNode, names: Names): void {
    const value = each.op === 'Constant' && each.domain === '' ? each.attributes.get('value') : undefined;
    const output = each.outputs[0] ?? '';
    if (value?.kind === 'tensor' && isLarge(value.value)) {
      this.#tensor(part, value.value, names.made(output));
      return;
    }
    this.#nodes.push(message(1, this.#node(part, each, names)));
  }

  #node(part: Part, each: OnnxNode, names: Names): Bytes {
    const from = part.model.opsets.get('') ?? 1;
    const lifted = lift(each, from, this.opset);
    if (lifted === undefined) throw new OpsetError(part, each.op, from, this.opset);
    const inputs = each.inputs.map(names.read);
    for (const [place, values] of lifted.operands) {
      while (inputs.length < place) inputs.push('');
      inputs[place] = this.integers(values);
    }
    return join([
      ...inputs.map((name) => text(1, name)),
      ...each.outputs.map((name) => text(2, names.made(name))),
      text(3, names.made(each.name === '' ? (each.outputs[0] ?? '') : each.name)),
      text(4, each.op),
      ...this.#attributes(part, each, lifted, names),
      ...(each.domain === '' ? [] : [text(7, each.domain)]),
      ...(each.overload === '' ? [] : [text(8, each.overload)]),
    ]);
  }

  #attributes(part: Part, each: OnnxNode, lifted: Lifted, names: Names): Bytes[] {
    const all = [...each.attributes]
      .filter(([name]) => !lifted.dropped.includes(name))
      .map(([name, value]) => message(5, this.#attribute(part, name, value, names)));
    const added = Object.entries(lifted.added).map(([name, value]) =>
      message(5, join([text(1, name), integer(3, value), integer(20, 2)])),
    );
    return [...all, ...added];
  }

  #attribute(part: Part, name: string, value: OnnxAttribute, names: Names): Bytes {
    if (value.kind === 'graph') {
      return join([text(1, name), message(6, this.#subgraph(part, value.value, names)), integer(20, 5)]);
    }
    if (value.kind === 'graphs') {
      const graphs = value.value.map((graph) => message(11, this.#subgraph(part, graph, names)));
      return join([text(1, name), ...graphs, integer(20, 10)]);
    }
    if (value.at === undefined) throw unrunnable(part, `attribute ${quoted(name)} cannot be copied`);
    // The attribute of a call that stands in a function goes by the name that it has there: the last one counts.
    return join([slice(part.bytes, ...value.at), text(1, name)]);
  }

  #subgraph(part: Part, graph: OnnxGraph, names: Names): Bytes {
    const inner = new Set([
      ...graph.inputs.map(({ name }) => name),
      ...graph.initializers.map(({ name }) => name),
      ...graph.nodes.flatMap(({ outputs }) => outputs),
    ]);
    const scope: Names = {
      made: names.made,
      read: (name) => (inner.has(name) ? names.made(name) : names.read(name)),
    };
    return join([
      ...graph.nodes.map((each) => message(1, this.#node(part, each, scope))),
      text(2, names.made(graph.name || 'body')),
      ...graph.initializers.map((tensor) => message(5, copied(part, tensor, names.made(tensor.name)))),
      ...graph.inputs.map(({ name }) => message(11, valueInfo(names.made(name)))),
      ...graph.outputs.map(({ name }) => message(12, valueInfo(scope.read(name)))),
    ]);
  }

  #tensor(part: Part, tensor: OnnxTensor, name: string): void {
    if (this.#known.has(name)) return;
    this.#known.add(name);
    const { data, dims, type } = tensor;
    if (data.kind === 'external') {
      const file = externalFile(part.path, data.location);
      if (file === undefined) {
        throw new SourceError(
          `${printable(part.name)} keeps weights in ${quoted(data.location)}, which is not in its folder`,
          { help: 'put that file beside the model' },
        );
      }
      const { offset, length = sizeInBytes(tensor) } = data;
      this.#tensors.push(externalTensor(name, dims, type, { file: this.#link(file), offset, length }));
    } else if (data.kind === 'raw' && isLarge(tensor)) {
      const { offset, length } = data;
      this.#tensors.push(externalTensor(name, dims, type, { file: this.#link(part.path), offset, length }));
    } else this.#tensors.push(copied(part, tensor, name));
  }

  #link(path: string): string {
    for (const [name, known] of this.#links) if (known === path) return name;
    const name = `weights-${this.#links.size}`;
    this.#links.set(name, path);
    return name;
  }
}

/** Two models that cannot be parts of one, since an operator changed between their versions. */
class OpsetError extends ResauditError {
  override readonly name = 'OpsetError';
  constructor(part: Part, op: string, from: number, to: number) {
    super(
      `${printable(part.name)} has version ${from} of the operators and the other ${to}, between which ${printable(op)} changed`,
      { help: 'export both with one opset' },
    );
  }
}

/** Nodes in their own order, and all that they read. */
function neededFor(
  graph: OnnxGraph,
  wanted: readonly string[],
  replaced: ReadonlyMap<string, string>,
  operands: Operands | undefined,
): { nodes: OnnxNode[]; reads: Set<string> } {
  const makers = new Map<string, number>();
  for (const [i, each] of graph.nodes.entries()) for (const output of each.outputs) makers.set(output, i);
  const needed = new Set<number>();
  const reads = new Set<string>(wanted);
  const stack = [...wanted];
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    const maker = makers.get(name);
    if (maker === undefined || needed.has(maker)) continue;
    needed.add(maker);
    const each = graph.nodes[maker];
    if (each === undefined) continue;
    for (const input of [...each.inputs, ...outerReads(each)]) {
      if (input === '' || replaced.has(input) || operands?.get(each)?.has(input)) continue;
      reads.add(input);
      stack.push(input);
    }
  }
  return { nodes: graph.nodes.filter((_, i) => needed.has(i)), reads };
}

const isLarge = ({ data }: OnnxTensor): boolean =>
  data.kind === 'external' || (data.kind === 'raw' && data.length >= COPIED);

function copied(part: Part, tensor: OnnxTensor, name: string): Bytes {
  if (tensor.at === undefined) throw unrunnable(part, `tensor ${quoted(tensor.name)} is sparse`);
  if (tensor.data.kind === 'external') throw unrunnable(part, 'a subgraph keeps weights in another file');
  return join([slice(part.bytes, ...tensor.at), text(8, name)]);
}

function unrunnable(part: Part, why: string): SourceError {
  return new SourceError(`${printable(part.name)} cannot be run together with another model: ${why}`);
}

const WIDTHS: Readonly<Record<number, number>> = {
  1: 4,
  2: 1,
  3: 1,
  4: 2,
  5: 2,
  6: 4,
  7: 8,
  9: 1,
  10: 2,
  11: 8,
  12: 4,
  13: 8,
  16: 2,
};

function sizeInBytes({ dims, type }: OnnxTensor): number {
  return dims.reduce((all, dim) => all * dim, 1) * (WIDTHS[type] ?? 1);
}
