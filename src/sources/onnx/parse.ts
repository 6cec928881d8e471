import type { ByteSource } from './bytes.ts';
import type {
  OnnxAttribute,
  OnnxDim,
  OnnxFunction,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
  TensorData,
} from './model.ts';
import { BYTES, FIXED32, VARINT, WireError, WireReader } from './wire.ts';

/** Bounds on what is read from a file that nobody vouches for; no model in use comes near them. */
export const LIMITS = {
  depth: 32,
  nodes: 500_000,
  tensors: 500_000,
  values: 1_000_000,
  attributes: 1_000,
  operands: 100_000,
  functions: 10_000,
  text: 65_536,
  dims: 32,
  numbers: 1_000_000,
  pieces: 1_000_000,
  entries: 4_000_000,
} as const;

/** Fields of TensorProto that hold numbers: float, int32, string, int64, double, uint64. */
const TYPED_FIELDS = new Set([4, 5, 6, 7, 10, 11]);

interface Counts {
  nodes: number;
  tensors: number;
  values: number;
  entries: number;
}

/**
 * Reads the structure of a model; the numbers of its tensors are skipped.
 * @throws {WireError} where the bytes are no protobuf, or beyond the limits.
 */
export function parseModel(source: ByteSource): OnnxModel & { readonly hasGraph: boolean } {
  const r = new WireReader(source, LIMITS.depth);
  const counts: Counts = { nodes: 0, tensors: 0, values: 0, entries: 0 };
  const graph = emptyGraph();
  const opsets = new Map<string, number>();
  const functions: OnnxFunction[] = [];
  let [irVersion, producer, producerVersion, hasGraph, training] = [0, '', '', false, false];
  while (r.next()) {
    if (r.field === 1) irVersion = r.integer();
    else if (r.field === 2) producer = r.text(LIMITS.text);
    else if (r.field === 3) producerVersion = r.text(LIMITS.text);
    else if (r.field === 7) {
      // A message that is repeated is merged.
      hasGraph = true;
      parseGraph(r, graph, counts);
    } else if (r.field === 8) parseOpset(r, opsets);
    else if (r.field === 20) {
      training = true;
      r.skip();
    } else if (r.field === 25) {
      if (functions.length >= LIMITS.functions) throw new WireError('too many functions', r.position);
      functions.push(parseFunction(r, counts));
    } else r.skip();
  }
  return { irVersion, producer, producerVersion, opsets, graph, functions, training, hasGraph };
}

interface MutableGraph extends OnnxGraph {
  name: string;
  readonly nodes: OnnxNode[];
  readonly initializers: OnnxTensor[];
  readonly inputs: OnnxValue[];
  readonly outputs: OnnxValue[];
  readonly values: OnnxValue[];
}

function emptyGraph(): MutableGraph {
  return { name: '', nodes: [], initializers: [], inputs: [], outputs: [], values: [] };
}

function parseGraph(r: WireReader, graph: MutableGraph, counts: Counts): void {
  r.message(() => {
    count(r, counts, 'entries');
    if (r.field === 1) graph.nodes.push(parseNode(r, counts));
    else if (r.field === 2) graph.name = r.text(LIMITS.text);
    else if (r.field === 5) graph.initializers.push(parseTensor(r, counts));
    else if (r.field === 11) graph.inputs.push(parseValue(r, counts));
    else if (r.field === 12) graph.outputs.push(parseValue(r, counts));
    else if (r.field === 13) graph.values.push(parseValue(r, counts));
    else if (r.field === 15) graph.initializers.push(parseSparse(r, counts));
    else r.skip();
  });
}

function parseNode(r: WireReader, counts: Counts): OnnxNode {
  count(r, counts, 'nodes');
  const start = r.position;
  const inputs: string[] = [];
  const outputs: string[] = [];
  let attributes: Map<string, OnnxAttribute> | undefined;
  let [op, domain, overload, name, namespace, rewrite] = ['', '', '', '', '', ''];
  r.message(() => {
    if (r.field === 1) inputs.push(operand(r, inputs));
    else if (r.field === 2) outputs.push(operand(r, outputs));
    else if (r.field === 3) name = r.text(LIMITS.text);
    else if (r.field === 4) op = r.text(LIMITS.text);
    else if (r.field === 5) {
      attributes ??= new Map();
      if (attributes.size >= LIMITS.attributes) throw new WireError('a node with too many attributes', r.position);
      const [key, value] = parseAttribute(r, counts);
      attributes.set(key, value);
    } else if (r.field === 7) domain = r.text(LIMITS.text);
    else if (r.field === 8) overload = r.text(LIMITS.text);
    else if (r.field === 9) {
      count(r, counts, 'entries');
      const [key, value] = parseEntry(r);
      if (key === 'namespace') namespace = value;
      else if (key === 'pkg.onnxscript.rewriter.rule_name') rewrite = value;
    } else r.skip();
  });
  if (op === '') throw new WireError('a node without an operator', start);
  return {
    op,
    domain: domain === 'ai.onnx' ? '' : domain,
    overload,
    name,
    inputs,
    outputs,
    attributes: attributes ?? NO_ATTRIBUTES,
    ...(namespace === '' ? {} : { namespace }),
    ...(rewrite === '' ? {} : { rewrite }),
  };
}

