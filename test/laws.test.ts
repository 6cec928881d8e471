import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative, resolve as resolvePath } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../rules/index.generated.ts';
import { type Resolved, resolve, runCompare } from '../src/engine/index.ts';
import type { Finding } from '../src/report/report.ts';
import { listPresets } from '../src/sources/presets/preset.ts';
import { readSpecText } from '../src/sources/structured/text.ts';
import { exampleFiles } from './docs/page.ts';

const root = resolvePath(import.meta.dirname, '..');

interface Side {
  readonly name: string;
  readonly resolved: Resolved;
}

function filesBelow(folder: string, extension: string): string[] {
  return readdirSync(resolvePath(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(root, resolvePath(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

const sideOf = (name: string, text: string): Side => ({
  name,
  resolved: resolve(readSpecText(text, name, name.endsWith('.json') ? 'json' : 'yaml')),
});

const written = ['first', 'cases', 'mutation']
  .flatMap((folder) => filesBelow(`fixtures/${folder}`, '.yaml'))
  .map((file) => sideOf(file, readFileSync(resolvePath(root, file), 'utf8')));

/** The specs of the examples of rules' pages, page by page. */
const examples = filesBelow('docs/rules', '.md').map((page) => ({
  page,
  sides: exampleFiles(readFileSync(resolvePath(root, page), 'utf8'))
    .filter(({ name }) => /\.(?:ya?ml|json)$/.test(name))
    .map(({ name, text }) => sideOf(name, text)),
}));

const presets = (await listPresets()).map(({ name, setup }): Side => ({ name, resolved: resolve(setup) }));
const everything = [...written, ...examples.flatMap(({ sides }) => sides), ...presets];

const key = ({ id, severity }: Finding): string => `${id} ${severity}`;
const tree = (findings: readonly Finding[]): unknown =>
  findings.map((finding) => ({
    finding: key(finding),
    texts: [finding.a.text, finding.b.text],
    consequences: finding.consequences.map(key).sort(),
  }));
const swapped = (findings: readonly Finding[]): Finding[] =>
  findings.map((finding) => ({ ...finding, a: finding.b, b: finding.a }));
const mirrors = (a: Side, b: Side): void => {
  const there = runCompare(a.resolved, b.resolved, RULES).findings;
  const back = runCompare(b.resolved, a.resolved, RULES).findings;
  expect(tree(swapped(back)), `${a.name} against ${b.name}`).toEqual(tree(there));
};

describe('laws over all setups that are written here', () => {
  it('sees them', () => {
    expect(written.length).toBeGreaterThan(240);
    expect(examples.flatMap(({ sides }) => sides).length).toBeGreaterThan(200);
  });

  it('a setup against itself is silent', () => {
    for (const { name, resolved } of everything) {
      const { findings, subjects } = runCompare(resolved, resolved, RULES);
      expect(findings.map(key), name).toEqual([]);
      expect(
        subjects.filter(({ verdict }) => verdict === 'different' || verdict === 'equivalent'),
        name,
      ).toEqual([]);
    }
  });

  it('swapping the sides mirrors the findings of the examples of rules', () => {
    for (const { sides } of examples) {
      const [a, b] = ['a.yaml', 'b.yaml'].map((name) => sides.find((side) => side.name === name));
      if (a !== undefined && b !== undefined) mirrors(a, b);
    }
  });

  it('swapping the sides mirrors the findings between recipes', () => {
    const recipes = [...presets, ...written.filter(({ name }) => /^fixtures\/(?:first|mutation)\//.test(name))];
    for (const [i, a] of recipes.entries()) for (const b of recipes.slice(i + 1, i + 2)) mirrors(a, b);
  }, 60_000);
});

describe('tests of rules', () => {
  // `ruleTest` fails for a message that no case produces; what a source reports has the source's words.
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s is tested by the laws of rules', (id, rule) => {
    const file = resolvePath(root, `test/rules/${id}.test.ts`);
    expect(existsSync(file)).toBe(true);
    if (rule.source === undefined) expect(readFileSync(file, 'utf8')).toContain('ruleTest(rule');
  });
});
