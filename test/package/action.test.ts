import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, ROOT } from './support.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
  };
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
const [install, check] = action.runs.steps;
if (install === undefined || check === undefined) throw new Error('the action has lost a step');

const spec = (lr: number): string =>
  JSON.stringify(
    { framework: 'pytorch', data: { batchSize: 256, devices: 1 }, optimizer: { name: 'sgd', lr } },
    null,
    2,
  );

interface Stepped {
  readonly code: number | null;
  readonly out: string;
  readonly output: string;
  readonly summary: string;
  readonly exists: (file: string) => boolean;
  readonly calls: string;
}

/** Runs a step as a runner does: its script in bash, its inputs in the environment. */
function step(which: typeof check, inputs: Readonly<Record<string, string>>, other = 0.001): Stepped {
  if (which === undefined) throw new Error('there is no such step');
  const folder = mkdtempSync(join(tmpdir(), 'resaudit-action-'));
  try {
    const bin = join(folder, 'temp/resaudit/node_modules/.bin');
    const fakes = join(folder, 'fakes');
    for (const each of [bin, fakes, join(folder, 'work')]) mkdirSync(each, { recursive: true });
    writeFileSync(join(bin, 'resaudit'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`, { mode: 0o755 });
    writeFileSync(join(fakes, 'npm'), `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/calls"\n`, { mode: 0o755 });
    writeFileSync(join(folder, 'work/a.json'), spec(0.1));
    writeFileSync(join(folder, 'work/b.json'), spec(other));
    writeFileSync(join(folder, 'work/resaudit.config.yaml'), 'compare:\n  it: {a: a.json, b: b.json}\n');
    for (const name of ['output', 'summary', 'calls']) writeFileSync(join(folder, name), '');
    const env = Object.fromEntries(
      Object.entries(which.env).map(([name, value]) => {
        const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];
        return [name, input === undefined ? value : (inputs[input] ?? action.inputs[input]?.default ?? '')];
      }),
    );
    const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', which.run], {
      cwd: join(folder, 'work'),
      encoding: 'utf8',
      env: {
        ...env,
        PATH: `${fakes}:${process.env.PATH}`,
        RUNNER_TEMP: join(folder, 'temp'),
        GITHUB_WORKSPACE: join(folder, 'work'),
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      },
    });
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const present = new Set(['pwned', 'out.sarif'].filter((file) => existsSync(join(folder, 'work', file))));
    return {
      code: status,
      out: stdout,
      output: read('output'),
      summary: read('summary'),
      exists: (file) => present.has(file),
      calls: read('calls'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(process.platform === 'win32')('the action', () => {
  it('gives no input to a script but by the environment', () => {
    for (const { run } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('installs one exact version, and nothing that is none', () => {
    expect(step(install, {}).calls.trimEnd().split('\n').at(-1)).toMatch(/^resaudit@\d+\.\d+\.\d+$/);
    expect(step(install, { version: './resaudit-0.1.0.tgz' }).calls).toContain('\n--\n./resaudit-0.1.0.tgz\n');
    for (const version of [
      '1.0.0; touch pwned',
      '$(touch pwned)',
      '--global',
      '',
      'latest/../x',
      '1.0.0\n::error::x',
    ]) {
      const { code, calls, exists, out } = step(install, { version });
      expect([version, code, calls, exists('pwned')]).toEqual([version, 2, '', false]);
      expect(out).not.toContain('::error::x');
    }
  });

  it('annotates the line, writes summary and outputs, and fails with what was found', () => {
    const { code, out, output, summary } = step(check, {});
    expect(code).toBe(1);
    expect(out).toMatch(/^::error file=a\.json,line=9,/m);
    expect(output).toBe('outcome=found\nexit-code=1\n');
    expect(summary).toContain('## resaudit compare');
  });

  it('passes where nothing differs, and says so where the job could not be done', () => {
    const green = step(check, {}, 0.1);
    expect([green.code, green.output]).toEqual([0, 'outcome=passed\nexit-code=0\n']);
    expect(green.summary).toContain('## resaudit compare');
    const failed = step(check, { config: 'none.yaml' });
    expect([failed.code, failed.output]).toEqual([2, 'outcome=failed\nexit-code=2\n']);
  });

  it('takes its inputs', () => {
    expect(step(check, { 'fail-on': 'never' }).code).toBe(0);
    const sarif = step(check, { 'sarif-file': 'out.sarif' });
    expect(sarif.exists('out.sarif')).toBe(true);
    expect(sarif.output).toMatch(/^sarif-file<<(resaudit_[0-9a-f]{32})\nout\.sarif\n\1\noutcome=found/);
  });

  it('runs nothing that an input holds', () => {
    for (const input of ['config', 'changed-since', 'baseline', 'fail-on', 'sarif-file']) {
      for (const text of ['$(touch pwned)', '"; touch pwned; "', 'x\noutcome=passed']) {
        const { exists, output, code } = step(check, { [input]: text });
        expect([input, text, exists('pwned')]).toEqual([input, text, false]);
        expect(code).not.toBe(0);
        expect(output).toMatch(/(?:^|\n)outcome=(?:found|failed)\nexit-code=[12]\n$/);
      }
    }
  });
});