const NO_ATTRIBUTES: ReadonlyMap<string, OnnxAttribute> = new Map();

function operand(r: WireReader, list: readonly string[]): string {
  if (list.length >= LIMITS.operands) throw new WireError('a node with too many operands', r.position);
  return r.text(LIMITS.text);
}

function parseAttribute(r: WireReader, counts: Counts): [string, OnnxAttribute] {
  const at = [r.position, r.length] as const;
  let [name, reference, type] = ['', '', 0];
  let [integer, float, text] = [0, 0, ''];
  let kind: 'f' | 'i' | 's' | 't' | 'g' | 'floats' | 'ints' | 'strings' | 'graphs' | 'other' = 'other';
  const numbers: number[] = [];
  const texts: string[] = [];
  let tensor: OnnxTensor | undefined;
  const graphs: OnnxGraph[] = [];
  r.message(() => {
    if (r.field === 1) name = r.text(LIMITS.text);
    else if (r.field === 2) {
      float = r.float();
      kind = 'f';
    } else if (r.field === 3) {
      integer = r.integer();
      kind = 'i';
    } else if (r.field === 4) {
      // A string may be bytes of any size; only what can be a name or word is kept.
      if (r.length > LIMITS.text) r.skip();
      else text = r.text(LIMITS.text);
      kind = 's';
    } else if (r.field === 5) {
      tensor = parseTensor(r, counts);
      kind = 't';
    } else if (r.field === 6 || r.field === 11) {
      const graph = emptyGraph();
      kind = r.field === 6 ? 'g' : 'graphs';
      parseGraph(r, graph, counts);
      graphs.push(graph);
    } else if (r.field === 7) {
      r.numbers(numbers, r.fixed32, FIXED32, LIMITS.numbers);
      kind = 'floats';
    } else if (r.field === 8) {
      r.numbers(numbers, r.varint, VARINT, LIMITS.numbers);
      kind = 'ints';
    } else if (r.field === 9) {
      count(r, counts, 'entries');
      texts.push(r.text(LIMITS.text));
      kind = 'strings';
    } else if (r.field === 20) type = r.integer();
    else if (r.field === 21) reference = r.text(LIMITS.text);
    else r.skip();
  });
  return [name, { ...attributeOf(), at }];

  function attributeOf(): OnnxAttribute {
    if (reference !== '') return { kind: 'reference', value: reference };
    // Zeros may be left out of the file: the type then says what is meant.
    if (kind === 'f' || (kind === 'other' && type === 1)) return { kind: 'number', value: float };
    if (kind === 'i' || (kind === 'other' && type === 2)) return { kind: 'number', value: integer };
    if (kind === 's' || (kind === 'other' && type === 3)) return { kind: 'text', value: text };
    if (kind === 't' && tensor !== undefined) return { kind: 'tensor', value: tensor };
    if (kind === 'g' && graphs[0] !== undefined) return { kind: 'graph', value: graphs[0] };
    if (kind === 'graphs') return { kind: 'graphs', value: graphs };
    if (kind === 'floats' || kind === 'ints' || type === 6 || type === 7) return { kind: 'numbers', value: numbers };
    if (kind === 'strings' || type === 8) return { kind: 'texts', value: texts };
    return { kind: 'other' };
  }
}

