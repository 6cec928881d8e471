import { SourceError } from '../../spec/errors.ts';
import { printable } from '../../spec/text.ts';
import { DISK } from '../disk.ts';
import type { Files } from '../source.ts';
import { type ByteSource, slice } from './bytes.ts';
import { inlineFunctions } from './functions.ts';
import type { OnnxModel } from './model.ts';
import { parseModel } from './parse.ts';
import { sniff } from './sniff.ts';
import { WireError } from './wire.ts';

/** A model whose structure was read; its weights are read on demand until it is closed. */
export interface OpenModel {
  readonly model: OnnxModel;
  readonly bytes: ByteSource;
  close(): void;
}

/**
 * Reads the structure of a model file.
 * @param name As the person named it, for messages.
 * @throws {SourceError} where it cannot be opened, or is no ONNX model.
 */
export function openModel(path: string, name: string, files: Files = DISK): OpenModel {
  let bytes: ByteSource;
  try {
    bytes = files.open(path);
  } catch (cause) {
    throw new SourceError(`${printable(name)} cannot be opened: ${reason(cause)}`, { cause });
  }
  try {
    return { model: readModel(bytes, name), bytes, close: () => bytes.close() };
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/**
 * The structure of a model, functions inlined.
 * @throws {SourceError} where the bytes are no ONNX model.
 */
export function readModel(bytes: ByteSource, written: string): OnnxModel {
  const name = printable(written);
  const foreign = sniff(slice(bytes, 0, 512), bytes.size);
  if (foreign !== undefined) {
    throw new SourceError(`${name} ${foreign.what}`, foreign.help === undefined ? {} : { help: foreign.help });
  }
  try {
    const model = parseModel(bytes);
    if (!model.hasGraph) {
      throw new SourceError(`${name} holds no graph: it is no ONNX model, or a part of one`, {
        help: 'give the .onnx file that the exporter wrote',
      });
    }
    return { ...model, graph: inlineFunctions(model) };
  } catch (cause) {
    if (cause instanceof SourceError) throw cause;
    if (cause instanceof WireError) {
      throw new SourceError(`${name} is truncated or no ONNX model: at byte ${cause.offset}, ${cause.message}`, {
        help: 'export or download it again',
        cause,
      });
    }
    if (cause instanceof RangeError) {
      throw new SourceError(`${name} cannot be read: it is nested too deep, or too large`, { cause });
    }
    throw cause;
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'reading it is not allowed';
  if (code === 'EISDIR') return 'it is a directory';
  return typeof code === 'string' ? code : 'the system refused';
}
