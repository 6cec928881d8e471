import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to bytes that may be far more than fit in memory. */
export interface ByteSource {
  readonly size: number;
  /** Copies the bytes at the offset into the target, as many as fit and exist; gives how many. */
  readInto(target: Uint8Array, offset: number): number;
  close(): void;
}

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

/** Opens a file; the caller closes it. Errors are those of `node:fs`. */
export function fileBytes(path: string): ByteSource {
  const fd = openSync(path, 'r');
  return {
    size: fstatSync(fd).size,
    readInto(target, offset) {
      let done = 0;
      while (done < target.length) {
        const count = readSync(fd, target, done, target.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    },
    close() {
      closeSync(fd);
    },
  };
}

/** The bytes from offset on, in memory of their own; shorter where the source ends. */
export function slice(source: ByteSource, offset: number, length: number): Uint8Array {
  const target = new Uint8Array(Math.max(0, Math.min(length, source.size - offset)));
  return target.subarray(0, source.readInto(target, offset));
}
