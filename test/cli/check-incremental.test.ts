import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, withFolder } from './memory-stdio.ts';

const spec = (lr: number): string =>
  `framework: pytorch\ndata: { batchSize: 256, devices: 1 }\noptimizer: { name: sgd, lr: ${lr}, momentum: 0.9 }\n`;
const script =
  "import data from './rates.json';\nimport * as tf from '@tensorflow/tfjs';\nconst m = tf.sequential();\nm.compile({ optimizer: tf.train.momentum(data.lr, 0.9), loss: 'meanSquaredError' });\n";
const FILES = {
  'a.yaml': spec(0.1),
  'b.yaml': spec(0.001),
  'train.ts': script,
  'rates.json': '{"lr": 0.1}',
  'resaudit.config.yaml': 'compare:\n  it: { a: a.yaml, b: b.yaml }\n  script: { a: train.ts, b: a.yaml }\n',
};
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    encoding: 'utf8',
  });
function commit(cwd: string): void {
  git(cwd, 'init', '-q');
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-qm', 'x');
}

interface Checks {
  readonly checks: readonly {
    readonly id: string;
    readonly outcome: string;
    readonly report?: { readonly findings: readonly { readonly rule: string }[] };
  }[];
}
const json = async (
  cwd: string,
  ...args: string[]
): Promise<Checks & { readonly code: number; readonly err: string }> => {
  const { out, code, err } = await run(['check', '--format', 'json', ...args], { cwd });
  return { ...(out === '' ? { checks: [] } : (JSON.parse(out) as Checks)), code, err };
};
const outcomes = ({ checks }: Checks): string[] => checks.map(({ outcome }) => outcome);

describe('what changed', () => {
  it('counts the data that a script imports, and through links', async () => {
    await withFolder(FILES, async (folder) => {
      commit(folder);
      const link = `${folder}-link`;
      await symlink(folder, link);
      try {
        for (const cwd of [folder, link]) {
          expect(outcomes(await json(cwd, '--changed-since', 'HEAD'))).toEqual(['untouched', 'untouched']);
          await writeFile(join(cwd, 'rates.json'), '{"lr": 0.3}');
          expect(outcomes(await json(cwd, '--changed-since', 'HEAD'))).toEqual(['untouched', 'checked']);
          expect(outcomes(await json(cwd, 'rates.json'))).toEqual(['untouched', 'checked']);
          await writeFile(join(cwd, 'rates.json'), '{"lr": 0.1}');
        }
      } finally {
        await rm(link);
      }
    });
  });

  it('is shown for each setup, with its past, and fails nothing', async () => {
    await withFolder({ ...FILES, 'resaudit.config.yaml': 'lint: [a.yaml, train.ts]\n' }, async (cwd) => {
      commit(cwd);
      await writeFile(join(cwd, 'rates.json'), '{"lr": 0.5}');
      const { checks, code } = await json(cwd, '--baseline', 'HEAD');
      expect(code).toBe(0);
      expect(checks.map(({ id, report }) => [id, report?.findings?.map(({ rule }) => rule)])).toEqual([
        ['lint a.yaml', undefined],
        ['lint train.ts', undefined],
        ['change a.yaml', []],
        ['change train.ts', ['optimizer/lr']],
      ]);
      await writeFile(join(cwd, 'new.yaml'), spec(1));
      await writeFile(join(cwd, 'resaudit.config.yaml'), 'lint: [new.yaml]\n');
      const fresh = await json(cwd, '--baseline', 'HEAD');
      expect([fresh.code, outcomes(fresh)]).toEqual([0, ['checked', 'new']]);
      expect(fresh.err).toContain('new.yaml');
      for (const ref of ['no-such', '--all', ':/x']) expect((await json(cwd, '--baseline', ref)).code, ref).toBe(2);
    });
  });

  it('is compared by name', async () => {
    await withFolder(FILES, async (cwd) => {
      commit(cwd);
      await writeFile(join(cwd, 'rates.json'), '{"lr": 0.5}');
      const past = await run(['compare', 'train.ts', '--baseline', 'HEAD', '--fail-on', 'warning'], { cwd });
      const named = await run(['compare', 'train.ts', 'train.ts@HEAD', '--fail-on', 'warning'], { cwd });
      expect([past.code, named.code]).toEqual([1, 1]);
      expect(past.out).toContain('rates.json@HEAD:1:8');
      expect(past.out).toBe(named.out);
      expect((await run(['compare', 'a.yaml', 'b.yaml', '--baseline', 'HEAD'], { cwd })).code).toBe(2);
    });
  });
});

