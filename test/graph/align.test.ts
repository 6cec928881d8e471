import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignGraphs, type Difference, placeText } from '../../src/graph/align/index.ts';
import { alignSequences } from '../../src/graph/align/sequence.ts';
import { type CanonicalGraph, canonicalize } from '../../src/graph/canonical.ts';
import type { ModelGraph } from '../../src/graph/model-graph.ts';
import { TRUTH } from './ground-truth.ts';
import * as mutate from './mutate.ts';
import { hasExport, loadNetwork, rawGraph } from './oracle.ts';

const differences = (a: CanonicalGraph, b: CanonicalGraph): readonly Difference[] => alignGraphs(a, b).differences;

/** What a person would read: kind, values, place. */
const told = (a: ModelGraph, b: ModelGraph): string[] =>
  differences(canonicalize(a), canonicalize(b)).map(
    (found) =>
      `${found.kind}: ${found.a} | ${found.b} @ ${placeText(found.place)}${found.more > 0 ? ` +${found.more}` : ''}`,
  );

describe('one network from several exporters', () => {
  for (const name of Object.keys(TRUTH)) {
    const variants = ['ts', 'dynamo', 'raw', 'train'].map((variant) => `${name}.${variant}`).filter(hasExport);
    it(`has no difference: ${name}`, () => {
      const [first, ...others] = variants.map((variant) => loadNetwork(variant).graph);
      if (first === undefined) return;
      for (const other of others) {
        expect(differences(first, other)).toEqual([]);
        expect(differences(other, first)).toEqual([]);
      }
    });
  }

  it('is the same for other converters', () => {
    const same = (a: string, b: string): string[] =>
      differences(loadNetwork(a).graph, loadNetwork(b).graph).map(({ kind }) => kind);
    expect(same('ort_mnist', 'wonnx_opt-mnist')).toEqual([]);
    expect(same('densenet121.ts', 'light_densenet121')).toEqual([]);
    expect(same('resnet50.ts', 'light_resnet50')).toEqual(['output-activation']);
    expect(same('resnet50.train', 'light_resnet50')).toEqual(['output-activation']);
  });
});

describe('writing alone', () => {
  const networks = [
    'resnet18.train',
    'resnet50.ts',
    'mobilenet_v2.dynamo',
    'densenet121.train',
    'efficientnet_b0.ts',
    'convnext_tiny.dynamo',
    'vit_b_16.dynamo',
  ];
  for (const name of networks) {
    it(`makes no difference: ${name}`, () => {
      const graph = rawGraph(name);
      const random = mutate.seeded(name.length);
      const before = canonicalize(graph);
      const check = (changed: ModelGraph): void => {
        const after = canonicalize(changed);
        expect(differences(before, after)).toEqual([]);
      };
      check(mutate.rename(graph));
      check(mutate.shuffle(graph, random));
      let padded: ModelGraph = graph;
      for (let i = 0; i < 20; i++) {
        const node = graph.nodes[Math.floor(random() * graph.nodes.length)];
        const output = node?.outputs[0];
        if (output !== undefined && graph.tensors[output]?.role === 'activation') {
          padded = mutate.insertAfter(padded, output, { op: 'identity', attributes: {}, name: '' });
        }
      }
      check(padded);
    });
  }
});

