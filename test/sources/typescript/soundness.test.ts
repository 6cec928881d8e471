import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { afterAll, describe, expect, it } from 'vitest';
import { TFJS } from '../../../src/knowledge/tfjs/index.ts';
import { javascript } from '../../../src/script/javascript/semantics.ts';
import type { Budget } from '../../../src/script/machine.ts';
import { Sites } from '../../../src/script/sites.ts';
import { DISK } from '../../../src/sources/disk.ts';
import { parseEntry } from '../../../src/sources/script/entry.ts';
import { evaluateScript } from '../../../src/sources/script/evaluate.ts';
import { ProjectLoader } from '../../../src/sources/typescript/loader.ts';
import type { Facts } from '../../../src/spec/fact.ts';

const root = join(import.meta.dirname, '../../../fixtures/lookalike');
const folder = mkdtempSync(join(tmpdir(), 'resaudit-soundness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCRIPTS: Readonly<Record<string, string>> = {
  'tfjs/environment': 'train.cjs',
  'tfjs/own-loop': 'train.js',
  'tfjs/class-trainer': 'main.ts',
  'tfjs/serve-helper': 'server.js',
  'tfjs/byte-files': 'train.js',
  'serve/jimp-batch': 'predict.cjs',
};

function factsOf(main: string, budget: Partial<Budget> = {}): Facts {
  const sites = new Sites();
  const loader = new ProjectLoader(main, folder, sites, DISK);
  const module = loader.read(main);
  if (module === undefined) throw new Error(`${main} cannot be read`);
  const entry = parseEntry(main);
  const { texts } = loader;
  return evaluateScript({
    name: main,
    kind: 'typescript',
    entry,
    main: module,
    semantics: javascript,
    loader,
    knowledge: TFJS,
    sites,
    texts,
    budget,
  }).facts;
}

/** What is claimed: values without places. */
function claims(facts: Facts): Map<string, string> {
  return new Map(
    [...facts].flatMap(([path, fact]) => {
      if (fact.status === 'unknown') return [];
      return [[path, withoutPlaces('value' in fact ? fact.value : null)] as const];
    }),
  );
}

/** Steps of a procedure say where they stand. */
const withoutPlaces = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => (key === 'at' ? undefined : part));

/** Writes a copy of a script with one of its files changed. */
function changed(script: string, file: string, text: string): string {
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(join(root, script), copy, { recursive: true });
  writeFileSync(join(copy, file), text);
  return join(copy, SCRIPTS[script] ?? '');
}

interface Numeral {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

function numerals(file: string, text: string): Numeral[] {
  const found: Numeral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node))
      found.push({ start: node.getStart(source), end: node.getEnd(), value: Number(node.text) });
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return found;
}

describe('what is claimed of a script holds', () => {
  for (const script of Object.keys(SCRIPTS)) {
    it(`${script}: whatever a constant is, where it cannot be told`, () => {
      let hidden = 0;
      for (const file of readdirSync(join(root, script))) {
        const text = readFileSync(join(root, script, file), 'utf8');
        for (const { start, end, value } of numerals(file, text)) {
          const put = (spelled: string): Map<string, string> =>
            claims(factsOf(changed(script, file, `${text.slice(0, start)}${spelled}${text.slice(end)}`)));
          const opaque = put('(Number(document.title))');
          const concrete = put(String(value + 3));
          for (const [path, claim] of opaque) {
            expect({ path, claim, at: `${file}:${start}` }).toEqual({
              path,
              claim: concrete.get(path),
              at: `${file}:${start}`,
            });
          }
          hidden += opaque.size < concrete.size ? 1 : 0;
        }
      }
      // Some constant mattered.
      expect(hidden).toBeGreaterThan(0);
    }, 120_000);

    it(`${script}: or turns unknown, as budgets shrink`, () => {
      const main = join(root, script, SCRIPTS[script] ?? '');
      const full = claims(factsOf(main));
      const budgets: Partial<Budget>[] = [
        ...[10, 40, 100, 250, 600].map((steps) => ({ steps })),
        ...[1, 2, 3, 5].map((depth) => ({ depth })),
        ...[2, 4, 6, 9].map((nesting) => ({ nesting })),
        ...[0, 1, 2].map((passes) => ({ passes, allPasses: 0 })),
        ...[5, 40].map((objects) => ({ objects })),
      ];
      for (const budget of budgets) {
        for (const [path, claim] of claims(factsOf(main, budget)))
          expect({ path, claim, budget }).toEqual({ path, claim: full.get(path), budget });
      }
    }, 120_000);

    it(`${script}: when dead code is put in front`, () => {
      const main = SCRIPTS[script] ?? '';
      const text = readFileSync(join(root, script, main), 'utf8');
      const dead =
        "\nif (false) { throw new Error('never'); }\nconst unusedOfThisTest = [1, 2, 3].map((x) => x * 2);\n";
      const before = claims(factsOf(join(root, script, main)));
      expect(claims(factsOf(changed(script, main, `${text}${dead}`)))).toEqual(before);
    });
  }
});

describe('steps of a loop', () => {
  const stepsOf = (body: string): string | undefined => {
    const main = join(mkdtempSync(join(folder, 'loop-')), 'loop.js');
    writeFileSync(
      main,
      `import * as tf from '@tensorflow/tfjs';\nconst optimizer = tf.train.sgd(0.1);\nfor (let i = 0; i < 500; i++) {\n${body}\n}\n`,
    );
    return claims(factsOf(main)).get('train.steps');
  };

  it('are its passes', () => {
    expect(stepsOf('optimizer.minimize(() => tf.scalar(1));')).toBe('500');
  });

  it('are unknown where it may be left early, or an update be left out', () => {
    expect(
      stepsOf('const c = optimizer.minimize(() => tf.scalar(1), true);\nif (c.dataSync()[0] < 1) break;'),
    ).toBeUndefined();
    expect(stepsOf('if (Math.random() < 0.5) optimizer.minimize(() => tf.scalar(1));')).toBeUndefined();
    expect(
      stepsOf('const f = () => { if (document.hidden) return; optimizer.minimize(() => tf.scalar(1)); };\nf();'),
    ).toBeUndefined();
    expect(stepsOf('if (document.hidden) continue;\noptimizer.minimize(() => tf.scalar(1));')).toBeUndefined();
  });
});
