/** Writes protobuf messages of ONNX; what is copied from a file is never decoded. */

export type Bytes = Uint8Array;

const encoder = new TextEncoder();

function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return bytes;
}

export function join(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const integer = (field: number, value: number | bigint): Bytes =>
  Uint8Array.from([...varint(field * 8), ...varint(value)]);

export const message = (field: number, content: Bytes): Bytes =>
  join([Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);

export const text = (field: number, value: string): Bytes => message(field, encoder.encode(value));

export type AttributeValue = number | string | readonly number[] | { readonly float: number };

function attribute(name: string, value: AttributeValue): Bytes {
  const body = (): Bytes[] => {
    if (typeof value === 'number') return [integer(3, value), integer(20, 2)];
    if (typeof value === 'string') return [text(4, value), integer(20, 3)];
    if ('float' in value) {
      const float = Uint8Array.from([2 * 8 + 5, ...new Uint8Array(new Float32Array([value.float]).buffer)]);
      return [float, integer(20, 1)];
    }
    return [...value.map((entry) => integer(8, entry)), integer(20, 7)];
  };
  return message(5, join([text(1, name), ...body()]));
}

/** A NodeProto of the standard domain. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Bytes {
  return join([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  ]);
}

/** A ValueInfoProto; without a type where that is left to the runtime. */
export function valueInfo(name: string, type?: number, dims?: readonly number[]): Bytes {
  if (type === undefined) return text(1, name);
  const shape = dims === undefined ? [] : [message(2, join(dims.map((dim) => message(1, integer(1, dim)))))];
  return join([text(1, name), message(2, message(1, join([integer(1, type), ...shape])))]);
}

/** A TensorProto with its numbers in a file beside the model. */
export function externalTensor(
  name: string,
  dims: readonly number[],
  type: number,
  place: { readonly file: string; readonly offset: number; readonly length: number },
): Bytes {
  const entry = (key: string, value: string): Bytes => message(13, join([text(1, key), text(2, value)]));
  return join([
    ...dims.map((dim) => integer(1, dim)),
    integer(2, type),
    text(8, name),
    entry('location', place.file),
    entry('offset', String(place.offset)),
    entry('length', String(place.length)),
    integer(14, 1),
  ]);
}

/** A TensorProto of few numbers. */
export function smallTensor(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): Bytes {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const type = values instanceof Float32Array ? 1 : 7;
  return join([...dims.map((dim) => integer(1, dim)), integer(2, type), text(8, name), message(9, raw)]);
}
