import type { ByteSource } from './bytes.ts';

/** Malformed protobuf: what is wrong, and at which byte of the file. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export const VARINT = 0;
const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const WINDOW = 8192;
const decoder = new TextDecoder();

/**
 * Walks protobuf fields of a byte source through a small window, so that what is skipped is never read. Numbers are plain
 * numbers: 64-bit values outside ±2^53 lose their last digits, which no field that is read here minds.
 */
export class WireReader {
  position = 0;
  /** End of the message that is being read. */
  end: number;
  field = 0;
  wire = 0;
  /** Length of the current field's bytes, where its wire type is BYTES. */
  length = 0;
  readonly #source: ByteSource;
  readonly #window = new Uint8Array(WINDOW);
  #windowStart = 0;
  #windowLength = 0;
  #depth = 0;
  readonly #maxDepth: number;

  constructor(source: ByteSource, maxDepth: number) {
    this.#source = source;
    this.end = source.size;
    this.#maxDepth = maxDepth;
  }

  /** Moves to the next field of the message; false at its end. */
  next(): boolean {
    if (this.position >= this.end) return false;
    const start = this.position;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.field === 0) throw new WireError('a field numbered 0', start);
    if (this.wire === BYTES) {
      this.length = this.varint();
      if (this.length > this.end - this.position) {
        throw new WireError(`a field announces ${this.length} bytes where ${this.end - this.position} are left`, start);
      }
    } else if (this.wire !== VARINT && this.wire !== FIXED32 && this.wire !== FIXED64) {
      throw new WireError(`wire type ${this.wire}`, start);
    }
    return true;
  }

  skip(): void {
    if (this.wire === VARINT) this.varint();
    else this.#advance(this.wire === BYTES ? this.length : this.wire === FIXED32 ? 4 : 8);
  }

  /** Reads the current field as a message: `read` is called at each of its fields and must consume or skip it. */
  message(read: () => void): void {
    this.expect(BYTES);
    if (++this.#depth > this.#maxDepth) throw new WireError(`nested deeper than ${this.#maxDepth}`, this.position);
    const outer = this.end;
    this.end = this.position + this.length;
    while (this.next()) read();
    this.end = outer;
    this.#depth--;
  }

  expect(wire: number): void {
    if (this.wire !== wire) throw new WireError(`field ${this.field} has wire type ${this.wire}`, this.position);
  }

  text(limit: number): string {
    this.expect(BYTES);
    if (this.length > limit) throw new WireError(`a text of ${this.length} bytes`, this.position);
    const length = this.length;
    if (this.#ensure(length)) {
      const from = this.position - this.#windowStart;
      this.position += length;
      return latin(this.#window, from, length) ?? decoder.decode(this.#window.subarray(from, from + length));
    }
    const bytes = new Uint8Array(length);
    if (this.#source.readInto(bytes, this.position) < length) throw new WireError('the file ends', this.position);
    this.position += length;
    return decoder.decode(bytes);
  }

  /** The current field's integer: a varint, signed as int64. */
  integer(): number {
    this.expect(VARINT);
    return this.varint();
  }

  float(): number {
    this.expect(FIXED32);
    return this.fixed32();
  }

  /** The current field's numbers, packed or not, appended to the list. */
  numbers(into: number[], element: () => number, wire: number, limit: number): void {
    if (this.wire === wire) into.push(element.call(this));
    else {
      this.expect(BYTES);
      const end = this.position + this.length;
      if (this.length > limit * 10) throw new WireError(`a list of ${this.length} bytes`, this.position);
      const outer = this.end;
      this.end = end;
      while (this.position < end) into.push(element.call(this));
      this.end = outer;
    }
    if (into.length > limit) throw new WireError(`a list of more than ${limit} numbers`, this.position);
  }

  fixed32(): number {
    this.#need(4);
    const at = this.position - this.#windowStart;
    this.position += 4;
    return new DataView(this.#window.buffer).getFloat32(at, true);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    const start = this.position;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      // The tenth byte holds the sign; numbers beyond 2^53 are rounded, and -1 is all ones.
      if (i === 9) {
        if (byte > 1) throw new WireError('a number of more than 64 bits', start);
        return byte === 1 ? this.#negative(start) : value;
      }
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new WireError('a number of more than 10 bytes', start);
  }

  /** Two's complement of a ten-byte varint: counts the distance to 2^64 exactly. */
  #negative(start: number): number {
    const end = this.position;
    this.position = start;
    let rest = 0;
    let scale = 1;
    for (let i = 0; i < 9; i++) {
      rest += (~this.#byte() & 0x7f) * scale;
      scale *= 128;
    }
    this.position = end;
    return -(rest + 1);
  }

  #byte(): number {
    if (this.position >= this.end) throw new WireError('a message ends within a number', this.position);
    const at = this.position - this.#windowStart;
    if (at < 0 || at >= this.#windowLength) this.#need(1);
    const byte = this.#window[this.position - this.#windowStart];
    if (byte === undefined) throw new WireError('the file ends', this.position);
    this.position++;
    return byte;
  }

  #advance(length: number): void {
    if (length > this.end - this.position) throw new WireError('a message ends within a field', this.position);
    this.position += length;
  }

  #need(length: number): void {
    if (length > this.end - this.position) throw new WireError('a message ends within a field', this.position);
    if (!this.#ensure(length)) throw new WireError('the file ends', this.position);
  }

  /** Has the next bytes in the window, where they fit. */
  #ensure(length: number): boolean {
    if (length > WINDOW) return false;
    const at = this.position - this.#windowStart;
    if (at >= 0 && at + length <= this.#windowLength) return true;
    this.#windowStart = this.position;
    this.#windowLength = this.#source.readInto(this.#window, this.position);
    return length <= this.#windowLength;
  }
}

/** Short ASCII without the cost of a decoder; undefined where there is anything else. */
function latin(bytes: Uint8Array, from: number, length: number): string | undefined {
  if (length > 256) return undefined;
  let text = '';
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i] ?? 0x80;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
