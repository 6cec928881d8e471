import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSetups, extractSetup, lintSetups } from '../../src/audit.ts';
import { provenanceOf } from '../../src/report/extract.ts';
import { reporter as json } from '../../src/report/json.ts';
import { reporter as pretty } from '../../src/report/pretty/index.ts';
import { cells } from '../../src/report/pretty/text.ts';
import type { Origin } from '../../src/spec/origin.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { hostileSetup } from './hostile-setups.ts';
import { SAMPLE_RULES } from './sample.ts';

/** What a terminal acts on or hides; a line end is the only one that may stand. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('whatever inputs hold', () => {
  it('reaches no terminal raw, and JSON keeps it', () => {
    fc.assert(
      fc.property(hostileSetup, hostileSetup, fc.constantFrom(80, 120), fc.boolean(), (a, b, width, all) => {
        const options = { texts: new Map([...a.texts, ...b.texts]), color: 0, width, all } as const;
        const compare = compareSetups(a, b, SAMPLE_RULES, { withFacts: true });
        const lint = lintSetups([a, b], SAMPLE_RULES);
        const extract = extractSetup(a);
        const pages = [
          pretty.compare(compare, { ...options, plot: true }),
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
