import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK } from '../../src/sources/disk.ts';
import { isRef } from '../../src/sources/git.ts';
import { holds, record } from '../../src/sources/record.ts';
import { openSource } from '../../src/sources/registry.ts';
import type { Origin } from '../../src/spec/origin.ts';
import { withFolder } from '../cli/memory-stdio.ts';

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    encoding: 'utf8',
  });

async function put(cwd: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
}

/** A repository with one commit per set of files. */
async function withHistory(
  commits: readonly Readonly<Record<string, string>>[],
  use: (cwd: string) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (cwd) => {
    git(cwd, 'init', '-q', '-b', 'main');
    for (const files of commits) {
      await put(cwd, files);
      git(cwd, 'add', '-A');
      git(cwd, 'commit', '-qm', 'x');
    }
    await use(cwd);
  });
}

const fileOf = (origin: Origin | undefined): string | undefined => (origin?.kind === 'text' ? origin.file : undefined);

describe('a source at a commit', () => {
  it('is read with the modules and data that it imported then, without a checkout', async () => {
    const train =
      "import { LR } from './lib/rates';\nimport momentum from './m.json';\nimport * as tf from '@tensorflow/tfjs';\nconst o = tf.train.momentum(LR, momentum.value);\nconst m = tf.sequential();\nm.compile({ optimizer: o, loss: 'meanSquaredError' });\n";
    const first = { 'train.ts': train, 'lib/rates.ts': 'export const LR = 0.1;\n', 'm.json': '{"value": 0.9}' };
    await withHistory(
      [first, { 'lib/rates.ts': 'export const LR = 0.2;\n', 'm.json': '{"value": 0.5}' }],
      async (cwd) => {
        await put(cwd, { 'lib/rates.ts': 'export const LR = 0.3;\n' });
        const lr = async (name: string, at?: string) => {
          const { facts, texts } = await openSource(name, { cwd, ...(at === undefined ? {} : { at }) });
          const fact = facts.get('optimizer.lr');
          const file = fileOf(fact?.origin);
          expect(texts.has(file ?? '')).toBe(true);
          const momentum = facts.get('optimizer.momentum');
          return [
            fact !== undefined && 'value' in fact ? fact.value : fact,
            file,
            momentum !== undefined && 'value' in momentum ? momentum.value : momentum,
          ];
        };
        expect(await lr('train.ts')).toEqual([0.3, 'lib/rates.ts', 0.5]);
        expect(await lr('train.ts@HEAD')).toEqual([0.2, 'lib/rates.ts@HEAD', 0.5]);
        expect(await lr('train.ts@HEAD~1')).toEqual([0.1, 'lib/rates.ts@HEAD~1', 0.9]);
        expect(await lr('train.ts', 'main~1')).toEqual([0.1, 'lib/rates.ts@main~1', 0.9]);
      },
    );
  });

  it('may have an @ in its own name or in that of the commit', async () => {
    await withHistory([{ 'a@2.json': '{"optimizer": {"lr": 0.1}}' }], async (cwd) => {
      await put(cwd, { 'a@2.json': '{"optimizer": {"lr": 0.2}}' });
      git(cwd, 'branch', 'at@home');
      const lr = async (name: string) => (await openSource(name, { cwd })).facts.get('optimizer.lr');
      expect(await lr('a@2.json')).toMatchObject({ value: 0.2 });
      expect(await lr('a@2.json@at@home')).toMatchObject({ value: 0.1 });
      expect(await lr('a@2.json@HEAD@{0}')).toMatchObject({ value: 0.1 });
    });
  });

  it('follows links that stay inside, from a folder below, and no others', async () => {
    await withFolder({ 'outside.json': '{"optimizer": {"lr": 9}}' }, async (folder) => {
      const cwd = join(folder, 'repository');
      await put(cwd, { 'real/a.json': '{"optimizer": {"lr": 0.1}}', 'below/x': '' });
      await symlink('../real/a.json', join(cwd, 'below', 'link.json'));
      await symlink('../outside.json', join(cwd, 'out.json'));
      await symlink('loop.json', join(cwd, 'loop.json'));
      git(cwd, 'init', '-q');
      git(cwd, 'add', '-A');
      git(cwd, 'commit', '-qm', 'x');
      const lr = (name: string, from: string) =>
        openSource(name, { cwd: from, at: 'HEAD' }).then(({ facts }) => facts.get('optimizer.lr'));
      expect(await lr('link.json', join(cwd, 'below'))).toMatchObject({ value: 0.1 });
      for (const name of ['out.json', 'loop.json', '../outside.json', '.git/config', 'gone.json']) {
        await expect(lr(name, cwd), name).rejects.toThrow('does not exist');
      }
    });
  });

  it('refuses what is no commit', async () => {
    await withHistory([{ 'a.json': '{"optimizer": {"lr": 0.1}}' }], async (cwd) => {
      const bad = [
        '--output=x',
        '-n',
        ':/x',
        'HEAD:a.json',
        '^HEAD',
        'HEAD..HEAD',
        'a b',
        'a\nb',
        '',
        'no-such-branch',
      ];
      for (const ref of bad)
        await expect(openSource('a.json', { cwd, at: ref }), ref).rejects.toThrow(/no commit|cannot be/);
      await expect(openSource('a.json@no-such-branch', { cwd })).rejects.toThrow('no commit');
      await expect(openSource('b.json@HEAD', { cwd })).rejects.toThrow('does not exist');
      expect(['HEAD', 'HEAD~3', 'v1.0^2', 'origin/main', 'main@{1}', 'a1b2c3d'].every(isRef)).toBe(true);
    });
    await withFolder({ 'a.json': '{}' }, async (cwd) =>
      expect(openSource('a.json', { cwd, at: 'HEAD' })).rejects.toThrow('no git repository'),
    );
  });
});

describe('a record of what was asked', () => {
  it('holds as long as every answer is the same', async () => {
    const script =
      "import { LR } from './rates';\nimport data from './data.json';\nimport * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential();\nm.compile({ optimizer: tf.train.momentum(LR, data.m), loss: 'meanSquaredError' });\n";
    const files = {
      'train.ts': script,
      'rates.js': 'export const LR = 0.1;\n',
      'data.json': '{"m": 0.9}',
      'tsconfig.json': '{}',
    };
    const changes: [name: string, text: string][] = [
      ['train.ts', `${script}\n`],
      ['rates.js', 'export const LR = 0.2;\n'],
      ['data.json', '{"m": 0.8}'],
      ['tsconfig.json', '{"compilerOptions": {}}'],
      // Found before rates.js.
      ['rates.ts', 'export const LR = 0.3;\n'],
    ];
    for (const [name, text] of changes) {
      await withFolder(files, async (cwd) => {
        const { files: seen, questions } = record(DISK);
        await openSource('train.ts', { cwd, files: seen });
        const asked = questions() ?? [];
        expect(holds(asked, DISK)).toBe(true);
        await writeFile(join(cwd, 'other.txt'), 'x');
        expect(holds(asked, DISK)).toBe(true);
        await writeFile(join(cwd, name), text);
        expect(holds(asked, DISK), name).toBe(false);
      });
    }
  });
});
