import { describe, expect, it } from 'vitest';
import { provenanceOf } from '../../src/report/extract.ts';
import { reporter as json } from '../../src/report/json.ts';
import { reporter as pretty } from '../../src/report/pretty/index.ts';
import { VERSION } from '../../src/version.ts';
import { A, B, reportsOf } from './sample.ts';

const { compare, lint, extract: whole, options } = reportsOf(A, B);
/** What is not stated is left out, as it grows with the table of paths. */
const extract = { ...whole, unknown: whole.unknown.filter(({ code }) => code !== 'not-stated') };
const versionless = (text: string): string => text.replaceAll(VERSION, '0.0.0');

describe('the terminal report', () => {
  it('of compare', async () => {
    await expect(pretty.compare(compare, options)).toMatchFileSnapshot('snapshots/compare.txt');
  });

  it('of compare, all of it, in color', async () => {
    const text = pretty.compare(compare, { ...options, all: true, color: 1, width: 120 });
    await expect(text).toMatchFileSnapshot('snapshots/compare-all.txt');
  });

  it('of lint', async () => {
    await expect(pretty.lint(lint, options)).toMatchFileSnapshot('snapshots/lint.txt');
  });

  it('of extract', async () => {
    await expect(pretty.extract(extract, options)).toMatchFileSnapshot('snapshots/extract.txt');
  });

  it('of one fact', async () => {
    const text = pretty.extract(provenanceOf(extract, 'data.effectiveBatchSize'), options);
    await expect(text).toMatchFileSnapshot('snapshots/why.txt');
  });

  it('nests what follows from a root, and counts it out of the roots', () => {
    expect(compare.findings.map(({ rule }) => rule)).not.toContain('sample/product');
    expect(pretty.compare(compare, options)).toMatch(/so also {2}info: rate times momentum/);
  });

  it('shows seven roots and says how many it leaves out', () => {
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const findings = Array.from({ length: 10 }, (_, i) => ({ ...finding, rule: `sample/rule-${i}` }));
    const report = { ...compare, findings };
    const some = pretty.compare(report, options);
    expect(some.match(/sample\/rule-\d/g)).toHaveLength(7);
    expect(some).toContain('3 more of lower rank: see with --all');
    expect(pretty.compare(report, { ...options, all: true }).match(/sample\/rule-\d/g)).toHaveLength(10);
  });

  it('shows matters of taste only when all is asked for', () => {
    const taste = /note {2}schedule\.monitor/;
    expect(pretty.compare(compare, options)).not.toMatch(taste);
    expect(pretty.compare(compare, { ...options, all: true })).toMatch(taste);
  });

  it('tells the same finding of two subjects once', () => {
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const of = (subject: string) => ({ ...finding, subject, id: `${finding.rule}@${subject}` });
    const text = pretty.compare({ ...compare, findings: [of('preprocess.train'), of('preprocess.eval')] }, options);
    expect(text.match(/error {2}Learning rate differs/g)).toHaveLength(1);
    expect(text).toContain('in train and eval');
  });
});

describe('the JSON report', () => {
  it('of compare', async () => {
    await expect(versionless(json.compare(compare, options))).toMatchFileSnapshot('snapshots/compare.json');
  });

  it('of lint', async () => {
    await expect(versionless(json.lint(lint, options))).toMatchFileSnapshot('snapshots/lint.json');
  });

  it('of extract', async () => {
    await expect(versionless(json.extract(extract, options))).toMatchFileSnapshot('snapshots/extract.json');
  });

  it('is the report itself', () => {
    expect(JSON.parse(json.compare(compare, options))).toEqual(compare);
    expect(JSON.parse(json.extract(extract, options))).toEqual(extract);
  });
});
