import { chmod, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { run, withFolder } from './memory-stdio.ts';

const spec = (optimizer: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ framework: 'pytorch', data: { batchSize: 256, devices: 1 }, optimizer, ...more }, null, 2);

const FILES = {
  'a.json': spec({ name: 'sgd', lr: 0.1, momentum: 0.9, weightDecay: 1e-4 }),
  'same.json': spec({ name: 'SGD', lr: 0.1, momentum: 0.9, weightDecay: 1e-4 }),
  'far.json': spec({ name: 'sgd', lr: 0.001, momentum: 0.9, weightDecay: 1e-4 }),
  'serve.json': JSON.stringify({ preprocess: { serve: { resize: { size: 224, policy: 'exact' } } } }),
  'empty.json': '{}',
  'broken.json': '{"optimizer": {"lr": }}',
  'typo.json': '{"optimiser": {"lr": 0.1}, "loss": "cross-entropy"}',
};

const inFolder = (args: readonly string[], more: Parameters<typeof run>[1] = {}) =>
  withFolder(FILES, (cwd) => run(args, { ...more, cwd }));

describe('compare', () => {
  it('exits 0 where nothing differs', async () => {
    const { code, out, err } = await inFolder(['compare', 'a.json', 'same.json']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('No difference was found');
  });

  it('exits 1 with the reason on its last line', async () => {
    const { code, out } = await inFolder(['compare', 'a.json', 'far.json']);
    expect(code).toBe(1);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^exit 1: 1 difference at or above error$/);
    expect(out).toContain('far.json:9:11');
  });

  it('lets --fail-on, --skip, --only and --severity decide what fails', async () => {
    const codes = async (...more: string[]) => (await inFolder(['compare', 'a.json', 'far.json', ...more])).code;
    expect(await codes('--fail-on', 'never')).toBe(0);
    expect(await codes('--skip', 'optimizer/lr,schedule')).toBe(0);
    expect(await codes('--skip', 'optimizer/lr', '--skip', 'schedule')).toBe(0);
    expect(await codes('--only', 'optimizer/lr')).toBe(1);
    expect(await codes('--only', 'decay')).toBe(0);
    expect(await codes('--severity', 'optimizer/lr=warning')).toBe(0);
    expect(await codes('--severity', 'optimizer=warning', '--fail-on', 'warning')).toBe(1);
    expect(await codes('--severity', 'optimizer/lr=off')).toBe(0);
  });

  it('writes the report as JSON, and why it exits 1 to the other stream', async () => {
    const { code, out, err } = await inFolder(['compare', 'a.json', 'far.json', '--format', 'json']);
    const report = JSON.parse(out);
    expect([code, report.kind, report.schemaVersion]).toEqual([1, 'compare', 1]);
    expect(report.findings[0]).toMatchObject({ rule: 'optimizer/lr', severity: 'error' });
    const [first] = report.findings[0].b.facts[0].basis;
    expect(first).toMatchObject({ path: 'optimizer.lr', origin: { file: 'far.json', line: 9, column: 11 } });
    expect(err).toMatch(/^exit 1: /);
  });

  it('fails under --strict where just one side says', async () => {
    const files = {
      ...FILES,
      'more.json': spec({ name: 'sgd', lr: 0.1, momentum: 0.9, weightDecay: 1e-4 }, { train: { seed: 1, epochs: 90 } }),
    };
    await withFolder(files, async (cwd) => {
      expect((await run(['compare', 'a.json', 'more.json'], { cwd })).code).toBe(0);
      const strict = await run(['compare', 'a.json', 'more.json', '--strict'], { cwd });
      expect(strict.code).toBe(1);
      expect(strict.out.trimEnd().split('\n').at(-1)).toContain('--strict');
    });
  });

  it('is not strict about what neither side says', async () => {
    expect((await inFolder(['compare', 'a.json', 'same.json', '--strict'])).code).toBe(0);
  });

  it('gives facts to one side or both', async () => {
    const codes = async (...more: string[]) => (await inFolder(['compare', 'a.json', 'far.json', ...more])).code;
    expect(await codes('--set', 'b:optimizer.lr=0.1')).toBe(0);
    expect(await codes('--set-b', 'optimizer.lr=0.1')).toBe(0);
    expect(await codes('--set', 'optimizer.lr=0.5')).toBe(0);
    expect(await codes('--set', 'optimizer.lr=0.5', '--set-a', 'optimizer.lr=50')).toBe(1);
    expect(await codes('--set', 'a:optimizer.lr=0.5')).toBe(1);
  });

  it('joins sources by a plus sign, in one word or in several', async () => {
    const files = { ...FILES, 'train.json': '{"train": {"epochs": 90}}' };
    await withFolder(files, async (cwd) => {
      const one = await run(['compare', 'a.json + train.json', 'same.json', '--format', 'json'], { cwd });
      const several = await run(['compare', 'a.json', '+', 'train.json', 'same.json', '--format', 'json'], { cwd });
      expect(one.code).toBe(0);
      expect(several.out).toBe(one.out);
      expect(JSON.parse(one.out).a.sources).toHaveLength(2);
    });
  });

  it('counts known mistakes with --lint alone', async () => {
    const files = { 'a.yaml': 'framework: pytorch\noptimizer: {name: sgd, lr: 0.1, weightDecay: 1e-4}\n' };
    await withFolder(files, async (cwd) => {
      const args = ['compare', 'a.yaml', 'a.yaml', '--fail-on', 'info'];
      expect((await run(args, { cwd })).code).toBe(0);
      const counted = await run([...args, '--lint'], { cwd });
      expect(counted.code).toBe(1);
      expect(counted.out.trimEnd().split('\n').at(-1)).toContain('known mistake');
    });
  });
});

