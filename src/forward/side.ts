import { type CanonicalGraph, canonicalize } from '../graph/canonical.ts';
import { convertModel } from '../sources/onnx/convert.ts';
import type { OnnxTensor } from '../sources/onnx/model.ts';
import { openModel } from '../sources/onnx/open.ts';
import { type WeightReader, weightReader } from '../sources/onnx/weights.ts';
import type { BoundInput } from './bind.ts';
import type { Part } from './compose.ts';

/** A model with all sizes settled. */
export interface Side extends Part {
  readonly inputs: readonly BoundInput[];
  readonly graph: CanonicalGraph;
  /** What `GraphTensor.weights` counts. */
  readonly weights: readonly OnnxTensor[];
  readonly reader: WeightReader;
  /** Whether all of its arithmetic on floats has 32 bits. */
  readonly isFloat32: boolean;
  close(): void;
}

/** @throws {SourceError} where the file cannot be opened, or is no ONNX model. */
export function openPart(path: string, name: string): Part & { close(): void } {
  const { model, bytes, close } = openModel(path, name);
  return { name, path, model, bytes, close };
}

const [FLOAT, FLOAT16, DOUBLE, BFLOAT16] = [1, 10, 11, 16];

export function settleSide(part: Part & { close(): void }, inputs: readonly BoundInput[]): Side {
  const sizes = new Map(inputs.map(({ name, dims }) => [name, dims]));
  const { graph } = part.model;
  const bound = graph.inputs.map((input) => ({ ...input, shape: sizes.get(input.name) ?? input.shape }));
  const reader = weightReader(part.bytes, part.path);
  const converted = convertModel({ ...part.model, graph: { ...graph, inputs: bound } }, reader);
  const types = new Set([...graph.initializers, ...graph.inputs].map(({ type }) => type));
  const casts = graph.nodes.some(({ op, attributes }) => {
    const to = op === 'Cast' ? attributes.get('to') : undefined;
    return to?.kind === 'number' && [FLOAT16, DOUBLE, BFLOAT16].includes(to.value);
  });
  return {
    ...part,
    inputs,
    graph: canonicalize(converted.graph),
    weights: converted.weights,
    reader,
    isFloat32: !casts && types.has(FLOAT) && ![FLOAT16, DOUBLE, BFLOAT16].some((type) => types.has(type)),
    close() {
      reader.close();
      part.close();
    },
  };
}

/** `float32`, `float16`, `bfloat16`: the least precise type that weights or casts of a model have. */
export function precisionOf({ model, isFloat32 }: Side): string {
  if (isFloat32) return 'float32';
  const { nodes, initializers, inputs } = model.graph;
  const has = (type: number): boolean =>
    [...initializers, ...inputs].some((tensor) => tensor.type === type) ||
    nodes.some(({ op, attributes }) => {
      const to = op === 'Cast' ? attributes.get('to') : undefined;
      return to?.kind === 'number' && to.value === type;
    });
  if (has(BFLOAT16)) return 'bfloat16';
  return has(FLOAT16) ? 'float16' : has(FLOAT) ? 'float32' : 'float64';
}
