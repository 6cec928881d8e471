import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSetups, extractSetup, lintSetups } from '../../src/audit.ts';
import { provenanceOf } from '../../src/report/extract.ts';
import { reporter as json } from '../../src/report/json.ts';
import { reporter as pretty } from '../../src/report/pretty/index.ts';
import { cells } from '../../src/report/pretty/text.ts';
import type { Fact } from '../../src/spec/fact.ts';
import type { Origin } from '../../src/spec/origin.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { SAMPLE_RULES } from './sample.ts';

/** What a terminal acts on or hides; a line end is the only one that may stand. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const nasty = fc.constantFrom(
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\r',
  '\n',
  '\t',
  '\u2028',
  '\ud800',
  '\ufeff',
  '\u0000',
  '::error::',
  '漢字',
  'e\u0301',
  '"',
);
const hostile = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 })), { minLength: 1, maxLength: 8 })
  .map((parts) => `x${parts.join('')}`);

const place = fc.record({ line: fc.integer({ min: 1, max: 4 }), column: fc.integer({ min: 1, max: 60 }) });

const originOf = (file: string, words: string): fc.Arbitrary<Origin> =>
  fc.oneof(
    place.map((at): Origin => ({ kind: 'text', file, ...at, endLine: at.line, endColumn: at.column + 3, raw: words })),
    place.map((at): Origin => ({ kind: 'preset', preset: words, ...at, citation: words })),
    place.map(
      (at): Origin => ({
        kind: 'default',
        library: words,
        version: words,
        parameter: words,
        omittedAt: { kind: 'text', file, ...at },
      }),
    ),
    fc.constant<Origin>({ kind: 'graph', file, node: words, tensor: words }),
    fc.constant<Origin>({ kind: 'argument', argument: words, via: [{ kind: 'graph', file, node: words }] }),
  );

const setup: fc.Arbitrary<Setup> = fc
  .record({ name: hostile, file: hostile, text: fc.array(hostile, { minLength: 1, maxLength: 4 }), words: hostile })
  .chain(({ name, file, text, words }) =>
    fc.record({ origin: originOf(file, words), values: fc.tuple(hostile, hostile, hostile) }).map(
      ({ origin, values }): Setup => ({
        name,
        sources: [{ name, kind: 'spec' }],
        scope: ['train', 'model'],
        facts: new Map<string, Fact>([
          ['data.dataset', { status: 'stated', value: values[0], origin, overridable: words }],
          ['model.weights.id', { status: 'stated', value: values[1], origin }],
          ['schedule.monitor', { status: 'stated', value: values[2], origin }],
          [
            'optimizer.lr',
            {
              status: 'unknown',
              reason: { code: 'input', text: words, settledBy: words },
              origin,
              alternatives: [{ value: words, when: words, origin }],
            },
          ],
        ]),
        closed: [],
        problems: [
          {
            severity: 'warning',
            code: 'x',
            message: words,
            help: words,
            at: { kind: 'text', file, line: 1, column: 1 },
          },
        ],
        texts: new Map([[file, text.join('\n')]]),
      }),
    ),
  );

describe('whatever inputs hold', () => {
  it('reaches no terminal raw, and JSON keeps it', () => {
    fc.assert(
      fc.property(setup, setup, fc.constantFrom(80, 120), fc.boolean(), (a, b, width, all) => {
        const options = { texts: new Map([...a.texts, ...b.texts]), color: 0, width, all } as const;
        const compare = compareSetups(a, b, SAMPLE_RULES);
        const lint = lintSetups([a, b], SAMPLE_RULES);
        const extract = extractSetup(a);
        const pages = [
          pretty.compare(compare, options),
          pretty.lint(lint, options),
          pretty.extract(extract, options),
          pretty.extract(provenanceOf(extract, 'data.dataset'), options),
          pretty.extract(provenanceOf(extract, 'optimizer.lr'), options),
        ];
        for (const page of pages) {
          expect(page).not.toMatch(ACTIVE);
          for (const line of page.split('\n')) expect(cells(line), line).toBeLessThanOrEqual(width);
        }
        for (const [report, text] of [
          [compare, json.compare(compare, options)],
          [lint, json.lint(lint, options)],
          [extract, json.extract(extract, options)],
        ] as const) {
          expect(text).not.toMatch(ACTIVE);
          expect(JSON.parse(text)).toEqual(report);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('does not take lines of a megabyte apart', () => {
    const long = `${'a'.repeat(500_000)}VALUE${'b'.repeat(500_000)}`;
    const origin: Origin = { kind: 'text', file: 'f', line: 1, column: 500_001, endLine: 1, endColumn: 500_006 };
    const of = (value: string): Setup => ({
      name: value,
      sources: [],
      scope: ['train'],
      facts: new Map([['data.dataset', { status: 'stated', value, origin }]]),
      closed: [],
      problems: [],
      texts: new Map([['f', long]]),
    });
    const report = compareSetups(of('A'), of('B'), SAMPLE_RULES);
    const text = pretty.compare(report, { texts: new Map([['f', long]]), color: 0, width: 80, all: false });
    const at = text.split('\n').findIndex((line) => line.includes('VALUE'));
    const [line = '', marker = ''] = text.split('\n').slice(at);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(marker.indexOf('^^^^^')).toBe(line.indexOf('VALUE'));
  });
});
