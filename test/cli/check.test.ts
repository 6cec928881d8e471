import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, withFolder } from './memory-stdio.ts';

const spec = (lr: number, more: Record<string, unknown> = {}): string =>
  JSON.stringify(
    {
      framework: 'pytorch',
      data: { batchSize: 256, devices: 1 },
      optimizer: { name: 'sgd', lr, momentum: 0.9 },
      ...more,
    },
    null,
    2,
  );
const SETUPS = { 'a.json': spec(0.1), 'same.json': spec(0.1), 'far.json': spec(0.001) };
const inFolder = (config: unknown, use: (cwd: string) => Promise<void>, more: Record<string, string> = {}) =>
  withFolder({ ...SETUPS, 'resaudit.config.json': JSON.stringify(config, null, 2), ...more }, use);
const GREEN = { compare: { it: { a: 'a.json', b: 'same.json' } } };
const RED = { compare: { it: { a: 'a.json', b: 'far.json' } } };

describe('check', () => {
  it('is green where nothing differs and red where something does', async () => {
    await inFolder(GREEN, async (cwd) => expect(await run(['check'], { cwd })).toMatchObject({ code: 0, err: '' }));
    await inFolder(RED, async (cwd) => {
      const { code, out } = await run(['check'], { cwd });
      expect(code).toBe(1);
      expect(out).toContain('far.json:');
      expect(out).toMatch(/exit 1: 1 difference at or above error\n$/);
    });
  });

  it('finds its configuration from a folder below, in every writing, and names files from there', async () => {
    const yaml = 'compare:\n  it:\n    a: a.json\n    b: far.json\n';
    const writings: Record<string, string> = {
      'resaudit.config.yaml': yaml,
      'resaudit.config.yml': yaml,
      'resaudit.config.jsonc': `// why\n${JSON.stringify(RED)}`,
      'package.json': JSON.stringify({ name: 'x', resaudit: RED }),
    };
    for (const [name, text] of Object.entries(writings)) {
      await withFolder({ ...SETUPS, [name]: text }, async (cwd) => {
        await mkdir(join(cwd, 'below'));
        const { code, out } = await run(['check'], { cwd: join(cwd, 'below') });
        expect([name, code]).toEqual([name, 1]);
        expect(out).toContain('../far.json:');
      });
    }
  });

  it('never takes a missing, empty or doubled configuration for a green one', async () => {
    await withFolder(SETUPS, async (cwd) => expect((await run(['check'], { cwd })).code).toBe(2));
    for (const config of [{}, { compare: {} }, { lint: ['no*.json'] }]) {
      await inFolder(config, async (cwd) => expect((await run(['check'], { cwd })).code).toBe(2));
    }
    const twice = { 'resaudit.config.yaml': 'lint: [a.json]\n' };
    await inFolder(GREEN, async (cwd) => expect((await run(['check'], { cwd })).err).toContain('several'), twice);
  });

  it('says where a mistake is, and what was meant', async () => {
    const cases: [config: unknown, place: string, meant: string][] = [
      [{ compares: {} }, ':2:3:', 'compare'],
      [{ ...GREEN, failOn: 'eror' }, 'resaudit.config.json:8:13:', 'error'],
      [{ ...GREEN, severity: { 'optimiser/lr': 'info' } }, ':9:', 'optimizer/lr'],
      [{ compare: { it: { a: 'a.json' } } }, ':3:11:', 'text'],
      [
        {
          lint: ['a.json'],
          project: { big: { title: 'x', schema: { properties: { optimizer: { properties: { lrr: {} } } } } } },
        },
        ':8:17:',
        'optimizer.lr',
      ],
    ];
    for (const [config, place, meant] of cases) {
      await inFolder(config, async (cwd) => {
        const { code, err } = await run(['check'], { cwd });
        expect(code).toBe(2);
        expect(err).toContain(place);
        expect(err).toContain(meant);
      });
    }
  });

  it('makes the other checks where one cannot be made, and still fails', async () => {
    const config = { compare: { gone: { a: 'gone.json', b: 'a.json' }, ...RED.compare } };
    await inFolder(config, async (cwd) => {
      const { code, out, err } = await run(['check', '--format', 'json'], { cwd });
      expect(code).toBe(2);
      expect(err).toContain('gone.json');
      expect(JSON.parse(out).checks.map((check: { outcome: string }) => check.outcome)).toEqual(['failed', 'checked']);
    });
  });

  it('expands globs, and lints', async () => {
    const config = {
      compare: { all: { a: '{same,far}.json', b: 'a.json' } },
      lint: ['*.json'],
      ignore: ['same.json'],
    };
    await inFolder(config, async (cwd) => {
      const { checks } = JSON.parse((await run(['check', '--format', 'json'], { cwd })).out);
      const ids = checks.map(({ id }: { id: string }) => id);
      expect(ids).toEqual(['compare all (far.json)', 'lint a.json', 'lint far.json']);
    });
  });

  it('lets severities, overrides by file and failOn decide', async () => {
    const codes = async (more: unknown, args: string[] = []): Promise<number> => {
      let code = -1;
      await inFolder({ ...RED, ...(more as object) }, async (cwd) => {
        code = (await run(['check', ...args], { cwd })).code;
      });
      return code;
    };
    expect(await codes({ severity: { 'optimizer/lr': 'warning', schedule: 'warning' } })).toBe(0);
    expect(await codes({ failOn: 'never' })).toBe(0);
    expect(await codes({ failOn: 'never' }, ['--fail-on', 'error'])).toBe(1);
    const quiet = { 'optimizer/lr': 'info', schedule: 'info' };
    expect(await codes({ overrides: [{ files: ['f*.json'], severity: quiet }] })).toBe(0);
    expect(await codes({ overrides: [{ files: ['x*.json', 'sub/**'], severity: quiet }] })).toBe(1);
  });

  it('holds setups to what the project asserts, where the facts are known', async () => {
    const schema = { properties: { optimizer: { properties: { lr: { maximum: 0.05 } } } } };
    const config = {
      lint: ['a.json', 'far.json'],
      project: { 'small-steps': { title: 'Learning rate is too large', schema } },
    };
    await inFolder(config, async (cwd) => {
      const { code, out } = await run(['check', '--format', 'json'], { cwd });
      const { checks } = JSON.parse(out);
      expect(code).toBe(1);
      const found = checks.map((each: { report: { setups: { findings: { rule: string }[] }[] } }) =>
        each.report.setups.flatMap(({ findings }) => findings.filter(({ rule }) => rule === 'project/small-steps')),
      );
      expect(found[0]).toMatchObject([{ at: { origin: { file: 'a.json' } }, message: 'optimizer.lr must be <= 0.05' }]);
      expect(found[1]).toEqual([]);
    });
    const unknown = {
      lint: ['a.json'],
      project: {
        seeded: {
          title: 'x',
          schema: { properties: { train: { required: ['seed'], properties: { seed: { const: 1 } } } } },
        },
      },
    };
    await inFolder(unknown, async (cwd) => {
      const { setups } = JSON.parse((await run(['check', '--format', 'json'], { cwd })).out).checks[0].report;
      expect(setups[0].verdicts['project/seeded']).toBe('unknown');
    });
  });

  it('is limited to what rests on the files given, but never by a file that is gone or decides all', async () => {
    await inFolder(RED, async (cwd) => {
      const code = async (...files: string[]) => (await run(['check', ...files], { cwd })).code;
      expect(await code('same.json')).toBe(0);
      expect(await code('same.json', 'far.json')).toBe(1);
      expect(await code('gone.json')).toBe(1);
      expect(await code('resaudit.config.json')).toBe(1);
    });
  });

  it('is limited to what changed since a commit', async () => {
    await inFolder(RED, async (cwd) => {
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd, stdio: 'pipe' });
      git('init', '-q');
      git('add', '.');
      git('commit', '-qm', 'x');
      const since = async (ref: string) => (await run(['check', '--changed-since', ref], { cwd })).code;
      expect(await since('HEAD')).toBe(0);
      await writeFile(join(cwd, 'far.json'), spec(0.002));
      expect(await since('HEAD')).toBe(1);
      expect(await since('no-such-commit')).toBe(2);
      expect(await since('--output=x')).toBe(2);
    });
  });

  it('writes one SARIF run, annotations within limits, and one document', async () => {
    const compare = Object.fromEntries([...Array(14).keys()].map((i) => [`n${i}`, RED.compare.it]));
    await inFolder({ compare }, async (cwd) => {
      const of = async (format: string) => (await run(['check', '--format', format], { cwd })).out;
      const sarif = JSON.parse(await of('sarif'));
      expect(sarif.runs).toHaveLength(1);
      const [{ results, tool }] = sarif.runs;
      expect(results.length).toBeGreaterThanOrEqual(14);
      for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect((await of('github')).match(/^::error /gm)).toHaveLength(10);
      expect((await of('markdown')).match(/^# compare n/gm)).toHaveLength(14);
    });
  });
});

