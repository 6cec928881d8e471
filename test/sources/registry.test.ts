import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource } from '../../src/sources/registry.ts';
import { ResauditError } from '../../src/spec/errors.ts';

const isWindows = process.platform === 'win32';
let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'resaudit-'));
  const files: Record<string, string | Uint8Array> = {
    'setup.json': '{"optimizer": {"lr": 0.1}}',
    'setup.YAML': 'model: resnet50',
    setup: '{"model": "resnet50"}',
    'marked.json': '\ufeff{"model": "resnet50"}',
    'setup.toml': 'model = 1',
    'train.jl': 'println(1)',
    'empty.json': '',
    'binary.json': Uint8Array.from([0x7b, 0, 0xff]),
    'args.yaml': 'aa: null\nopt: sgd\nsched: cosine\nlr: 0.1\nepochs: 300',
    'bad.json': '{"optimizer": {"learningRate": 1, "momentum": -1}}',
    'large.json': new Uint8Array(10 * 1024 * 1024 + 1).fill(0x20),
  };
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(cwd, name), content)));
  if (!isWindows) execFileSync('mkfifo', [join(cwd, 'pipe.json')]);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const open = (name: string, sets: readonly (readonly [string, string])[] = []) => openSource(name, { cwd, sets });
const refusal = async (name: string): Promise<string> => {
  const error: unknown = await open(name).catch((thrown: unknown) => thrown);
  if (!(error instanceof ResauditError)) throw new Error(`${name} was read`, { cause: error });
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  return `${error.message}; ${error.help ?? ''}`;
};

describe('openSource', () => {
  it.each(['setup.json', 'setup.YAML', 'setup', 'marked.json', './setup.json', 'preset:torchvision/resnet50-v1'])(
    'reads %s',
    async (name) => {
      const setup = await open(name);
      expect(setup.name).toBe(name);
      expect(setup.sources.map((source) => source.name)).toEqual([name]);
      expect(setup.facts.size).toBeGreaterThan(0);
    },
  );

  it('reads a path from the root, and names it as given', async () => {
    const name = join(cwd, 'setup.json');
    expect((await open(name)).facts.get('optimizer.lr')?.origin).toMatchObject({ file: name });
  });

  it('joins sources, the spec over the recipe that it builds on', async () => {
    const setup = await open('preset:torchvision/resnet50-v1 + setup.YAML', [['optimizer.lr', '0.4']]);
    expect(setup.name).toBe('preset:torchvision/resnet50-v1 + setup.YAML');
    expect(setup.facts.get('model.name')?.origin).toMatchObject({ kind: 'text', file: 'setup.YAML' });
    expect(setup.facts.get('optimizer.momentum')?.origin).toMatchObject({ kind: 'preset' });
    expect(setup.facts.get('optimizer.lr')).toMatchObject({ value: 0.4, origin: { kind: 'argument' } });
    expect(setup.problems).toEqual([]);
  });

  it.each([
    ['setup.jsn', 'did you mean setup.json?'],
    ['nowhere.json', 'does not exist'],
    ['nowhere/else.json', 'does not exist'],
    ['.', 'directory'],
    ['setup.toml', 'no kind that is read'],
    ['train.jl', 'no kind that is read'],
    ['train.jl::main()', 'no kind that is read'],
    ['empty.json', 'empty'],
    ['binary.json', 'NUL'],
    ['large.json', '10 MB'],
    ['args.yaml', 'timm'],
    ['bad.json', 'did you mean optimizer.lr?'],
    ['bad.json', 'and 1 more error'],
    ['a\0b.json', 'a\\x00b.json'],
    ['a\u001b[31m.json', 'a\\x1b[31m.json'],
    [`${'x'.repeat(5000)}.json`, 'does not exist'],
    ['preset:torchvision/resnet50v1', 'preset:torchvision/resnet50-v1'],
    ['preset:resnet50-v1', 'preset:torchvision/resnet50-v1'],
    ['preset:../../package', 'no preset'],
    ['preset:', 'no preset'],
    ['', 'no name'],
    ['setup.json + ', 'no name'],
  ])('refuses %j in one line', async (name, part) => {
    expect(await refusal(name)).toContain(part);
  });

  it.skipIf(isWindows)('refuses a pipe without waiting for it', async () => {
    expect(await refusal('pipe.json')).toContain('neither a file nor a directory');
  });

  it('names what kinds there are where it knows none', async () => {
    const line = await refusal('setup.toml');
    for (const kind of ['preset:', '.json', '.yaml']) expect(line).toContain(kind);
  });

  it('refuses a --set that is no fact of a spec', async () => {
    await expect(open('setup.json', [['pretrained', 'true']])).rejects.toThrow(ResauditError);
  });
});
