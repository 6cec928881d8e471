import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT, run } from './support.ts';

/** Another pre-commit than the one on the path, such as a newer one, may be named. */
const PRE_COMMIT = process.env.PRE_COMMIT ?? 'pre-commit';
const version = spawnSync(PRE_COMMIT, ['--version'], { encoding: 'utf8' });
const isThere = version.error === undefined && version.status === 0;
if (!isThere) console.warn('pre-commit is not installed: the hooks were not tried');
/** Installing from the repository builds it, which takes minutes. */
const isWhole = isThere && process.env.CI !== undefined;

const spec = (lr: number): string =>
  `framework: pytorch\ndata: { batchSize: 256, devices: 1 }\noptimizer: { name: sgd, lr: ${lr}, momentum: 0.9 }\n`;
const MISTAKE = `framework: pytorch
preprocess:
  train: { normalization: { kind: affine, scale: 0.00392157, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } }
  eval: { normalization: { kind: affine, scale: 0.00392157, mean: [0.1, 0.1, 0.1], std: [0.5, 0.5, 0.5] } }
`;

describe.skipIf(!isThere)(`the hooks in ${version.stdout?.trim() ?? 'pre-commit'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'resaudit-hook-'));
  const user = join(folder, 'user');
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd,
        encoding: 'utf8',
      },
    );
  const write = (name: string, text: string): void => {
    mkdirSync(join(user, name, '..'), { recursive: true });
    writeFileSync(join(user, name), text);
    git(user, 'add', '-A');
  };
  /** With an environment of its own, so that nothing installed before is found. */
  const preCommit = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(PRE_COMMIT, args, {
      cwd: user,
      encoding: 'utf8',
      env: { ...process.env, PRE_COMMIT_HOME: join(folder, 'home'), PRE_COMMIT_COLOR: 'never' },
    });
    return { status, out: stdout + stderr };
  };

  beforeAll(() => {
    mkdirSync(user);
    git(user, 'init', '-q');
    write('resaudit.config.yaml', 'compare:\n  it: { a: a.yaml, b: b.yaml }\n');
    write('a.yaml', spec(0.1));
    write('b.yaml', spec(0.1));
    git(user, 'commit', '-qm', 'x');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs a published version, green and red, on the files of a commit', () => {
    const { stdout } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
    const [packed] = JSON.parse(stdout) as { readonly filename: string }[];
    const tarball = join(folder, packed?.filename ?? '');
    const [check] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
    const hook = { ...check, additional_dependencies: [tarball] };
    // YAML reads JSON.
    write('.pre-commit-config.yaml', JSON.stringify({ repos: [{ repo: 'local', hooks: [hook] }] }));
    expect(preCommit('run', '--all-files')).toMatchObject({ status: 0, out: expect.stringContaining('Passed') });
    git(user, 'commit', '-qm', 'x', '--no-verify');
    write('b.yaml', spec(0.001));
    expect(preCommit('run')).toMatchObject({ status: 1, out: expect.stringContaining('Learning rate differs') });
    git(user, 'commit', '-qm', 'x', '--no-verify');
    write('other.txt', 'x');
    expect(preCommit('run').status).toBe(0);
  }, 300_000);

  it.skipIf(!isWhole)(
    'are built and run from the repository by try-repo',
    () => {
      const clone = join(folder, 'clone');
      git(folder, 'clone', '-q', ROOT, clone);
      write('b.yaml', spec(0.1));
      expect(preCommit('try-repo', clone, 'resaudit-check', '--all-files')).toMatchObject({
        status: 0,
        out: expect.stringContaining('Passed'),
      });
      write('resaudit/a.yaml', MISTAKE);
      const linted = preCommit('try-repo', clone, 'resaudit-lint', '--all-files');
      expect(linted).toMatchObject({ status: 1, out: expect.stringContaining('resaudit/a.yaml') });
    },
    1_200_000,
  );
});
