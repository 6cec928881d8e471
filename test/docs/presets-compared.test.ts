import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { listPresets } from '../../src/sources/presets/preset.ts';
import { comparePresets, freshComparison, publishedDifferences } from './presets-compared.ts';

const file = new URL('../../docs/presets-compared.md', import.meta.url);
const page = await readFile(file, 'utf8');
const presets = await listPresets();
const compared = comparePresets(presets);

describe('the page of published recipes', () => {
  it('is up to date', async () => {
    const fresh = freshComparison(page, presets, compared);
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, fresh);
    else expect(page).toBe(fresh);
  });

  it('speaks of six pairs whose difference is published', () => {
    expect(publishedDifferences(page)).toHaveLength(6);
  });

  it.each(publishedDifferences(page))('names all that differs in $pair', ({ pair, rules }) => {
    const report = compared.find((each) => each.pair === pair)?.report;
    const found = (report?.findings ?? []).filter(({ severity }) => severity !== 'note').map(({ rule }) => rule);
    expect([...new Set(found)].sort()).toEqual([...rules].sort());
  });

  it('finds nothing between one recipe and the script that it descends from', () => {
    const same = compared.find(({ pair }) => pair === 'pytorch-examples/resnet50 against torchvision/resnet50-v1');
    expect(same?.report.findings).toEqual([]);
  });
});
