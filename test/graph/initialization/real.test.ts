import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { initializationFacts } from '../../../src/graph/initialization/index.ts';
import { inferScheme, type Sample } from '../../../src/graph/initialization/infer.ts';

import { loadNetwork } from '../oracle.ts';

interface Entry {
  readonly library: string;
  readonly network: string;
  readonly role: string;
  readonly scheme: string;
  readonly family: string;
  readonly mode: string;
  readonly layers: readonly (readonly [number, number, number, number, number, number, number])[];
}

const entries: Entry[] = JSON.parse(
  readFileSync(new URL('../../oracles/data/initial-moments.json', import.meta.url), 'utf8'),
);

describe('networks as their libraries initialize them', () => {
  for (const { library, network, role, scheme, family, mode, layers } of entries) {
    it(`${library} ${network}, ${role}: ${scheme} ${mode}`, () => {
      const samples = layers.map(
        ([fanIn, fanOut, count, mean, deviation, kurtosis, largest]): Sample => ({
          fanIn,
          fanOut,
          moments: { count, mean, deviation, kurtosis, largest },
        }),
      );
      const inference = inferScheme(samples);
      const found =
        inference.kind === 'schemes'
          ? inference.candidates.map((c) => `${c.name} ${c.family} ${c.mode}`)
          : [JSON.stringify(inference)];
      expect(found).toContain(`${scheme} ${family} ${mode}`);
    });
  }
});

describe('tables and recurrent layers as PyTorch exports them', () => {
  it('are told from their weights', () => {
    const { graph, access } = loadNetwork('sentences');
    const facts = initializationFacts(graph, access, () => ({ kind: 'graph', file: 'sentences.onnx' }));
    expect(facts.get('init.embedding')).toMatchObject({ status: 'inferred', value: { name: 'normal', std: 1 } });
    expect(facts.get('init.recurrent')).toMatchObject({ status: 'inferred', value: 'pytorch-default' });
    // A classifier of 320 weights is too small to tell schemes apart, but never a wrong one.
    const dense = facts.get('init.dense');
    if (dense !== undefined && 'value' in dense) expect(dense.value).toBe('pytorch-default');
  });
});
