import { DISK } from '../disk.ts';
import type { Files } from '../source.ts';
import { type ByteSource, slice } from './bytes.ts';
import { externalFile } from './external.ts';
import type { OnnxTensor } from './model.ts';

/** Types of `TensorProto.DataType` that are read, by number. */
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;
const UINT16 = 4;
const INT16 = 5;
const INT32 = 6;
const INT64 = 7;
const BOOL = 9;
const FLOAT16 = 10;
const DOUBLE = 11;
const UINT32 = 12;
const UINT64 = 13;
const BFLOAT16 = 16;

const WIDTHS: ReadonlyMap<number, number> = new Map([
  [FLOAT, 4],
  [UINT8, 1],
  [INT8, 1],
  [UINT16, 2],
  [INT16, 2],
  [INT32, 4],
  [INT64, 8],
  [BOOL, 1],
  [FLOAT16, 2],
  [DOUBLE, 8],
  [UINT32, 4],
  [UINT64, 8],
  [BFLOAT16, 2],
]);

const NAMES: ReadonlyMap<number, string> = new Map([
  [FLOAT, 'float32'],
  [UINT8, 'uint8'],
  [INT8, 'int8'],
  [UINT16, 'uint16'],
  [INT16, 'int16'],
  [INT32, 'int32'],
  [INT64, 'int64'],
  [8, 'string'],
  [BOOL, 'bool'],
  [FLOAT16, 'float16'],
  [DOUBLE, 'float64'],
  [UINT32, 'uint32'],
  [UINT64, 'uint64'],
  [BFLOAT16, 'bfloat16'],
]);

export function typeName(type: number): string | undefined {
  return NAMES.get(type);
}

/** Number of elements; Infinity where the product is beyond all measure. */
export function elements(dims: readonly number[]): number {
  return dims.reduce((product, d) => product * d, 1);
}

/** Reads the numbers of tensors on demand: from the model file, or from external data beside it. */
export interface WeightReader {
  /**
   * Elements from `start` on, at most `count`; undefined where the data is missing, of a type that is not read, or of a
   * size that does not fit the shape.
   */
  read(tensor: OnnxTensor, start: number, count: number): Float64Array | undefined;
  close(): void;
}

/** @param path The model file; undefined where the model is only in memory, which then has no external data. */
export function weightReader(model: ByteSource, path: string | undefined, files: Files = DISK): WeightReader {
  const opened = new Map<string, ByteSource | undefined>();
  return {
    read(tensor, start, count) {
      const total = elements(tensor.dims);
      const width = WIDTHS.get(tensor.type);
      if (width === undefined || !(total < 2 ** 50)) return undefined;
      const wanted = Math.max(0, Math.min(count, total - start));
      const { data } = tensor;
      if (data.kind === 'none') return total === 0 ? new Float64Array(0) : undefined;
      if (data.kind === 'typed') return start === 0 ? typed(model, tensor, wanted) : undefined;
      if (data.kind === 'raw') {
        if (data.length !== total * width) return undefined;
        return fixed(slice(model, data.offset + start * width, wanted * width), tensor.type, wanted, width);
      }
      if (data.length !== undefined && data.length !== total * width) return undefined;
      const file = external(data.location);
      if (file === undefined || !(data.offset >= 0) || data.offset + total * width > file.size) return undefined;
      return fixed(slice(file, data.offset + start * width, wanted * width), tensor.type, wanted, width);
    },
    close() {
      for (const file of opened.values()) file?.close();
      opened.clear();
    },
  };

  function external(location: string): ByteSource | undefined {
    if (opened.has(location)) return opened.get(location);
    const file = path === undefined || opened.size >= 1000 ? undefined : externalFile(path, location, files);
    let source: ByteSource | undefined;
    try {
      source = file === undefined ? undefined : files.open(file);
    } catch {
      source = undefined;
    }
    opened.set(location, source);
    return source;
  }
}

function fixed(bytes: Uint8Array, type: number, count: number, width: number): Float64Array | undefined {
  if (bytes.length < count * width) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  const read = elementReader(view, type);
  if (read === undefined) return undefined;
  for (let i = 0; i < count; i++) values[i] = read(i * width);
  return values;
}

function elementReader(view: DataView, type: number): ((at: number) => number) | undefined {
  switch (type) {
    case FLOAT:
      return (at) => view.getFloat32(at, true);
    case DOUBLE:
      return (at) => view.getFloat64(at, true);
    case FLOAT16:
      return (at) => half(view.getUint16(at, true));
    case BFLOAT16:
      return (at) => brainFloat(view.getUint16(at, true));
    case INT64:
      return (at) => view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32;
    case UINT64:
      return (at) => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    case INT32:
      return (at) => view.getInt32(at, true);
    case UINT32:
      return (at) => view.getUint32(at, true);
    case INT16:
      return (at) => view.getInt16(at, true);
    case UINT16:
      return (at) => view.getUint16(at, true);
    case INT8:
      return (at) => view.getInt8(at);
    case UINT8:
    case BOOL:
      return (at) => view.getUint8(at);
    default:
      return undefined;
  }
}

const scratch = new DataView(new ArrayBuffer(4));

function brainFloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** `float_data` and its kin: packed or one by one, fixed width or varints. */
function typed(model: ByteSource, tensor: OnnxTensor, wanted: number): Float64Array | undefined {
  if (tensor.data.kind !== 'typed') return undefined;
  const { field, pieces } = tensor.data;
  const width = field === 4 ? 4 : field === 10 ? 8 : 0;
  if (field === 6) return undefined;
  const values = new Float64Array(wanted);
  let done = 0;
  for (const [offset, length] of pieces) {
    if (done >= wanted) break;
    if (width > 0) {
      const bytes = slice(model, offset, Math.min(length, (wanted - done) * width));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at + width <= bytes.length && done < wanted; at += width) {
        values[done++] = width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
      }
    } else done = varints(slice(model, offset, Math.min(length, (wanted - done) * 10)), tensor.type, values, done);
  }
  return done < wanted ? undefined : values;
}

function varints(bytes: Uint8Array, type: number, values: Float64Array, from: number): number {
  let done = from;
  let at = 0;
  while (at < bytes.length && done < values.length) {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) return done;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte < 0x80 || shift > 63n) break;
    }
    const signed = Number(BigInt.asIntN(64, value));
    values[done++] =
      type === FLOAT16 ? half(signed & 0xffff) : type === BFLOAT16 ? brainFloat(signed & 0xffff) : signed;
  }
  return done;
}
