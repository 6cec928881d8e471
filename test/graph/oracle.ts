import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ModelGraph } from '../../src/graph/model-graph.ts';
import { memoryBytes } from '../../src/sources/onnx/bytes.ts';
import { convertModel } from '../../src/sources/onnx/convert.ts';
import { type LoadedModel, loadBytes } from '../../src/sources/onnx/load.ts';
import { readModel } from '../../src/sources/onnx/open.ts';
import { weightReader } from '../../src/sources/onnx/weights.ts';

const EXPORTS = new URL('../oracles/data/onnx/', import.meta.url);
const PUBLIC = new URL('../../fixtures/onnx/', import.meta.url);

/** Bytes of a network that a script under test/oracles/onnx exported, or of a public graph. */
function bytesOf(name: string): Uint8Array {
  const exported = new URL(`${name}.onnx.gz`, EXPORTS);
  return existsSync(exported) ? gunzipSync(readFileSync(exported)) : readFileSync(new URL(`${name}.onnx`, PUBLIC));
}

export const hasExport = (name: string): boolean => existsSync(new URL(`${name}.onnx.gz`, EXPORTS));

export function loadNetwork(name: string): LoadedModel {
  return loadBytes(memoryBytes(bytesOf(name)), `${name}.onnx`);
}

/** The graph as it stands in the file, to be changed by tests. */
export function rawGraph(name: string): ModelGraph {
  const bytes = memoryBytes(bytesOf(name));
  return convertModel(readModel(bytes, name), weightReader(bytes, undefined)).graph;
}

/** Parameters of a network, and billions of multiply-adds where they are published. */
export function publishedOf(name: string): { readonly parameters: number; readonly billions?: number } {
  return JSON.parse(readFileSync(new URL('index.json', EXPORTS), 'utf8'))[name];
}
