import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BIN, ROOT, run } from './support.ts';

const file = join(ROOT, 'README.md');
const readme = readFileSync(file, 'utf8');

/** The command that the README begins with, as it is written there. */
const command = /^npm ci && npx resaudit (.+)$/m.exec(readme)?.[1]?.split(' ') ?? [];

/** The report down to the end of its second finding. */
function beginning(report: string): string {
  const blocks = report.split('\n\n');
  return `${blocks.slice(0, 4).join('\n\n')}\n`;
}

it('the README shows what its first command prints', async () => {
  expect(command[0]).toBe('compare');
  const { status, stdout } = run(process.execPath, [BIN, ...command], ROOT);
  expect(status).toBe(0);
  const block = `\`\`\`text\n${beginning(stdout)}\`\`\`\n`;
  const region = /(<!-- generated:output -->\n).*?(<!-- \/generated -->)/s;
  expect(readme).toMatch(region);
  const fresh = readme.replace(region, (_, start: string, end: string) => start + block + end);
  await expect(fresh).toMatchFileSnapshot(file);
});

it('the setup of the README is a spec without mistakes', () => {
  const example = /## Your own setup.*?^```yaml\n(.*?)^```/ms.exec(readme)?.[1] ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'resaudit-readme-'));
  writeFileSync(join(folder, 'mine.yaml'), example);
  const { status, stdout } = run(process.execPath, [BIN, 'extract', 'mine.yaml', '--format', 'json'], folder);
  rmSync(folder, { recursive: true, force: true });
  expect(status).toBe(0);
  expect(JSON.parse(stdout).facts['optimizer.lr']).toMatchObject({ value: 0.1, status: 'stated' });
});