describe('what cannot be done exits 2 with one line', () => {
  const cases: Readonly<Record<string, readonly [args: readonly string[], says: RegExp]>> = {
    'a source that is not there': [['compare', 'a.json', 'b.json'], /b\.json does not exist; did you mean a\.json\?/],
    'a source that cannot be parsed': [['compare', 'a.json', 'broken.json'], /^error: broken\.json:1:\d+: /],
    'a misspelled key': [['compare', 'typo.json', 'a.json'], /typo\.json:1:2: .*did you mean.*optimizer/],
    'a side without facts': [['compare', 'a.json', 'empty.json'], /empty\.json/],
    'no common scope': [['compare', 'a.json', 'serve.json'], /nothing to compare/],
    'nothing decided': [['compare', 'a.json', 'far.json', '--only', 'resize'], /nothing could be decided/],
    'nothing to lint': [['lint', 'a.json', '--only', 'resize'], /nothing could be checked/],
    'one side': [['compare', 'a.json'], /two sides, not 1/],
    'three sides': [['compare', 'a.json', 'a.json', 'a.json'], /two sides, not 3/],
    'a plus that joins nothing': [['compare', 'a.json', '+'], /nothing to join/],
    'no side': [['compare'], /see: resaudit compare --help/],
    'two sources to extract': [['extract', 'a.json', 'far.json'], /one source, not 2/],
    'an unknown command': [['compar', 'a.json', 'b.json'], /did you mean compare\?/],
    'an unknown option': [['compare', 'a.json', 'far.json', '--fromat', 'json'], /did you mean --format\?/],
    'an unknown format': [['compare', 'a.json', 'far.json', '--format', 'jsn'], /did you mean json\?/],
    'an unknown level': [['compare', 'a.json', 'far.json', '--fail-on', 'fatal'], /takes error, warning, info, never/],
    'an unknown rule': [['compare', 'a.json', 'far.json', '--only', 'optimizer/lrs'], /did you mean optimizer\/lr\?/],
    'an unknown facet': [['compare', 'a.json', 'far.json', '--skip', 'optimiser'], /did you mean optimizer\?/],
    'a severity without a level': [['compare', 'a.json', 'far.json', '--severity', 'optimizer'], /RULE=LEVEL/],
    'a severity of an unknown level': [
      ['compare', 'a.json', 'far.json', '--severity', 'decay=fatal'],
      /error, warning/,
    ],
    'nothing left to run': [['compare', 'a.json', 'far.json', '--only', 'decay', '--skip', 'decay'], /no rule is left/],
    'a set without a value': [['compare', 'a.json', 'far.json', '--set', 'data.devices'], /KEY=VALUE/],
    'a set without a key': [['compare', 'a.json', 'far.json', '--set', '=8'], /lacks a key/],
    'a set of no fact': [['compare', 'a.json', 'far.json', '--set', 'data.device=8'], /did you mean data\.devices\?/],
    'a set of a value that does not fit': [
      ['compare', 'a.json', 'far.json', '--set', 'data.devices=-1'],
      /data\.devices/,
    ],
    'a set of a side where there is one': [['lint', 'a.json', '--set', 'a:data.devices=8'], /leave out/],
    'a fact that is none': [['extract', 'a.json', '--why', 'optimizer.rl'], /did you mean optimizer\.lr\?/],
    'two questions': [['extract', 'a.json', '--why', 'optimizer.lr', '--unknown'], /give one/],
    'a rule without a page': [['explain', 'mean-sdt'], /did you mean normalization\/mean-std\?/],
    'an unknown schema': [['schema', 'specs'], /did you mean spec\?/],
    'an unknown preset': [['presets', 'torchvision/resnet50-v9'], /did you mean preset:torchvision\/resnet50-v\d/],
    'an option without its value': [['compare', 'a.json', 'far.json', '--set'], /--help/],
    'a hostile name': [['compare', 'a\u001b[31m\u202e\n.json', 'far.json'], /a\\x1b\[31m\\u\{202e\}\\x0a\.json/],
    'a hostile option': [['compare', '--\u001b[31m\n'], /\\x1b/],
    'an output in no folder': [
      ['compare', 'a.json', 'far.json', '--output', 'no/where.txt'],
      /no\/where\.txt cannot be written/,
    ],
    'an output that is a folder': [['compare', 'a.json', 'far.json', '--output', '.'], /directory/],
  };
  for (const [title, [args, says]] of Object.entries(cases)) {
    it(title, async () => {
      const { code, out, err } = await inFolder(args);
      expect(err).toMatch(says);
      expect(err).toMatch(/^error: [^\n]+\n$/);
      expect([code, out]).toEqual([2, '']);
    });
  }

  it('shows the help where nothing is asked', async () => {
    const { code, out, err } = await run([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: resaudit');
  });
});

describe('--output', () => {
  it('holds what would be printed, without color', async () => {
    await withFolder(FILES, async (cwd) => {
      const printed = await run(['compare', 'a.json', 'far.json', '--format', 'json'], { cwd });
      const kept = await run(['compare', 'a.json', 'far.json', '--format', 'json', '--output', 'r.json'], {
        cwd,
        columns: 80,
      });
      expect([kept.code, kept.out]).toEqual([1, '']);
      expect(await readFile(join(cwd, 'r.json'), 'utf8')).toBe(printed.out);
      const pretty = await run(['compare', 'a.json', 'far.json', '--output', 'r.txt'], { cwd, columns: 80 });
      expect([pretty.out, pretty.err]).toEqual(['', expect.stringMatching(/^exit 1/)]);
      expect(await readFile(join(cwd, 'r.txt'), 'utf8')).not.toContain('\u001b');
      expect((await readdir(cwd)).filter((name) => name.startsWith('.'))).toEqual([]);
    });
  });

  it('replaces a file and follows a link to it, and keeps its mode', async () => {
    await withFolder({ ...FILES, 'old.json': 'old' }, async (cwd) => {
      await chmod(join(cwd, 'old.json'), 0o600);
      await symlink('old.json', join(cwd, 'link.json'));
      expect((await run(['extract', 'a.json', '--format', 'json', '--output', 'link.json'], { cwd })).code).toBe(0);
      expect(JSON.parse(await readFile(join(cwd, 'old.json'), 'utf8')).kind).toBe('extract');
      expect((await stat(join(cwd, 'old.json'))).mode & 0o777).toBe(0o600);
    });
  });

  it('leaves nothing behind where the job cannot be done', async () => {
    await withFolder(FILES, async (cwd) => {
      await mkdir(join(cwd, 'out'));
      expect((await run(['compare', 'a.json', 'broken.json', '--output', 'out/r.txt'], { cwd })).code).toBe(2);
      expect(await readdir(join(cwd, 'out'))).toEqual([]);
    });
  });
});

describe('lint', () => {
  it('checks setups one by one', async () => {
    const { code, out } = await inFolder(['lint', 'a.json', 'far.json']);
    expect(code).toBe(0);
    expect(out).toContain('a.json');
    expect(out).toContain('far.json');
  });

  it('exits 1 from --fail-on upwards', async () => {
    const files = { 'a.yaml': 'framework: pytorch\noptimizer: {name: sgd, lr: 0.1, weightDecay: 1e-4}\n' };
    await withFolder(files, async (cwd) => {
      const { code, out } = await run(['lint', 'a.yaml', '--fail-on', 'info'], { cwd });
      expect(code).toBe(1);
      expect(out).toContain('a.yaml:2:');
      expect((await run(['lint', 'a.yaml', '--fail-on', 'never'], { cwd })).code).toBe(0);
    });
  });
});

describe('extract', () => {
  it('shows a network as a tree', async () => {
    const model = fileURLToPath(new URL('../../fixtures/onnx/light_vgg19.onnx', import.meta.url));
    const { code, out } = await inFolder(['extract', model, '--format', 'tree']);
    expect(code).toBe(0);
    expect(out).toContain('stage 5   4 × plain');
  });

  it('says that a spec holds no network layer by layer', async () => {
    const { code, err } = await inFolder(['extract', 'a.json', '--format', 'tree']);
    expect(code).toBe(2);
    expect(err).toMatch(/holds no network that was read layer by layer/);
  });

  it('gives flat facts with their places', async () => {
    const { code, out } = await inFolder(['extract', 'a.json', '--format', 'json']);
    const { facts } = JSON.parse(out);
    expect(code).toBe(0);
    expect(facts['optimizer.lr']).toMatchObject({
      value: 0.1,
      status: 'stated',
      origin: { file: 'a.json', line: 9, column: 11 },
    });
    expect(facts['optimizer.nesterov']).toMatchObject({ status: 'default', origin: { library: 'torch' } });
  });

  it('shows where one fact comes from', async () => {
    const { code, out } = await inFolder(['extract', 'a.json', '--why', 'data.effectiveBatchSize']);
    expect(code).toBe(0);
    expect(out).toContain('data.effectiveBatchSize  256');
    expect(out).toContain('├─ data.batchSize  256');
    expect(out).toMatch(/batchSize.*a\.json:4:18/);
    const json = JSON.parse(
      (await inFolder(['extract', 'a.json', '--why', 'data.effectiveBatchSize', '--format', 'json'])).out,
    );
    expect(Object.keys(json.facts)[0]).toBe('data.effectiveBatchSize');
    expect(Object.keys(json.facts)).not.toContain('optimizer.lr');
  });

  it('says that a fact is not stated', async () => {
    const { code, out } = await inFolder(['extract', 'a.json', '--why', 'train.seed']);
    expect([code, out]).toEqual([0, 'train.seed  unknown: not stated\n']);
  });

  it('lists what is unknown by what would settle it', async () => {
    const files = { 'open.json': '{"data": {"batchSize": 32, "batchScope": "process"}, "optimizer": "sgd"}' };
    await withFolder(files, async (cwd) => {
      const { code, out } = await run(['extract', 'open.json', '--unknown'], { cwd });
      expect(code).toBe(0);
      expect(out).toContain('--set data.trainSize=…');
      expect(out).toMatch(/not stated\n.*optimizer \d+/);
    });
  });
});

describe('the catalogue', () => {
  it('lists every rule', async () => {
    const { code, out } = await run(['rules']);
    expect(code).toBe(0);
    for (const { id } of RULES) expect(out).toContain(id);
    const json = JSON.parse((await run(['rules', '--format', 'json'])).out);
    expect(json.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(json.every(({ kinds }: { kinds: string[] }) => kinds.length > 0)).toBe(true);
  });

  it('lists the presets and shows one with its citations', async () => {
    const { out } = await run(['presets']);
    expect(out).toContain('torchvision/resnet50-v1');
    expect(JSON.parse((await run(['presets', '--format', 'json'])).out)).toContainEqual(
      expect.objectContaining({ name: 'torchvision/resnet50-v1' }),
    );
    const one = await run(['presets', 'torchvision/resnet50-v1', '--format', 'json']);
    expect(one.code).toBe(0);
    expect(JSON.parse(one.out).facts['optimizer.lr'].origin).toMatchObject({
      kind: 'preset',
      citation: expect.any(String),
    });
  });

  it.each(['spec', 'compare', 'lint', 'extract'])('prints the schema of %s', async (name) => {
    const { code, out } = await run(['schema', name]);
    expect(code).toBe(0);
    expect(JSON.parse(out).$schema).toContain('2020-12');
  });
});

describe('help', () => {
  it.each([['--help'], ['help'], ['compare', '--help'], ['help', 'extract']])(
    'is printed for %s %s',
    async (...args) => {
      const { code, out, err } = await run(args.filter((arg) => arg !== undefined));
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('Examples:');
    },
  );

  it('has the version', async () => {
    const { code, out } = await run(['--version']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
