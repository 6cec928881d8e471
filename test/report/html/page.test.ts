import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { auditCompare, auditLint, compareSetups } from '../../../src/audit.ts';
import { reporter } from '../../../src/report/html/index.ts';
import type { Finding } from '../../../src/report/report.ts';
import { readSpecText } from '../../../src/sources/structured/text.ts';
import { A, B, reportsOf } from '../sample.ts';
import { elementsIn } from './elements.ts';

const { compare, lint, options } = reportsOf(A, B);
const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
const NAMES = ['fixtures/first/mine.yaml', 'preset:torchvision/resnet50-v1'] as const;

const pageOf = (a: string, b: string): string => {
  const [left, right] = [readSpecText(a, 'a.yaml', 'yaml'), readSpecText(b, 'b.yaml', 'yaml')];
  return reporter.compare(compareSetups(left, right, RULES, { withFacts: true }), options);
};
const section = (page: string, id: string): string =>
  new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '';

describe('the HTML report', () => {
  it('holds nothing but our own markup, and says the verdict first', async () => {
    const { report, texts } = await auditCompare(...NAMES, RULES, { cwd: '.', withFacts: true });
    const page = reporter.compare(report, { ...options, texts });
    const elements = elementsIn(page);
    expect(elements.filter(({ name }) => name === 'h1')).toHaveLength(1);
    expect(page.indexOf('<h1>')).toBeLessThan(page.indexOf('<article'));
    expect(bytes(page)).toBeLessThan(250_000);
    const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elements) {
      if (attributes.href !== undefined) expect(ids).toContain(attributes.href.slice(1));
    }
  });

  it('lets in only its own style and script', () => {
    const page = reporter.compare(compare, options);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    for (const name of ['style', 'script']) {
      const content = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page)?.[1] ?? '';
      expect(policy).toContain(`${name}-src 'sha256-${createHash('sha256').update(content).digest('base64')}'`);
    }
    expect(policy).toMatch(/^default-src 'none';/);
  });

  it('stays small, whatever there is to tell', () => {
    const long = '<'.repeat(4000);
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const findings = Array.from(
      { length: 3000 },
      (_, i): Finding => ({ ...finding, message: `${i} ${long}`, why: long }),
    );
    const facts = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`data.x${i}`, { status: 'stated', value: long } as const]),
    );
    const subjects = compare.subjects;
    const report = { ...compare, subjects, findings, lint: { a: [], b: [] }, facts: { a: facts, b: facts } };
    const page = reporter.compare(report, { ...options, all: true });
    expect(bytes(page)).toBeLessThan(500_000);
    expect(page).toContain('left out to keep the page small');
    elementsIn(page);
  });

  it('of lint has a section for each setup', async () => {
    expect(elementsIn(reporter.lint(lint, options)).filter(({ name }) => name === 'section')).toHaveLength(2);
    elementsIn(reporter.lint((await auditLint(NAMES, RULES, { cwd: '.' })).report, options));
  });

  it('draws the rate where it is known, and says why not where it is not', () => {
    const step =
      'optimizer: {name: sgd, lr: 0.1}\nschedule: {kind: step, unit: epoch, stepSize: 30, gamma: 0.1, warmup: null}\ntrain: {epochs: 90}\n';
    const both = section(pageOf(step, step.replace('30', '20')), 'rate');
    expect(both.match(/<path class="curve/g)).toHaveLength(2);
    const one = section(pageOf(step, 'optimizer: {name: sgd, lr: 0.1}\n'), 'rate');
    expect(one.match(/<path class="curve/g)).toHaveLength(1);
    expect(one).toContain('not drawn');
    const relative = section(pageOf(step, step.replace('0.1', '"0.1 * data.devices"')), 'rate');
    expect(relative).toContain('relative to its own peak');
  });

  it('marks the parts of two networks that differ, and none that one side does not tell', () => {
    const network =
      'optimizer: {name: sgd}\nmodel: {depths: [3, 4, 6, 3], widths: [64, 128, 256, 512], head: {pool: global-average}}\n';
    const other = network.replace('6', '5').replace('global-average', 'global-average, classes: 10');
    const rows = [
      ...section(pageOf(network, other), 'networks').matchAll(/<tr class="([^"]*)"><th scope="row">([^<]*)/g),
    ];
    expect(rows.filter(([, mark]) => mark === 'differs').map(([, , part]) => part)).toEqual(['stage 3']);
  });

  it('shows a circle squashed where the image is', () => {
    const of = (policy: string): string =>
      `optimizer: {name: sgd}\npreprocess: {eval: {resize: {policy: ${policy}, size: ${policy === 'exact' ? '[224, 224]' : '256'}}, crop: {policy: ${policy === 'exact' ? 'none' : 'center, size: 224'}}}}\n`;
    const images = section(pageOf(of('exact'), of('short-side')), 'images');
    // What is kept of the 640 by 480 probe: all of it, and a square of 7/8 of its height.
    expect(images).toContain('viewBox="0 0 640 480" preserveAspectRatio="none"');
    expect(images).toContain('viewBox="110 30 420 420" preserveAspectRatio="none"');
  });
});
