import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { specReference } from '../../scripts/spec-reference.ts';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { PATHS } from '../../src/spec/paths.ts';

const file = resolve(import.meta.dirname, '../../docs/reference/spec.md');

it('the reference of facts is as the table of paths says', async () => {
  await expect(specReference()).toMatchFileSnapshot(file);
});

it('the reference names every path, and its example is a spec', () => {
  const text = specReference();
  for (const path of Object.keys(PATHS)) expect(text).toContain(`| \`${path}\` |`);
  const example = /^```yaml\n(.*?)^```$/ms.exec(text)?.[1] ?? '';
  const { facts, problems } = readSpecText(example, 'example.yaml', 'yaml');
  expect(problems).toEqual([]);
  expect(facts.size).toBeGreaterThan(8);
});