function parseTensor(r: WireReader, counts: Counts): OnnxTensor {
  const at = [r.position, r.length] as const;
  count(r, counts, 'tensors');
  const dims: number[] = [];
  let [name, type, place] = ['', 0, 0];
  let raw: readonly [number, number] | undefined;
  let field = 0;
  const pieces: (readonly [number, number])[] = [];
  const external = new Map<string, string>();
  r.message(() => {
    if (r.field === 1) r.numbers(dims, r.varint, VARINT, LIMITS.dims);
    else if (r.field === 2) type = r.integer();
    else if (r.field === 8) name = r.text(LIMITS.text);
    else if (r.field === 9) {
      r.expect(BYTES);
      raw = [r.position, r.length];
      r.skip();
    } else if (TYPED_FIELDS.has(r.field)) {
      if (pieces.length >= LIMITS.pieces) throw new WireError('a tensor in too many pieces', r.position);
      count(r, counts, 'entries');
      field = r.field;
      const start = r.position;
      r.skip();
      pieces.push([start, r.position - start]);
    } else if (r.field === 13) {
      count(r, counts, 'entries');
      const [key, value] = parseEntry(r);
      if (external.size < 16) external.set(key, value);
    } else if (r.field === 14) place = r.integer();
    else r.skip();
  });
  const data: TensorData =
    place === 1
      ? {
          kind: 'external',
          location: external.get('location') ?? '',
          offset: Number(external.get('offset') ?? 0),
          length: external.has('length') ? Number(external.get('length')) : undefined,
        }
      : raw !== undefined
        ? { kind: 'raw', offset: raw[0], length: raw[1] }
        : pieces.length > 0
          ? { kind: 'typed', field, pieces }
          : { kind: 'none' };
  if (dims.some((d) => d < 0)) throw new WireError(`tensor ${JSON.stringify(name)} has a negative size`, r.position);
  return { name, dims, type, data, at };
}

/** A sparse tensor: its values carry the name, its own dims the shape. */
function parseSparse(r: WireReader, counts: Counts): OnnxTensor {
  let values: OnnxTensor | undefined;
  const dims: number[] = [];
  r.message(() => {
    if (r.field === 1) values = parseTensor(r, counts);
    else if (r.field === 3) r.numbers(dims, r.varint, VARINT, LIMITS.dims);
    else r.skip();
  });
  return { name: values?.name ?? '', dims, type: values?.type ?? 0, data: { kind: 'none' } };
}

function parseValue(r: WireReader, counts: Counts): OnnxValue {
  count(r, counts, 'values');
  let [name, type] = ['', 0];
  let shape: OnnxDim[] | undefined;
  r.message(() => {
    if (r.field === 1) name = r.text(LIMITS.text);
    else if (r.field === 2) {
      r.message(() => {
        if (r.field !== 1) return r.skip();
        r.message(() => {
          if (r.field === 1) type = r.integer();
          else if (r.field === 2) shape = parseShape(r);
          else r.skip();
        });
      });
    } else r.skip();
  });
  return { name, type, shape };
}

function parseShape(r: WireReader): OnnxDim[] {
  const shape: OnnxDim[] = [];
  r.message(() => {
    if (r.field !== 1) return r.skip();
    if (shape.length >= LIMITS.dims) throw new WireError('a shape of too many dimensions', r.position);
    let dim: OnnxDim = '';
    r.message(() => {
      if (r.field === 1) {
        const size = r.integer();
        dim = size >= 0 ? size : '';
      } else if (r.field === 2) dim = r.text(LIMITS.text);
      else r.skip();
    });
    shape.push(dim);
  });
  return shape;
}

function parseFunction(r: WireReader, counts: Counts): OnnxFunction {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const nodes: OnnxNode[] = [];
  const defaults = new Map<string, OnnxAttribute>();
  let [name, domain, overload] = ['', '', ''];
  r.message(() => {
    count(r, counts, 'entries');
    if (r.field === 1) name = r.text(LIMITS.text);
    else if (r.field === 4) inputs.push(operand(r, inputs));
    else if (r.field === 5) outputs.push(operand(r, outputs));
    else if (r.field === 7) nodes.push(parseNode(r, counts));
    else if (r.field === 10) domain = r.text(LIMITS.text);
    else if (r.field === 13) overload = r.text(LIMITS.text);
    else if (r.field === 11) {
      const [key, value] = parseAttribute(r, counts);
      defaults.set(key, value);
    } else r.skip();
  });
  return { name, domain: domain === 'ai.onnx' ? '' : domain, overload, inputs, outputs, nodes, defaults };
}

function parseOpset(r: WireReader, opsets: Map<string, number>): void {
  let [domain, version] = ['', 0];
  r.message(() => {
    if (r.field === 1) domain = r.text(LIMITS.text);
    else if (r.field === 2) version = r.integer();
    else r.skip();
  });
  if (opsets.size < 1000) opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

function parseEntry(r: WireReader): [key: string, value: string] {
  let [key, value] = ['', ''];
  r.message(() => {
    if (r.field === 1) key = r.text(LIMITS.text);
    // Long values are notes for people.
    else if (r.field === 2 && r.length <= LIMITS.text) value = r.text(LIMITS.text);
    else r.skip();
  });
  return [key, value];
}

function count(r: WireReader, counts: Counts, what: keyof Counts): void {
  if (++counts[what] > LIMITS[what]) throw new WireError(`more than ${LIMITS[what]} ${what}`, r.position);
}
