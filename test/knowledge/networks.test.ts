import { describe, expect, it } from 'vitest';
import { resolve } from '../../src/engine/index.ts';
import { graphFacts } from '../../src/graph/facts/index.ts';
import { NETWORK_PATHS, networkNamed, networkNames } from '../../src/knowledge/networks.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { kindSchema } from '../../src/spec/kind-schema.ts';
import { pathEntry } from '../../src/spec/paths.ts';
import { SCOPES } from '../../src/spec/vocabulary.ts';
import { hasExport, loadNetwork, publishedOf } from '../graph/oracle.ts';
import { setupOf } from '../support/setup.ts';

const ZOOS = ['torchvision', 'timm'] as const;
const exported = (zoo: string, name: string): string => (zoo === 'timm' ? `timm_${name}` : name);
const known = (values: Readonly<Record<string, unknown>>, path: string): unknown => {
  const fact = resolve({ ...setupOf(values), scope: SCOPES }).facts.get(path);
  return fact !== undefined && isKnown(fact) ? fact.value : undefined;
};

describe('networks by name', () => {
  it('are many, and say only what the table of paths allows', () => {
    const all = ZOOS.flatMap((zoo) => networkNames(zoo).map((name) => networkNamed(zoo, name)));
    expect(all.length).toBeGreaterThanOrEqual(150);
    for (const network of all) {
      for (const [path, value] of network?.facts ?? []) {
        expect(NETWORK_PATHS).toContain(path);
        const entry = pathEntry(path);
        expect(
          entry !== undefined && kindSchema(entry.value).safeParse(value).success,
          `${network?.name} ${path}`,
        ).toBe(true);
      }
    }
  });

  for (const zoo of ZOOS) {
    for (const name of networkNames(zoo)) {
      const file = exported(zoo, name);
      if (!hasExport(`${file}.train`)) continue;
      it(`${zoo} ${name} is what its export shows`, () => {
        const network = networkNamed(zoo, name);
        // Exported without its auxiliary heads.
        if (name !== 'googlenet') expect(network?.parameters(1000)).toBe(publishedOf(file).parameters);
        const { graph } = loadNetwork(`${file}.train`);
        const shown = graphFacts(graph, () => ({ kind: 'graph', file, node: '' }));
        let compared = 0;
        const differing = [...(network?.facts ?? [])].flatMap(([path, value]) => {
          const fact = shown.get(path);
          if (fact === undefined || !isKnown(fact)) return [];
          compared++;
          const same =
            typeof value === 'number' && typeof fact.value === 'number'
              ? Math.abs(value - fact.value) <= 1e-6 * Math.abs(value)
              : JSON.stringify(value) === JSON.stringify(fact.value);
          return same ? [] : [`${path}: ${JSON.stringify(value)} against ${JSON.stringify(fact.value)}`];
        });
        expect(differing).toEqual([]);
        expect(compared).toBeGreaterThan(2);
      });
    }
  }

  it('count parameters for the classes that are stated, and for no others', () => {
    const named = { 'framework.name': 'pytorch', 'model.name': 'resnet50' };
    expect(known({ ...named, 'model.head.classes': 10 }, 'model.parameters')).toBe(23_508_032 + 10 * 2049);
    expect(known(named, 'model.parameters')).toBeUndefined();
    expect(known({ ...named, 'model.head.classes': 10, 'model.stem.kernel': 3 }, 'model.parameters')).toBeUndefined();
  });

  it('keep names of other libraries and of nobody apart', () => {
    const of = (name: string) => known({ 'framework.name': 'pytorch', 'model.name': name }, 'init.zeroGamma');
    expect([of('resnet50'), of('torchvision/resnet50'), of('timm/resnet50')]).toEqual([false, false, true]);
    expect([of('mine/resnet50'), of('resnet50x'), of('constructor')]).toEqual([undefined, undefined, undefined]);
    expect(networkNamed('torchvision', 'regnet_x_16gf')?.parameters(1000)).not.toBe(
      networkNamed('torchvision', 'regnet_x_1_6gf')?.parameters(1000),
    );
    expect(networkNamed('torchvision', 'regnetx16gf')).toBeUndefined();
  });
});