describe('the cache of check', () => {
  const cached = async (cwd: string, ...args: string[]) => run(['check', '--cache', 'kept', ...args], { cwd });
  const filesOf = async (cwd: string): Promise<string[]> =>
    (await readdir(join(cwd, 'kept'), { recursive: true }))
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(cwd, 'kept', name));

  it('gives the same answers in every format, also through data that a script imports', {
    timeout: 120_000,
  }, async () => {
    await withFolder(FILES, async (cwd) => {
      const plain = async (...args: string[]) => run(['check', '--no-cache', ...args], { cwd });
      for (const format of ['pretty', 'json', 'sarif', 'github', 'markdown', 'junit', 'rdjson']) {
        const [first, second, none] = [
          await cached(cwd, '--format', format),
          await cached(cwd, '--format', format),
          await plain('--format', format),
        ];
        expect(first, format).toEqual(none);
        expect(second, format).toEqual(none);
      }
      expect(await filesOf(cwd)).toHaveLength(2);
      for (const [name, text] of [
        ['rates.json', '{"lr": 0.2}'],
        ['b.yaml', spec(0.1)],
        ['resaudit.config.yaml', `${FILES['resaudit.config.yaml']}severity: { optimizer: info }\n`],
      ] as const) {
        await writeFile(join(cwd, name), text);
        expect(await cached(cwd), name).toEqual(await plain());
      }
    });
  });

  it('is used, and never believed where it is broken', async () => {
    await withFolder(FILES, async (cwd) => {
      const right = await cached(cwd);
      const [first = '', second = ''] = await filesOf(cwd);
      const kept = await readFile(first, 'utf8');
      // Not the right sum: a changed answer is not taken.
      await writeFile(first, kept.replaceAll('optimizer/lr', 'optimizer/xx'));
      expect(await cached(cwd)).toEqual(right);
      // The right sum shows that what is kept is what is used.
      const { createHash } = await import('node:crypto');
      const body = kept.slice(kept.indexOf('\n') + 1).replaceAll('earning rate', 'EARNING RATE');
      await writeFile(first, `${createHash('sha256').update(body).digest('hex')}\n${body}`);
      expect((await cached(cwd)).out).toContain('EARNING RATE');
      for (const text of ['', '\n', '{}', kept.slice(0, 200), `${kept}x`, await readFile(second, 'utf8')]) {
        await writeFile(first, text);
        expect(await cached(cwd)).toEqual(right);
      }
      await rm(first);
      await mkdir(first);
      expect(await cached(cwd)).toEqual(right);
    });
  });

  it('lies beside the packages of a project, if there are any, and forgets checks that are gone', async () => {
    await withFolder({ ...FILES, kept: 'a file' }, async (cwd) => {
      const right = await run(['check'], { cwd });
      expect(await cached(cwd)).toEqual(right);
      await mkdir(join(cwd, 'node_modules'));
      expect(await run(['check'], { cwd })).toEqual(right);
      const names = async () =>
        (await readdir(join(cwd, 'node_modules/.cache/resaudit'), { recursive: true })).filter((name) =>
          name.endsWith('.json'),
        );
      expect(await names()).toHaveLength(2);
      await writeFile(join(cwd, 'resaudit.config.yaml'), 'lint: [a.yaml]\n');
      await run(['check'], { cwd });
      expect(await names()).toHaveLength(1);
    });
  });
});
