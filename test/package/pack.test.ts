import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { ROOT, run } from './support.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'resaudit-pack-'));
const spec = (momentum: number): string =>
  JSON.stringify({ framework: 'pytorch', optimizer: { name: 'sgd', lr: 0.1, momentum } });

/** As `npm pack` lists it; the program was built before the tests. */
function pack(): Packed {
  const { status, stdout, stderr } = run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    ROOT,
  );
  if (status !== 0) throw new Error(stderr);
  const [packed] = JSON.parse(stdout) as Packed[];
  if (packed === undefined) throw new Error('npm packed nothing');
  return packed;
}

describe('the published package', () => {
  const packed = pack();
  const paths = packed.files.map(({ path }) => path);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the program, what it reads and the pages, and nothing else', () => {
    const expected =
      /^(?:dist\/[\w-]+\.cjs|dist\/index\.d\.cts|dist\/THIRD-PARTY\.txt|presets\/[\w/.-]+\.json|networks\/\w+\.json|schemas\/[\w-]+\.schema\.json|docs\/rules\/[\w/-]+\.md|vendor\/tree-sitter\/(?:[\w-]+\.wasm|LICENSE\.[\w-]+|README\.md)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    expect(paths.filter((path) => !expected.test(path))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining([
        'dist/bin.cjs',
        'dist/index.cjs',
        'dist/index.d.cts',
        'dist/THIRD-PARTY.txt',
        'networks/torchvision.json',
        'presets/torchvision/resnet50-v1.json',
        'schemas/spec.schema.json',
        'LICENSE',
      ]),
    );
    for (const { id } of RULES) expect(paths).toContain(`docs/rules/${id}.md`);
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(1_100_000);
    expect(packed.unpackedSize).toBeLessThan(4_600_000);
    expect(paths.filter((path) => path.startsWith('dist/')).length).toBeLessThan(75);
  });

  it('names the license of each package that it contains', () => {
    const notice = readFileSync(join(ROOT, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['chalk', 'commander', 'jsonc-parser']) expect(notice).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  describe('installed in an empty folder without scripts', () => {
    beforeAll(() => {
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      writeFileSync(join(folder, 'a.json'), spec(0.9));
      writeFileSync(join(folder, 'b.json'), spec(0.8));
      const flags = ['--ignore-scripts', '--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'];
      const { status, stderr } = run('npm', ['install', ...flags, join(folder, packed.filename)], folder);
      if (status !== 0) throw new Error(stderr);
    }, 120_000);

    const resaudit = (...args: string[]) => run(join(folder, 'node_modules/.bin/resaudit'), args, folder);

    it('says its version', () => {
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      expect(run('npx', ['--no-install', 'resaudit', '--version'], folder)).toEqual({
        status: 0,
        stdout: `${version}\n`,
        stderr: '',
      });
    });

    it('compares two specs, and reads what it ships', () => {
      const compared = resaudit('compare', 'a.json', 'b.json', '--format', 'json', '--fail-on', 'warning');
      expect(compared.status).toBe(1);
      expect(JSON.parse(compared.stdout).findings).toMatchObject([{ rule: 'optimizer/momentum' }]);
      expect(resaudit('compare', 'a.json', 'a.json').status).toBe(0);
      expect(resaudit('compare', 'a.json', 'preset:torchvision/resnet50-v1', '--fail-on', 'never').status).toBe(0);
      expect(resaudit('explain', 'optimizer/momentum').stdout).toContain('What it checks');
      expect(resaudit('schema', 'spec').stdout).toContain('$schema');
    });

    it('can be imported', () => {
      const program = `
        import { compareSetups, openSource, RULES } from 'resaudit';
        const [a, b] = await Promise.all(['a.json', 'b.json'].map((name) => openSource(name, { cwd: '.' })));
        console.log(compareSetups(a, b, RULES).findings.map(({ id }) => id).join());`;
      const { stdout, stderr } = run(process.execPath, ['--input-type=module', '-e', program], folder);
      expect(stderr).toBe('');
      expect(stdout).toBe('optimizer/momentum\n');
    });

    it('does what its page shows', () => {
      const page = readFileSync(join(ROOT, 'docs/guide/library.md'), 'utf8');
      const blocks = [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)];
      let shown = 0;
      for (const [i, [, language, name = '', text = '']] of blocks.entries()) {
        if (name !== '') writeFileSync(join(folder, name), text);
        if (language !== 'js') continue;
        const { stdout, stderr } = run(process.execPath, [name], folder);
        expect([name, stdout, stderr]).toEqual([name, blocks[i + 1]?.[3], '']);
        shown++;
      }
      expect(shown).toBeGreaterThan(3);
      writeFileSync(join(folder, 'a.json'), spec(0.9));
      writeFileSync(join(folder, 'b.json'), spec(0.8));
    });

    it('has types that a strict program compiles with', () => {
      writeFileSync(
        join(folder, 'rule.mts'),
        `import { type CompareReport, compareSetups, defineRule, openSource } from 'resaudit';
        const rule = defineRule({
          id: 'mine/epochs', title: 'Epochs differ', why: '', help: '', effect: null, scope: ['train'],
          messages: { value: '{a} against {b}' },
          compare: {
            reads: ['train.epochs'],
            check({ a, b, same, different }) {
              const epochs: [number | undefined, number | undefined] = [Number(a.value('train.epochs')), Number(b.value('train.epochs'))];
              return epochs[0] === epochs[1] ? same() : different('value', { severity: 'info', a: epochs[0], b: epochs[1] });
            },
          },
        });
        const setup = await openSource('a.json', { cwd: '.' });
        export const report: CompareReport = compareSetups(setup, setup, [rule]);
        // @ts-expect-error there is no such path
        export const none = defineRule({ ...rule, compare: { reads: ['train.epoch'], check: ({ same }) => same() } });\n`,
      );
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const flags = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--noEmit',
        '--target',
        'es2022',
        '--module',
        'nodenext',
      ];
      const { stdout, status } = run(process.execPath, [tsc, ...flags, 'rule.mts'], folder);
      expect(stdout).toBe('');
      expect(status).toBe(0);
    });
  });
});
