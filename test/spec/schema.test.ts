import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpecText } from '../../src/sources/structured/text.ts';
import { SourceError } from '../../src/spec/errors.ts';
import { specJsonSchema } from '../../src/spec/json-schema.ts';
import { specSchema } from '../../src/spec/schema.ts';
import { leavesOf, SPEC_TREE } from '../../src/spec/tree.ts';
import { mutatedSpec, validSpec } from '../support/spec-arbitrary.ts';

const { schema } = specSchema();
const published = specJsonSchema();
const validate = new Ajv2020({ strict: false }).compile(published);

const byZod = (document: unknown): boolean => schema.safeParse(document).success;
const byAjv = (document: unknown): boolean => validate(document);
const byReader = (document: unknown): boolean => {
  try {
    readSpecText(JSON.stringify(document), 'spec.json', 'json');
    return true;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
};

const runs = { numRuns: 600, seed: 20 };

describe('the schema of specs', () => {
  it('takes every valid spec, by zod, by the JSON Schema and by the reader', () => {
    fc.assert(
      fc.property(validSpec, (document) => {
        const verdicts = [byZod(document), byAjv(document), byReader(document)];
        expect(verdicts).toEqual([true, true, true]);
      }),
      runs,
    );
  });

  it('comes to the same verdict by zod and by the JSON Schema where something was changed', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutatedSpec, (document) => {
        const verdict = byZod(document);
        if (!verdict) refused++;
        expect(byAjv(document)).toBe(verdict);
        // The reader knows more than a schema can say, so it may refuse more, and never less.
        if (!verdict) expect(byReader(document)).toBe(false);
      }),
      runs,
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('comes to the same verdict on documents that are anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        const verdict = byZod(document);
        expect(byAjv(document)).toBe(verdict);
        if (!verdict) expect(byReader(document)).toBe(false);
      }),
      runs,
    );
  });

  it('tells the near misses of each kind apart', () => {
    const cases: readonly (readonly [document: unknown, valid: boolean])[] = [
      [{}, true],
      [[], false],
      [null, false],
      [{ optimizer: 'sgd' }, true],
      [{ optimizer: 3 }, false],
      [{ optimizer: null }, true],
      [{ optimizer: { lr: '0.1 * data.devices' } }, true],
      [{ optimizer: { lr: '0.1 - data.devices' } }, false],
      [{ optimizer: { lr: -1 } }, false],
      [{ optimizer: { closed: true } }, true],
      [{ optimizer: { closed: 1 } }, false],
      [{ augment: { mixup: 0.2, randomResizedCrop: { scale: [0.08, 1] } } }, true],
      [{ augment: { randomResizedCrop: { scale: [0.08] } } }, false],
      [{ data: { classes: 10.5 } }, false],
      [{ loss: { reduction: 'avg' } }, false],
      [{ loss: { reduction: 'Mean' } }, false],
      [{ optimizer: 'SomethingNew' }, true],
      [{ init: { conv: 'he_normal' } }, true],
      [{ init: { conv: { name: 'he_normal', gain: 2 } } }, true],
      [{ init: { conv: { gain: 2 } } }, false],
      [{ train: { samples: 3 } }, false],
      [{ model: { graph: {} } }, false],
      [{ phases: [{ optimizer: 'sgd' }, { phases: [] }] }, false],
      [{ networks: { G: { optimizer: 'adam' } } }, true],
      [{ networks: { 'a.b': {} } }, false],
      [{ citations: { 'optimizer.lr': 'a paper', 'phases[2].optimizer': 'a talk' } }, true],
      [{ citations: { 'optimizer.rate': 'a paper' } }, false],
      [{ citations: { optimizer: '' } }, false],
      [{ citations: { '': 'a paper' } }, false],
    ];
    for (const [document, valid] of cases) {
      const verdicts = [byZod(document), byAjv(document), byReader(document)];
      expect(verdicts, JSON.stringify(document)).toEqual([valid, valid, valid]);
    }
  });

  it('is published as generated, with a title and a description for every fact', async () => {
    const text = `${JSON.stringify(published, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../schemas/spec.schema.json');
    for (const { path, entry } of leavesOf(SPEC_TREE)) {
      expect(text).toContain(JSON.stringify(path.replace(/^preprocess\.\w+\./, 'preprocess.*.')));
      expect(text).toContain(JSON.stringify(entry.description).slice(1, -1));
    }
  });
});