describe('one change', () => {
  const resnet = rawGraph('resnet50.train');
  const nth = (graph: ModelGraph, op: string, n: number): number =>
    graph.nodes.flatMap((node, i) => (node.op === op ? [i] : []))[n] ?? -1;
  const named = (graph: ModelGraph, name: string): number => graph.nodes.findIndex((node) => node.name === name);

  it('of an epsilon is told with its place', () => {
    const bn = named(resnet, '/layer2/layer2.1/bn2/BatchNormalization');
    expect(told(resnet, mutate.setAttributes(resnet, bn, { epsilon: 1e-3 }))).toEqual([
      'norm-epsilon: 0.00001 | 0.001 @ stage 2, block 2, second normalization',
    ]);
  });

  it('of every epsilon is told once', () => {
    const all = {
      ...resnet,
      nodes: resnet.nodes.map((node) =>
        node.op === 'batch-norm' ? { ...node, attributes: { ...node.attributes, epsilon: 1e-3 } } : node,
      ),
    };
    expect(told(resnet, all)).toEqual(['norm-epsilon: 0.00001 | 0.001 @ the stem, normalization +52']);
  });

  it('of a momentum is told with its place', () => {
    expect(told(resnet, mutate.setAttributes(resnet, nth(resnet, 'batch-norm', 0), { momentum: 0.01 }))).toEqual([
      'norm-momentum: 0.1 | 0.01 @ the stem, normalization',
    ]);
  });

  it('of a stride from the 3×3 to the first 1×1 is a moved stride', () => {
    const first = named(resnet, '/layer3/layer3.0/conv1/Conv');
    const second = named(resnet, '/layer3/layer3.0/conv2/Conv');
    const v1 = mutate.setAttributes(mutate.setAttributes(resnet, first, { strides: [2, 2] }), second, {
      strides: [1, 1],
    });
    expect(told(resnet, v1)).toEqual(['stride-placement: 3×3 convolution | first 1×1 convolution @ stage 3, block 1']);
  });

  it('of an activation is told with its place', () => {
    const relu = named(resnet, '/layer4/layer4.2/relu_1/Relu');
    const changed = mutate.changeNode(resnet, relu, (node) => ({
      ...node,
      op: 'leaky-relu',
      attributes: { slope: 0.01 },
    }));
    expect(told(resnet, changed)).toEqual(['activation-kind: relu | leaky-relu @ stage 4, block 3, second activation']);
    expect(told(resnet, mutate.bypass(resnet, relu))).toEqual([
      'activation: relu |  @ stage 4, block 3, second activation',
    ]);
  });

  it('of a norm is told with its place', () => {
    const bn = named(resnet, '/layer1/layer1.1/bn3/BatchNormalization');
    expect(told(resnet, mutate.bypass(resnet, bn))).toEqual([
      'norm: batch-norm |  @ stage 1, block 2, third normalization',
    ]);
  });

  it('of a residual addition is told with its block', () => {
    for (const [block, place] of [
      ['layer1/layer1.1', 'stage 1, block 2'],
      ['layer3/layer3.4', 'stage 3, block 5'],
      ['layer4/layer4.2', 'stage 4, block 3'],
    ]) {
      const add = named(resnet, `/${block}/Add`);
      expect(told(resnet, mutate.bypass(resnet, add, 0))).toEqual([`residual: 1 | 0 @ ${place}`]);
    }
  });

  it('of the number of blocks is told with its stage', () => {
    const end = named(resnet, '/layer3/layer3.3/relu_2/Relu');
    const start = named(resnet, '/layer3/layer3.2/relu_2/Relu');
    expect(told(resnet, mutate.cut(resnet, end, start))).toEqual([expect.stringMatching(/^blocks: 6 \| 5 @ stage 3/)]);
  });

  it('of a kernel, a dilation, groups or padding is told with its place', () => {
    const conv = named(resnet, '/layer2/layer2.2/conv2/Conv');
    const weight = resnet.nodes[conv]?.inputs[1] ?? -1;
    const place = 'stage 2, block 3, 3×3 convolution';
    expect(told(resnet, mutate.setAttributes(resnet, conv, { dilations: [2, 2], pads: [2, 2, 2, 2] }))).toEqual([
      `dilation: 1 | 2 @ ${place}`,
    ]);
    expect(
      told(resnet, mutate.setAttributes(mutate.setShape(resnet, weight, [128, 4, 3, 3]), conv, { groups: 32 })),
    ).toEqual([`groups: 1 | 32 @ ${place}`]);
    expect(told(resnet, mutate.setAttributes(resnet, conv, { pads: [0, 0, 2, 2] }))).toEqual([
      `padding: 1×1×1×1 | 0×0×2×2 @ ${place}`,
    ]);
    const wide = mutate.setAttributes(mutate.setShape(resnet, weight, [128, 128, 5, 5]), conv, {
      kernel: [5, 5],
      pads: [2, 2, 2, 2],
    });
    expect(told(resnet, wide)).toEqual([`kernel: 3×3 | 5×5 @ ${place}`]);
  });

  it('of the stem is told there', () => {
    const conv = nth(resnet, 'conv', 0);
    const pool = nth(resnet, 'max-pool', 0);
    expect(told(resnet, mutate.setAttributes(resnet, conv, { strides: [1, 1] }))).toEqual([
      'stride: 2 | 1 @ the stem, 7×7 convolution',
    ]);
    expect(told(resnet, mutate.bypass(resnet, pool))).toEqual(['pool: max-pool |  @ the stem, max pool']);
    expect(told(resnet, mutate.setAttributes(resnet, pool, { pads: [0, 0, 0, 0] }))).toEqual([
      expect.stringMatching(/^pool-window/),
    ]);
  });

  it('of the head is told there', () => {
    const fc = resnet.nodes.findIndex(({ op }) => op === 'gemm');
    const [weight, bias] = (resnet.nodes[fc]?.inputs ?? []).slice(1);
    const ten = mutate.setShape(mutate.setShape(resnet, weight ?? -1, [10, 2048]), bias ?? -1, [10]);
    expect(told(resnet, ten)).toEqual(['classes: 1000 | 10 @ the head, dense layer']);
  });

  it('in other families is told with its place', () => {
    const mobile = rawGraph('mobilenet_v2.train');
    const clip = nth(mobile, 'clip', 8);
    expect(
      told(
        mobile,
        mutate.changeNode(mobile, clip, (node) => ({
          ...node,
          op: 'relu',
          inputs: node.inputs.slice(0, 1),
          attributes: {},
        })),
      ),
    ).toEqual([expect.stringMatching(/^activation-kind: relu6 \| relu @ stage \d/)]);
    const vit = rawGraph('vit_b_16.dynamo');
    const gelu = nth(vit, 'gelu', 4);
    expect(
      told(
        vit,
        mutate.changeNode(vit, gelu, (node) => ({ ...node, op: 'gelu-tanh' })),
      ),
    ).toEqual(['activation-kind: gelu | gelu-tanh @ stage 1, block 5, activation']);
    const norm = nth(vit, 'layer-norm', 5);
    expect(told(vit, mutate.setAttributes(vit, norm, { epsilon: 1e-5 }))).toEqual([
      'norm-epsilon: 0.000001 | 0.00001 @ stage 1, block 3, second normalization',
    ]);
    const dense = rawGraph('densenet121.train');
    const relu = nth(dense, 'relu', 40);
    expect(told(dense, mutate.bypass(dense, relu))).toEqual([
      expect.stringMatching(/^activation: relu \| {2}@ stage \d, block \d+/),
    ]);
  });

  it('is mirrored when the sides are swapped', () => {
    const bn = nth(resnet, 'batch-norm', 7);
    const changed = canonicalize(mutate.setAttributes(resnet, bn, { epsilon: 0.1 }));
    const base = canonicalize(resnet);
    const [there, back] = [differences(base, changed), differences(changed, base)];
    expect(back.map(({ kind, a, b }) => [kind, b, a])).toEqual(there.map(({ kind, a, b }) => [kind, a, b]));
  });
});

