/** Writes minimal ONNX files, so that tests need no other tool. */

type Bytes = number[];

export function varint(value: number | bigint): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: Bytes = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return bytes;
}

const tag = (field: number, wire: number): Bytes => varint(field * 8 + wire);
export const integer = (field: number, value: number | bigint): Bytes => [...tag(field, 0), ...varint(value)];
export const bytes = (field: number, content: Iterable<number>): Bytes => {
  const all = [...content];
  return [...tag(field, 2), ...varint(all.length), ...all];
};
export const text = (field: number, value: string): Bytes => bytes(field, new TextEncoder().encode(value));
const float = (field: number, value: number): Bytes => [
  ...tag(field, 5),
  ...new Uint8Array(new Float32Array([value]).buffer),
];

export type Attribute = number | string | readonly number[] | { float: number } | { graph: Bytes } | { tensor: Bytes };

function attribute(name: string, value: Attribute): Bytes {
  const body = (): Bytes => {
    if (typeof value === 'number') return [...integer(3, value), ...integer(20, 2)];
    if (typeof value === 'string') return [...text(4, value), ...integer(20, 3)];
    if (Array.isArray(value)) return [...value.flatMap((entry) => integer(8, entry)), ...integer(20, 7)];
    if ('float' in value) return [...float(2, value.float), ...integer(20, 1)];
    if ('graph' in value) return [...bytes(6, value.graph), ...integer(20, 5)];
    return [...bytes(5, (value as { tensor: Bytes }).tensor), ...integer(20, 4)];
  };
  return [...text(1, name), ...body()];
}

export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  options: { name?: string; domain?: string } = {},
): Bytes {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...(options.name === undefined ? [] : text(3, options.name)),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) => bytes(5, attribute(name, value))),
    ...(options.domain === undefined ? [] : text(7, options.domain)),
  ];
}

export interface TensorOptions {
  readonly type?: number;
  readonly raw?: Uint8Array;
  readonly floats?: readonly number[];
  readonly unpacked?: boolean;
  readonly ints64?: readonly number[];
  readonly ints32?: readonly number[];
  readonly external?: Readonly<Record<string, string>>;
}

export function tensor(name: string, dims: readonly number[], options: TensorOptions = {}): Bytes {
  const { type = 1, raw, floats, ints64, ints32, external, unpacked } = options;
  return [
    ...dims.flatMap((dim) => integer(1, dim)),
    ...integer(2, type),
    ...(floats === undefined
      ? []
      : unpacked
        ? floats.flatMap((value) => float(4, value))
        : bytes(4, new Uint8Array(new Float32Array(floats).buffer))),
    ...(ints32 === undefined ? [] : bytes(5, ints32.flatMap(varint))),
    ...(ints64 === undefined ? [] : bytes(7, ints64.flatMap(varint))),
    ...text(8, name),
    ...(raw === undefined ? [] : bytes(9, raw)),
    ...(external === undefined
      ? []
      : [
          ...Object.entries(external).flatMap(([key, value]) => bytes(13, [...text(1, key), ...text(2, value)])),
          ...integer(14, 1),
        ]),
  ];
}

export function value(name: string, shape?: readonly (number | string)[], type = 1): Bytes {
  const dims = (shape ?? []).flatMap((dim) => bytes(1, typeof dim === 'number' ? integer(1, dim) : text(2, dim)));
  const tensorType = [...integer(1, type), ...(shape === undefined ? [] : bytes(2, dims))];
  return [...text(1, name), ...bytes(2, bytes(1, tensorType))];
}

export interface GraphParts {
  readonly nodes?: readonly Bytes[];
  readonly initializers?: readonly Bytes[];
  readonly inputs?: readonly Bytes[];
  readonly outputs?: readonly Bytes[];
  readonly values?: readonly Bytes[];
}

export function graph(parts: GraphParts): Bytes {
  const { nodes = [], initializers = [], inputs = [], outputs = [], values = [] } = parts;
  return [
    ...nodes.flatMap((entry) => bytes(1, entry)),
    ...text(2, 'main'),
    ...initializers.flatMap((entry) => bytes(5, entry)),
    ...inputs.flatMap((entry) => bytes(11, entry)),
    ...outputs.flatMap((entry) => bytes(12, entry)),
    ...values.flatMap((entry) => bytes(13, entry)),
  ];
}

export function model(
  parts: GraphParts,
  options: { opset?: number; ir?: number; functions?: readonly Bytes[]; domains?: readonly string[] } = {},
): Uint8Array {
  const { opset = 17, ir = 8, functions = [], domains = [] } = options;
  return Uint8Array.from([
    ...integer(1, ir),
    ...text(2, 'test'),
    ...bytes(7, graph(parts)),
    ...bytes(8, [...text(1, ''), ...integer(2, opset)]),
    ...domains.flatMap((domain) => bytes(8, [...text(1, domain), ...integer(2, 1)])),
    ...functions.flatMap((entry) => bytes(25, entry)),
  ]);
}

export function makeFunction(
  domain: string,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  nodes: readonly Bytes[],
  attributes: readonly string[] = [],
): Bytes {
  return [
    ...text(1, name),
    ...inputs.flatMap((entry) => text(4, entry)),
    ...outputs.flatMap((entry) => text(5, entry)),
    ...attributes.flatMap((entry) => text(6, entry)),
    ...nodes.flatMap((entry) => bytes(7, entry)),
    ...text(10, domain),
  ];
}

export function reference(name: string, to: string, type: number): Bytes {
  return [...text(1, name), ...integer(20, type), ...text(21, to)];
}

export const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);
