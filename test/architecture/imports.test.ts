import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const config = join(root, '.dependency-cruiser.mjs');

interface Cruise {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly unknown[] }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

function cruise(folder: string): Cruise {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const run = spawnSync(process.execPath, [cli, '--config', config, '--output-type', 'json', 'src', 'rules'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.stdout === '') throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Cruise;
}

/** A file that breaks each rule: the file, and what it says. */
const PLANTED: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'direction-spec': ['src/spec/planted.ts', "import '../engine/empty.ts';"],
  'direction-canonical': ['src/canonical/planted.ts', "import '../knowledge/empty.ts';"],
  'direction-knowledge': ['src/knowledge/planted.ts', "import '../rule.ts';"],
  'direction-knowledge-script': ['src/knowledge/tfjs/planted.ts', "import '../../engine/empty.ts';"],
  'direction-rule': ['src/rule.ts', "import './engine/empty.ts';"],
  'direction-rules': ['rules/loss/planted.ts', "import '../lr/other.ts';"],
  'direction-rules-index': ['rules/index.generated.ts', "import './shared/empty.ts';"],
  'direction-engine': ['src/engine/planted.ts', "import '../report/empty.ts';"],
  'direction-graph': ['src/graph/planted.ts', "import '../canonical/empty.ts';"],
  'direction-script': ['src/script/planted.ts', "import '../knowledge/empty.ts';"],
  'direction-script-graph': ['src/script-graph/planted.ts', "import '../report/empty.ts';"],
  'direction-image': ['src/image/planted.ts', "import '../report/empty.ts';"],
  'direction-forward': ['src/forward/planted.ts', "import '../report/empty.ts';"],
  'direction-report': ['src/report/planted.ts', "import type { x } from '../sources/structured/empty.ts';"],
  'direction-sources': ['src/sources/planted.ts', "import '../engine/empty.ts';"],
  'direction-source-structured': ['src/sources/structured/planted.ts', "import '../onnx/empty.ts';"],
  'direction-source-presets': ['src/sources/presets/planted.ts', "import '../onnx/empty.ts';"],
  'direction-source-onnx': ['src/sources/onnx/planted.ts', "import '../../script/empty.ts';"],
  'direction-source-script': ['src/sources/python/planted.ts', "import '../../engine/empty.ts';"],
  'direction-source-script-shared': ['src/sources/script/planted.ts', "import '../onnx/empty.ts';"],
  'direction-source-launch': ['src/sources/launch/planted.ts', "import '../onnx/empty.ts';"],
  'direction-source-written': ['src/sources/frameworks/planted.ts', "import '../../script/empty.ts';"],
  'direction-audit': ['src/audit.ts', "import './cli/empty.ts';"],
  'direction-config': ['src/config/planted.ts', "import '../engine/empty.ts';"],
  'direction-cli': ['src/cli/planted.ts', "import '../canonical/empty.ts';"],
  'direction-bin': ['src/bin.ts', "import './audit.ts';"],
  'package-ajv': ['src/spec/ajv.ts', "import 'ajv';"],
  'package-chalk': ['src/engine/chalk.ts', "import 'chalk';"],
  'package-commander': ['src/report/commander.ts', "import 'commander';"],
  'package-jsonc-parser': ['src/sources/jsonc.ts', "import 'jsonc-parser';"],
  'package-fast-glob': ['src/sources/glob.ts', "import 'fast-glob';"],
  'package-onnxruntime-node': ['src/sources/onnx/runtime.ts', "import 'onnxruntime-node';"],
  'package-ts-morph': ['src/script/morph.ts', "import 'ts-morph';"],
  'package-yaml': ['src/sources/structured/other.ts', "import 'yaml';"],
  'package-zod': ['src/spec/other.ts', "import 'zod';"],
  circular: ['src/script/circle.ts', "import './circle-back.ts';"],
  unresolvable: ['src/spec/gone.ts', "import './nowhere.ts';"],
  undeclared: ['src/spec/undeclared.ts', "import 'semver';"],
  'production-only': ['src/cli/fixture.ts', "import '../../fixtures/empty.ts';"],
  pure: ['src/engine/effects.ts', "import 'node:fs';"],
  'source-on-demand': ['src/sources/eager.ts', "import './onnx/empty.ts';"],
  'yaml-on-demand': ['src/sources/structured/eager.ts', "import './yaml.ts';"],
  'command-on-demand': ['src/cli/eager.ts', "import './commands/empty.ts';"],
  'heavy-on-demand': ['src/config/heavy.ts', "import 'ajv';"],
};