describe('random single changes', () => {
  const networks = [
    'resnet18.train',
    'resnet50.train',
    'mobilenet_v2.train',
    'densenet121.train',
    'efficientnet_b0.train',
    'convnext_tiny.train',
    'vit_b_16.train',
  ].filter(hasExport);
  for (const name of networks) {
    it(`are each one difference: ${name}`, () => {
      const graph = rawGraph(name);
      const base = canonicalize(graph);
      const random = mutate.seeded(17);
      for (let i = 0; i < 12; i++) {
        const norms = graph.nodes.flatMap((node, at) => (node.attributes.epsilon === undefined ? [] : [at]));
        const at = norms[Math.floor(random() * norms.length)] ?? -1;
        const found = differences(base, canonicalize(mutate.setAttributes(graph, at, { epsilon: 0.0123 })));
        expect(found.map(({ kind, more }) => [kind, more])).toEqual([['norm-epsilon', 0]]);
        const node = found[0]?.nodesB[0] ?? -1;
        expect(base.nodes[found[0]?.nodesA[0] ?? -1]?.name).toBe(graph.nodes[at]?.name);
        expect(node).toBeGreaterThanOrEqual(0);
      }
    });
  }
});

describe('alignSequences', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  const align = (a: readonly string[], b: readonly string[]) => alignSequences(a, b, (i, j) => (a[i] === b[j] ? 1 : 0));

  it('pairs equal things in order, as many as can be', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const pairs = align(a, b);
        for (const [i, j] of pairs) expect(a[i]).toBe(b[j]);
        for (const [k, [i, j]] of pairs.entries()) {
          const next = pairs[k + 1];
          if (next !== undefined) expect(next[0] > i && next[1] > j).toBe(true);
        }
        expect(pairs.length).toBe(align(b, a).length);
      }),
    );
  });

  it('finds what was taken out of a long periodic sequence', () => {
    const period = Array.from({ length: 4000 }, (_, i) => `k${i % 7}`);
    const shorter = period.filter((_, i) => i % 400 !== 3);
    expect(align(period, shorter).length).toBe(shorter.length);
    const random = mutate.seeded(3);
    const noisy = period.filter(() => random() > 0.01);
    expect(align(period, noisy).length).toBeGreaterThan(noisy.length * 0.99);
  });
});
