import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { PATHS, type PathEntry } from '../../src/spec/paths.ts';
import { OPERATORS, OUTSIDE } from './operators.ts';
import { figures, isRight, render } from './page.ts';
import { allMutations, type Mutation } from './run.ts';

let mutations: readonly Mutation[] = [];
beforeAll(async () => {
  mutations = await allMutations();
}, 120_000);

const shown = ({ base, path, from, to, silent, roots }: Mutation): string =>
  `${base}: ${path} ${JSON.stringify(from)} → ${JSON.stringify(to)}${silent === undefined ? '' : ` (${silent})`}: ` +
  `${roots.map(({ id, severity, names }) => `${id} ${severity}${names ? '' : ' (does not name it)'}`).join(', ') || 'nothing'}`;

describe('a change of one fact', () => {
  it('has exactly one root, which names it, or none where it means nothing', () => {
    expect(mutations.filter((mutation) => !isRight(mutation)).map(shown)).toEqual([]);
    const { due, found, roots, right } = figures(mutations);
    expect([found, right]).toEqual([due, roots]);
  });

  it('is made to every path that a person can write, and matters in some setup', () => {
    const named = new Set(mutations.filter(({ silent }) => silent === undefined).map(({ template }) => template));
    const writable = Object.entries<PathEntry>(PATHS).filter(([path, entry]) => !entry.computed && !(path in OUTSIDE));
    expect(writable.map(([path]) => path).filter((path) => !named.has(path))).toEqual([]);
  });

  it('makes another value, which a spec may hold', () => {
    for (const mutation of mutations) {
      const { path, to, from } = mutation;
      expect(to, shown(mutation)).not.toEqual(from);
      const nested = path.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), to);
      const fact = readSpecText(JSON.stringify(nested), 'changed.json', 'json').facts.get(path);
      expect(isKnown(fact) ? fact.value : undefined, shown(mutation)).toEqual(
        mutation.template === 'preprocess.*.operations' && isKnown(fact) ? fact.value : to,
      );
    }
  });

  it('has operators for paths of the table only', () => {
    const paths = Object.keys(PATHS);
    expect([...Object.keys(OPERATORS), ...Object.keys(OUTSIDE)].filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('is published with its figures', async () => {
    const file = resolve(import.meta.dirname, '../../docs/mutation.md');
    await expect(render(mutations)).toMatchFileSnapshot(file);
  });
});
