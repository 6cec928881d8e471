import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { compareSetups } from '../../../src/audit.ts';
import { canonicalize } from '../../../src/graph/canonical.ts';
import type { GraphNode, GraphTensor, ModelGraph } from '../../../src/graph/model-graph.ts';
import { setupOf } from '../../../src/sources/onnx/reader.ts';
import type { Setup } from '../../../src/spec/setup.ts';
import { insertAfter, rename, seeded, shuffle } from '../mutate.ts';
import { hasExport, loadNetwork, rawGraph } from '../oracle.ts';
import { CHANGED } from './networks.ts';

const setup = (graph: ModelGraph, name: string): Setup =>
  setupOf({ graph: canonicalize(graph), access: () => undefined }, name);

/** Identities at twenty random places. */
function padded(graph: ModelGraph, random: () => number): ModelGraph {
  let result = graph;
  for (let i = 0; i < 20; i++) {
    const output = graph.nodes[Math.floor(random() * graph.nodes.length)]?.outputs[0] ?? -1;
    if (graph.tensors[output]?.role === 'activation')
      result = insertAfter(result, output, { op: 'identity', attributes: {}, name: '' });
  }
  return result;
}

/** What is computed from parameters alone is written into the file in its place. */
function folded(graph: ModelGraph): ModelGraph {
  const tensors: GraphTensor[] = [...graph.tensors];
  const nodes = graph.nodes.filter(({ op, inputs, outputs, attributes }) => {
    const [input = -1, output = -1] = [inputs[0], outputs[0]];
    const kernel = tensors[input];
    const { perm } = attributes;
    if (op !== 'transpose' || kernel?.role !== 'parameter' || kernel.shape === undefined || !Array.isArray(perm))
      return true;
    const shape = perm.map((axis) => kernel.shape?.[axis] ?? '');
    tensors[output] = { name: `folded ${output}`, role: 'parameter', dtype: kernel.dtype, shape };
    return false;
  });
  return { ...graph, tensors, nodes };
}

/** Parameters are stored in half the bytes, and brought to float32 by nodes of their own. */
function halved(graph: ModelGraph): ModelGraph {
  const tensors: GraphTensor[] = [...graph.tensors];
  const casts: GraphNode[] = [];
  const moved = new Map<number, number>();
  for (const [i, tensor] of graph.tensors.entries()) {
    if (tensor.role !== 'parameter') continue;
    const made = tensors.push({ name: `cast ${i}`, role: 'activation' }) - 1;
    tensors[i] = { ...tensor, dtype: 'float16' };
    casts.push({ op: 'cast', inputs: [i], outputs: [made], attributes: { to: 1 }, name: `cast ${i}` });
    moved.set(i, made);
  }
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map((input) => moved.get(input) ?? input) }));
  return { ...graph, tensors, nodes: [...casts, ...nodes] };
}

const WRITINGS: Readonly<Record<string, (graph: ModelGraph, random: () => number) => ModelGraph>> = {
  renamed: rename,
  reordered: shuffle,
  padded,
  folded,
  'stored as float16': halved,
};

describe('writing alone makes no finding', () => {
  for (const { name } of CHANGED) {
    const graph = rawGraph(`${name}.train`);
    const base = setup(graph, 'a.onnx');
    const findings = (b: Setup): string[] =>
      [...compareSetups(base, b, RULES).findings, ...compareSetups(b, base, RULES).findings].map(
        ({ rule, message }) => `${rule}: ${message}`,
      );
    for (const [what, write] of Object.entries(WRITINGS)) {
      it(`${name}, ${what}`, () => {
        expect(findings(setup(write(graph, seeded(name.length)), 'b.onnx'))).toEqual([]);
      });
    }
    for (const variant of ['ts', 'dynamo', 'raw', 'ts9', 'ts11', 'ts16'].filter((v) => hasExport(`${name}.${v}`))) {
      it(`${name}, exported as ${variant}`, () => {
        expect(findings(setup(rawGraph(`${name}.${variant}`), 'b.onnx'))).toEqual([]);
      });
    }
    it(`${name}, in float16`, () => {
      expect(findings(setup(rawGraph(`${name}.half`), 'b.onnx'))).toEqual([
        'precision/model-dtype: layers compute in float32 against float16',
        'precision/model-dtype: layers compute in float16 against float32',
      ]);
    });
  }
});

describe('a quantized network', () => {
  const network = (name: string): Setup => {
    const { graph, access } = loadNetwork(name);
    return setupOf({ graph, access }, `${name}.onnx`);
  };
  const base = network('cifar_resnet8');
  for (const [variant, kind] of [
    ['qdq', 'static'],
    ['integer', 'static'],
    ['dynamic', 'dynamic'],
  ]) {
    it(`is the one that it was made of, but for its numbers: ${variant}`, () => {
      const quantized = network(`cifar_resnet8.${variant}`);
      expect(quantized.facts.get('model.depths')).toMatchObject({ value: [1, 1, 1] });
      expect(quantized.facts.get('model.head.classes')).toMatchObject({ value: 10 });
      const { findings } = compareSetups(base, quantized, RULES);
      expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
        `precision/model-dtype: quantization none against ${kind}`,
      ]);
    });
  }
});
