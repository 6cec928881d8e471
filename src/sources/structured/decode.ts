import { isUtf8 } from 'node:buffer';
import { SourceError } from '../../spec/errors.ts';
import { printable } from '../../spec/text.ts';

/** Largest structured file that is read: 10 MiB. */
export const MAX_BYTES = 10 * 1024 * 1024;

/**
 * The text of a UTF-8 file, without byte order mark.
 * @throws {SourceError} where it is too large, another encoding, or binary.
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  const name = printable(file);
  if (bytes.length > MAX_BYTES) throw tooLarge(file);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new SourceError(`${name} is UTF-16`, { help: 'save it as UTF-8' });
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    throw new SourceError(`${name} holds a NUL byte in line ${lineAt(bytes, nul)}: it is binary, or UTF-16`, {
      help: 'name a text file in UTF-8',
    });
  }
  if (!isUtf8(bytes)) {
    throw new SourceError(`${name} is no valid UTF-8 in line ${lineAt(bytes, firstInvalid(bytes))}`, {
      help: 'save it as UTF-8',
    });
  }
  return new TextDecoder().decode(bytes);
}

export function tooLarge(file: string): SourceError {
  return new SourceError(`${printable(file)} is larger than ${MAX_BYTES / 1024 / 1024} MB`, {
    help: 'a spec holds settings, not data: name a smaller file',
  });
}

/** By bisection: every prefix that ends before the first bad byte is valid, but for a character cut in two. */
function firstInvalid(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (validPrefix(bytes, middle + 1)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const validPrefix = (bytes: Uint8Array, length: number): boolean => {
  for (let cut = 0; cut < 4 && cut <= length; cut++) if (isUtf8(bytes.subarray(0, length - cut))) return true;
  return false;
};

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = bytes.indexOf(10); i !== -1 && i < offset; i = bytes.indexOf(10, i + 1)) line++;
  return line;
}