/** Files that are imported by planted ones, and ones that break nothing. */
const AROUND: Readonly<Record<string, string>> = {
  'rules/lr/other.ts': '',
  'rules/shared/empty.ts': '',
  'fixtures/empty.ts': '',
  'src/script/circle-back.ts': "import './circle.ts';",
  'src/sources/structured/yaml.ts': "import 'yaml';",
  'src/sources/structured/lazy.ts': "export const f = () => import('./yaml.ts');",
  'src/sources/lazy.ts': "import type { x } from './onnx/empty.ts';\nexport const f = () => import('./onnx/empty.ts');",
  'src/cli/lazy.ts': "export const f = () => import('zod');",
  ...Object.fromEntries(
    [
      'canonical',
      'cli',
      'cli/commands',
      'engine',
      'knowledge',
      'report',
      'script',
      'sources/onnx',
      'sources/structured',
    ].map((folder) => [`src/${folder}/empty.ts`, 'export type x = 1;']),
  ),
};

describe('import directions', () => {
  const planted = mkdtempSync(join(tmpdir(), 'resaudit-imports-'));
  beforeAll(() => {
    const files = { ...AROUND, ...Object.fromEntries(Object.values(PLANTED)) };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(planted, file)), { recursive: true });
      writeFileSync(join(planted, file), `${text}\n`);
    }
    symlinkSync(join(root, 'package.json'), join(planted, 'package.json'));
    symlinkSync(join(root, 'tsconfig.json'), join(planted, 'tsconfig.json'));
    symlinkSync(join(root, 'node_modules'), join(planted, 'node_modules'));
  });
  afterAll(() => rmSync(planted, { recursive: true, force: true }));

  it('hold in the program, of which enough is seen', () => {
    const { modules, summary } = cruise(root);
    const own = modules.filter(({ source }) => /^(?:src|rules)\/.*\.ts$/.test(source));
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    expect(own.length).toBeGreaterThan(150);
    expect(own.reduce((sum, { dependencies }) => sum + dependencies.length, 0)).toBeGreaterThan(500);
    expect(own.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['src/rule.ts', 'src/engine/index.ts', 'rules/index.generated.ts']),
    );
  }, 60_000);

  it('are each broken by a planted file, and by nothing beside', () => {
    const { summary } = cruise(planted);
    expect(Object.keys(PLANTED).sort()).toEqual(summary.ruleSetUsed.forbidden.map(({ name }) => name).sort());
    const found = new Map<string, string[]>();
    for (const { rule, from } of summary.violations) found.set(rule.name, [...(found.get(rule.name) ?? []), from]);
    for (const [rule, [file]] of Object.entries(PLANTED)) {
      // Either file of a circle may be named.
      const seen = found.get(rule)?.map((from) => from.replace('-back', ''));
      expect(seen, rule).toContain(file);
    }
    const innocent = Object.keys(AROUND).filter((file) => !/circle/.test(file));
    expect(summary.violations.map(({ from }) => from).filter((from) => innocent.includes(from))).toEqual([]);
  }, 60_000);
});

describe('process and console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resaudit-lint-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const uses = [
    'export const x = process.argv;\n',
    "console.log('x');\n",
    "export * from 'node:process';\n",
    "export * from 'node:console';\n",
  ];

  it('are known to the command line only', () => {
    const { vcs: _, ...config } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, root: true }));
    const forbidden = ['src/engine/x', 'src/sources/onnx/x', 'rules/loss/x', 'src/index'];
    const allowed = ['src/cli/x', 'src/cli/commands/x', 'src/bin'];
    for (const place of [...forbidden, ...allowed]) {
      for (const [i, text] of uses.entries()) {
        const file = join(folder, `${place}${i}.ts`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    // There is one src/bin.ts, and it is named as such.
    for (const [i] of uses.entries()) rmSync(join(folder, `src/bin${i}.ts`));
    writeFileSync(join(folder, 'src/bin.ts'), uses.join(''));
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const run = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(run.stdout);
    const files = diagnostics
      .filter(({ category }: { category: string }) => /noRestricted(?:Globals|Imports)$/.test(category))
      .map(({ location }: { location: { path: string } }) => location.path);
    expect(files.sort()).toEqual(forbidden.flatMap((place) => uses.map((_, i) => `${place}${i}.ts`)).sort());
  });
});
