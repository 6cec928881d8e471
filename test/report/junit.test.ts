import { describe, expect, it } from 'vitest';
import { reporter } from '../../src/report/junit.ts';
import { A, B, reportsOf } from './sample.ts';
import { parseXml } from './xml.ts';

const { compare, lint, options } = reportsOf(A, B);
const elements = (text: string, name: string) => parseXml(text).filter((element) => element.name === name);

describe('JUnit', () => {
  it('has a case for each check, and fails those that fail the run', () => {
    const text = reporter.compare(compare, options);
    const [suites] = elements(text, 'testsuites');
    const failing = compare.findings.filter(({ severity }) => severity === 'error');
    expect(elements(text, 'failure')).toHaveLength(failing.length);
    expect(Number(suites?.attributes.failures)).toBe(failing.length);
    expect(Number(suites?.attributes.tests)).toBe(elements(text, 'testcase').length);
    expect(Number(suites?.attributes.skipped)).toBe(elements(text, 'skipped').length);
    const names = elements(text, 'testcase').map(({ attributes }) => attributes.name);
    for (const { id } of compare.subjects) expect(names).toContain(id);
  });

  it('follows what the run fails on', () => {
    const failures = (failOn: 'error' | 'warning' | 'never'): number =>
      elements(reporter.compare(compare, { ...options, failOn }), 'failure').length;
    expect(failures('never')).toBe(0);
    expect(failures('warning')).toBeGreaterThan(failures('error'));
  });

  it('fails known mistakes of a comparison only where they count', () => {
    const failures = (lintFails: boolean): number =>
      elements(reporter.compare(compare, { ...options, failOn: 'warning', lintFails }), 'failure').length;
    expect(failures(true)).toBeGreaterThan(failures(false));
  });

  it('has a suite for each setup that is linted', () => {
    const names = elements(reporter.lint(lint, options), 'testsuite').map(({ attributes }) => attributes.name);
    expect(names).toEqual(['mine.yaml', 'theirs.json']);
  });
});