describe('accept', () => {
  it('lets only what is new fail, however lines move', async () => {
    await inFolder(RED, async (cwd) => {
      expect((await run(['accept'], { cwd })).code).toBe(2);
      expect((await run(['accept', '--reason', 'a small run'], { cwd })).code).toBe(0);
      const { code, out } = await run(['check'], { cwd });
      expect(code).toBe(0);
      expect(out).toContain('accepted');
      await writeFile(join(cwd, 'far.json'), `\n\n\n${spec(0.001)}`);
      expect((await run(['check'], { cwd })).code).toBe(0);
      await writeFile(join(cwd, 'far.json'), spec(0.0001));
      const again = await run(['check'], { cwd });
      expect(again.code).toBe(1);
      expect(again.err).toContain('no longer found');
      await writeFile(join(cwd, 'far.json'), spec(0.1));
      await run(['accept', '--prune'], { cwd });
      expect(JSON.parse(await readFile(join(cwd, 'resaudit.accepted.json'), 'utf8')).accepted).toEqual([]);
    });
  });

  it('complains of what has expired', async () => {
    await inFolder(RED, async (cwd) => {
      const path = join(cwd, 'resaudit.accepted.json');
      expect((await run(['accept', '--reason', 'x', '--expires', '2001-01-01'], { cwd })).code).toBe(2);
      expect((await run(['accept', '--reason', 'x', '--expires', '2999-02-30'], { cwd })).code).toBe(2);
      await run(['accept', '--reason', 'x', '--expires', '2999-01-01'], { cwd });
      expect((await run(['check'], { cwd })).code).toBe(0);
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll('2999', '2001'));
      const { code, err } = await run(['check'], { cwd });
      expect(code).toBe(1);
      expect(err).toContain('2001-01-01');
    });
  });

  it('refuses a broken record and an unknown finding', async () => {
    await inFolder(RED, async (cwd) => {
      expect((await run(['accept', 'optimizer/lrr', '--reason', 'x'], { cwd })).code).toBe(2);
      const path = join(cwd, 'resaudit.accepted.json');
      await rm(path, { force: true });
      for (const text of ['{', '[]', '{"schemaVersion":1,"accepted":[{}]}']) {
        await writeFile(path, text);
        expect((await run(['check'], { cwd })).code).toBe(2);
      }
    });
  });
});
