import type { RandomAccess } from '../source.ts';

/** Random access to bytes that may be far more than fit in memory. */
export type ByteSource = RandomAccess;

export function memoryBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    readInto(target, offset) {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
  };
}

/** The bytes from offset on, in memory of their own; shorter where the source ends. */
export function slice(source: ByteSource, offset: number, length: number): Uint8Array {
  const target = new Uint8Array(Math.max(0, Math.min(length, source.size - offset)));
  return target.subarray(0, source.readInto(target, offset));
}
