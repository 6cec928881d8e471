import { type CanonicalGraph, canonicalize } from '../../graph/canonical.ts';
import type { WeightAccess } from '../../graph/model-graph.ts';
import { sizeOf } from '../../graph/model-graph.ts';
import { DISK } from '../disk.ts';
import type { Files } from '../source.ts';
import type { ByteSource } from './bytes.ts';
import { convertModel } from './convert.ts';
import type { OnnxModel, OnnxTensor } from './model.ts';
import { openModel, readModel } from './open.ts';
import { type WeightReader, weightReader } from './weights.ts';

/** A model in canonical form, with its weights at hand until it is closed. */
export interface LoadedModel {
  readonly model: OnnxModel;
  readonly graph: CanonicalGraph;
  /** Reads weights on demand. */
  readonly access: WeightAccess;
  close(): void;
}

/**
 * Opens a model file.
 * @throws {SourceError} where it cannot be opened, or is no ONNX model.
 */
export function loadModel(path: string, name: string, files: Files = DISK): LoadedModel {
  const { model, bytes } = openModel(path, name, files);
  return loaded(model, bytes, path, files);
}

/** The same of bytes in memory, which have no external data. */
export function loadBytes(bytes: ByteSource, name: string): LoadedModel {
  return loaded(readModel(bytes, name), bytes, undefined);
}

function loaded(model: OnnxModel, bytes: ByteSource, path: string | undefined, files: Files = DISK): LoadedModel {
  const reader = weightReader(bytes, path, files);
  const close = (): void => {
    reader.close();
    bytes.close();
  };
  try {
    const { graph, weights } = convertModel(model, reader);
    const canonical = canonicalize(graph);
    return { model, graph: canonical, access: accessTo(canonical, weights, reader), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Elements of a tensor of the canonical graph; of one that was computed, those of its source where only their order changed. */
function accessTo(graph: CanonicalGraph, weights: readonly OnnxTensor[], reader: WeightReader): WeightAccess {
  return (index, start, count) => {
    let tensor = graph.tensors[index];
    const size = sizeOf(tensor?.shape);
    if (tensor?.fill !== undefined && size !== undefined) {
      return new Float64Array(Math.max(0, Math.min(count, size - start))).fill(tensor.fill);
    }
    for (let steps = 0; tensor?.weights === undefined && tensor?.from !== undefined && steps < 16; steps++) {
      tensor = graph.tensors[tensor.from];
      if (sizeOf(tensor?.shape) !== size) return undefined;
    }
    const stored = weights[tensor?.weights ?? -1];
    return stored === undefined ? undefined : reader.read(stored, start, count);
  };
}
