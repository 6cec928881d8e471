import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG } from '../../src/config/shape.ts';
import { run, withFolder } from '../cli/memory-stdio.ts';

const page = await readFile('docs/guide/check.md', 'utf8');
const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
const configurations = blocks.filter((text) => !/^(?:on|repos):/.test(text));
const action = parse(await readFile('action.yml', 'utf8'));

it('shows configurations that run', async () => {
  expect(configurations).toHaveLength(2);
  const mine = 'framework: pytorch\ndata: {batchSize: 256, devices: 1}\noptimizer: {name: sgd, lr: 0.6}\n';
  for (const text of configurations) {
    await withFolder({ 'resaudit.config.yaml': text, 'mine.yaml': mine }, async (cwd) => {
      expect(await run(['check'], { cwd })).toMatchObject({ code: 1, err: '' });
    });
  }
});

it('names every key of a configuration, and every input and output of the action', () => {
  const keys = Object.keys(CONFIG.def.shape).filter((key) => key !== '$schema');
  for (const key of [...keys, ...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
    expect(page).toMatch(new RegExp(`\`${key}[\`.]`));
  }
});

it('names hooks that are offered', async () => {
  const offered = parse(await readFile('.pre-commit-hooks.yaml', 'utf8')).map(({ id }: { id: string }) => id);
  const shown = blocks.filter((text) => text.startsWith('repos:')).flatMap((text) => parse(text).repos[0].hooks);
  expect(shown).not.toEqual([]);
  for (const { id } of shown) expect(offered).toContain(id);
});
