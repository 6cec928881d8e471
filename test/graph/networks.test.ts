import { describe, expect, it } from 'vitest';
import { alignGraphs } from '../../src/graph/align/index.ts';
import { graphFacts } from '../../src/graph/facts/index.ts';
import type { Fact } from '../../src/spec/fact.ts';
import { KERAS, PUBLIC, TRUTH, type Truth } from './ground-truth.ts';
import { hasExport, loadNetwork, publishedOf } from './oracle.ts';

const VARIANTS = ['ts', 'dynamo', 'raw', 'train'] as const;

const factsOf = (name: string): { facts: ReadonlyMap<string, Fact>; convs: number } => {
  const { graph } = loadNetwork(name);
  const facts = graphFacts(graph, (nodes) => ({ kind: 'graph', file: name, node: String(nodes[0] ?? '') }));
  return { facts, convs: graph.nodes.filter(({ op }) => op === 'conv').length };
};

function check(facts: ReadonlyMap<string, Fact>, convs: number, truth: Truth): void {
  const value = (path: string): unknown => {
    const fact = facts.get(path);
    return fact !== undefined && 'value' in fact ? fact.value : fact?.status;
  };
  expect(value('model.depths')).toEqual(truth.depths);
  if (truth.widths !== undefined) expect(value('model.widths')).toEqual(truth.widths);
  expect(convs).toBe(truth.convs);
  expect(value('model.block.residuals')).toBe(truth.residuals);
  expect(value('model.block.kind')).toBe(truth.block);
  expect(value('model.stem.kind')).toBe(truth.stem);
  if (truth.pool !== undefined) expect(value('model.stem.pool')).toBe(truth.pool);
  if (truth.placement !== undefined) expect(value('model.block.stridePlacement')).toBe(truth.placement);
  if (truth.shortcut !== undefined) expect(value('model.block.shortcut')).toBe(truth.shortcut);
  if (truth.order !== undefined) expect(value('model.block.activationOrder')).toBe(truth.order);
  expect(value('model.head.pool')).toBe(truth.head);
  expect(value('model.head.classes')).toBe(truth.classes ?? 1000);
  expect(value('model.activation.kind')).toBe(truth.activation);
  if (truth.groups !== undefined) expect(value('model.block.groups')).toBe(truth.groups);
  if (truth.gate !== undefined) expect(value('model.block.squeezeExcitation')).toBeCloseTo(truth.gate, 2);
}

/** What is said of norms must be true, and must be said where the graph still has them. */
function checkNorms(facts: ReadonlyMap<string, Fact>, truth: Truth, unfolded: boolean): void {
  const kind = facts.get('model.norm.kind');
  const count = facts.get('model.norm.count');
  if (unfolded && (truth.norm !== 'none' || truth.norms > 0)) {
    expect(kind).toMatchObject({ value: truth.norm });
    expect(count).toMatchObject({ value: truth.norms });
  }
  if (kind !== undefined && 'value' in kind) expect(kind.value).toBe(truth.norm);
  if (count !== undefined && 'value' in count) expect(count.value).toBe(truth.norms);
}

describe('known networks', () => {
  for (const [name, truth] of Object.entries(TRUTH)) {
    for (const variant of VARIANTS) {
      const file = `${name}.${variant}`;
      it.runIf(hasExport(file))(file, () => {
        const { facts, convs } = factsOf(file);
        check(facts, convs, truth);
        checkNorms(facts, truth, variant === 'train' || variant === 'raw');
        const parameters = facts.get('model.parameters');
        if (parameters !== undefined && 'value' in parameters)
          expect(parameters.value).toBe(publishedOf(name).parameters);
        // The tables of relative positions cannot be told from other constants.
        const countable = truth.norms > 0 && !name.startsWith('swin');
        if (variant === 'train' && countable) expect(parameters).toHaveProperty('value');
        const [products, { billions }] = [facts.get('model.multiplyAdds'), publishedOf(name)];
        if (products !== undefined && 'value' in products && billions !== undefined)
          expect(Number(products.value) / 1e9).toBeCloseTo(billions, 3);
        // Sizes that depend on how many examples there are cannot be told of every graph.
        if (variant === 'raw' || variant === 'dynamo') expect(products).toHaveProperty('value');
        expect(facts.get('model.dtype')).toMatchObject({ value: 'float32' });
        expect(facts.get('model.quantization')).toMatchObject({ value: 'none' });
      });
    }
  }

  it('drop blocks in graphs of training', () => {
    const depth = (name: string): unknown[] => {
      const { facts } = factsOf(`${name}.train`);
      return [facts.get('regularization.stochasticDepth'), facts.get('regularization.stochasticDepthRule')];
    };
    const rising = { status: 'derived', value: 'linear' };
    expect(depth('convnext_tiny')).toMatchObject([{ status: 'derived', value: 0.1 }, rising]);
    expect(depth('swin_t')).toMatchObject([{ status: 'derived', value: 0.2 }, rising]);
    // The last block has no sum, so that the largest probability is not drawn.
    expect(depth('efficientnet_b0')[0]).toMatchObject({ status: 'unknown' });
    expect(depth('resnet50')).toEqual([undefined, undefined]);
  });

  it('are all there in at least one variant', () => {
    for (const name of Object.keys(TRUTH))
      expect(
        VARIANTS.some((variant) => hasExport(`${name}.${variant}`)),
        name,
      ).toBe(true);
  });
});

describe('public graphs', () => {
  for (const [name, truth] of Object.entries(PUBLIC)) {
    it(name, () => {
      const { facts, convs } = factsOf(name);
      check(facts, convs, truth);
      checkNorms(facts, truth, truth.norms > 0);
      expect(facts.get('model.head.activation')).toMatchObject({
        value: name === 'light_densenet121' ? 'none' : 'softmax',
      });
    });
  }
});

describe('networks that Keras exports', () => {
  for (const [name, truth] of Object.entries(KERAS)) {
    for (const variant of ['keras-torch', 'keras-tf']) {
      const file = `keras_${name}.${variant}`;
      it.runIf(hasExport(file))(file, () => {
        const { facts, convs } = factsOf(file);
        check(facts, convs, truth);
        // By way of TensorFlow batch norms are merged, and on PyTorch spelled out.
        checkNorms(facts, truth, false);
        const value = (path: string): unknown => {
          const fact = facts.get(path);
          return fact !== undefined && 'value' in fact ? fact.value : undefined;
        };
        expect(facts.get('input.layout')).toMatchObject({ value: 'nhwc' });
        expect(facts.get('model.head.activation')).toMatchObject({ value: 'softmax' });
        if (truth.padding !== undefined) expect(value('model.padding')).toBe(truth.padding);
        if (truth.convBias !== undefined) expect([truth.convBias, undefined]).toContain(value('model.convBias'));
        const parameters = value('model.parameters');
        if (parameters !== undefined) expect(parameters).toBe(publishedOf(`keras_${name}`).parameters);
      });
    }
  }

  it('are what PyTorch builds where the two libraries build the same', () => {
    const differences = (a: string, b: string): string[] =>
      alignGraphs(loadNetwork(a).graph, loadNetwork(b).graph).differences.map(({ kind }) => kind);
    // Keras exports with the softmax.
    expect(differences('densenet121.ts', 'keras_DenseNet121.keras-torch')).toEqual(['output-activation']);
    expect(differences('vgg16.ts', 'keras_VGG16.keras-torch')).toEqual(['output-activation']);
    expect(differences('keras_MobileNetV2.keras-tf', 'keras_MobileNetV2.keras-torch')).toEqual([]);
  });
});
