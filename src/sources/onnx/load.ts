import { type CanonicalGraph, canonicalize } from '../../graph/canonical.ts';
import type { ByteSource } from './bytes.ts';
import { convertModel } from './convert.ts';
import type { OnnxModel, OnnxTensor } from './model.ts';
import { openModel, readModel } from './open.ts';
import { type WeightReader, weightReader } from './weights.ts';

/** A model in canonical form, with its weights at hand until it is closed. */
export interface LoadedModel {
  readonly model: OnnxModel;
  readonly graph: CanonicalGraph;
  /** What `GraphTensor.weights` counts. */
  readonly weights: readonly OnnxTensor[];
  readonly reader: WeightReader;
  close(): void;
}

/**
 * Opens a model file.
 * @throws {SourceError} where it cannot be opened, or is no ONNX model.
 */
export function loadModel(path: string, name: string): LoadedModel {
  const { model, bytes } = openModel(path, name);
  return loaded(model, bytes, path);
}

/** The same of bytes in memory, which have no external data. */
export function loadBytes(bytes: ByteSource, name: string): LoadedModel {
  return loaded(readModel(bytes, name), bytes, undefined);
}

function loaded(model: OnnxModel, bytes: ByteSource, path: string | undefined): LoadedModel {
  const reader = weightReader(bytes, path);
  const close = (): void => {
    reader.close();
    bytes.close();
  };
  try {
    const { graph, weights } = convertModel(model, reader);
    return { model, graph: canonicalize(graph), weights, reader, close };
  } catch (error) {
    close();
    throw error;
  }
}
