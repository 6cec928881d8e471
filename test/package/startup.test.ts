import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, run } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'resaudit-startup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const spec = (lr: number): string => JSON.stringify({ framework: 'pytorch', optimizer: { name: 'sgd', lr } });
for (const [file, text] of Object.entries({
  'a.json': spec(0.1),
  'b.json': spec(0.2),
  'a.yaml': 'framework: pytorch\noptimizer: { name: sgd, lr: 0.1 }\n',
})) {
  writeFileSync(join(folder, file), text);
}

// A hook that writes down what is imported, in a thread of its own; what is required is written down beside it.
const hook = `
  import { appendFileSync } from 'node:fs';
  let log;
  export const initialize = (file) => { log = file; };
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    appendFileSync(log, specifier + '\\t' + resolved.url + '\\n');
    return resolved;
  }`;
const log = join(folder, 'loaded.txt');
writeFileSync(join(folder, 'hook.mjs'), hook);
writeFileSync(
  join(folder, 'register.mjs'),
  `import { appendFileSync } from 'node:fs';
  import Module, { isBuiltin, register } from 'node:module';
  const log = ${JSON.stringify(log)};
  register('./hook.mjs', import.meta.url, { data: log });
  const load = Module._load;
  Module._load = (request, parent, isMain) => {
    const path = isBuiltin(request) ? 'node:' + request.replace('node:', '') : Module._resolveFilename(request, parent);
    appendFileSync(log, request + '\\t' + path + '\\n');
    return load(request, parent, isMain);
  };`,
);

interface Loaded {
  /** Packages. */
  readonly packages: readonly string[];
  /** Chunks of ours. */
  readonly chunks: readonly string[];
  /** Modules of Node. */
  readonly builtins: readonly string[];
}

function loadedBy(...args: string[]): Loaded {
  writeFileSync(log, '');
  const { status, stderr } = run(process.execPath, ['--import', join(folder, 'register.mjs'), BIN, ...args], folder);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const lines = readFileSync(log, 'utf8').split('\n');
  const loaded = lines.filter((line) => line !== '').map((line) => line.split('\t'));
  const unique = (names: readonly (string | undefined)[]): string[] =>
    [...new Set(names.filter((name) => name !== undefined))].sort();
  return {
    packages: unique(
      loaded
        .filter(([, url = '']) => url.includes('/node_modules/'))
        .map(([specifier]) => specifier)
        .filter((specifier) => !/^[./]|^file:/.test(specifier ?? '')),
    ),
    chunks: unique(
      loaded
        .filter(([, url = '']) => url.includes('/dist/') && !url.includes('/node_modules/'))
        .map(([, url]) => url?.split('/').at(-1)),
    ),
    builtins: unique(loaded.filter(([, url = '']) => url.startsWith('node:')).map(([, url]) => url)),
  };
}

describe('what a command loads', () => {
  it.each(['--version', '--help', 'help compare'])('%s: the command line only', (line) => {
    const { packages, chunks } = loadedBy(...line.split(' '));
    expect(packages).toEqual([]);
    expect(chunks.filter((chunk) => !/^(?:bin|base|cli-main|rolldown-runtime)\.cjs$/.test(chunk))).toEqual([]);
  });

  it('compare of JSON: no package', () => {
    const { packages, chunks } = loadedBy('compare', 'a.json', 'b.json', '--fail-on', 'never');
    expect(packages).toEqual([]);
    expect(chunks).toEqual([
      'base.cjs',
      'bin.cjs',
      'cli-commands-compare.cjs',
      'cli-main.cjs',
      'core.cjs',
      'rolldown-runtime.cjs',
      'terminal.cjs',
    ]);
  });

  it('compare of YAML: the YAML parser', () => {
    const { packages, chunks } = loadedBy('compare', 'a.yaml', 'b.json', '--fail-on', 'never');
    expect(packages).toEqual(['yaml']);
    expect(chunks).toContain('sources-structured-yaml.cjs');
  });

  it.each(['lint a.json', 'extract a.json', 'rules', 'presets', 'schema spec', 'explain optimizer/lr'])(
    '%s: no package',
    (line) => {
      expect(loadedBy(...line.split(' ')).packages).toEqual([]);
    },
  );

  it('a preset: no package', () => {
    const sides = ['a.json', 'preset:torchvision/resnet50-v1'];
    expect(loadedBy('compare', ...sides, '--fail-on', 'never').packages).toEqual([]);
  });
});

it('the hook sees what is loaded', () => {
  const { chunks, builtins } = loadedBy('--version');
  expect(chunks).toContain('bin.cjs');
  expect(builtins).toContain('node:module');
});
