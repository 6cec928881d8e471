import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { follow } from './walkthrough.ts';

const PAGES = ['docs/guide/start.md', 'docs/guide/resnet50.md', 'docs/guide/facts.md'];

it.each(PAGES)('what %s shows is what happens', { timeout: 120_000 }, async (name) => {
  const page = await readFile(name, 'utf8');
  const { page: fresh, commands } = await follow(page);
  expect(commands).toBeGreaterThan(1);
  if (process.env.UPDATE_DOCS !== undefined) await writeFile(name, fresh);
  else expect(page, 'npm run docs writes it anew').toBe(fresh);
});

it('a page that shows something else is noticed', async () => {
  const page =
    '```yaml a.yaml\noptimizer: { name: sgd, lr: 0.1 }\n```\n\n```console head=1\n$ resaudit lint a.yaml\nAll is well.\n```\n';
  const { page: fresh } = await follow(page);
  expect(fresh).not.toBe(page);
  expect((await follow(fresh)).page).toBe(fresh);
});
