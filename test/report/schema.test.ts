import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { auditCompare, auditExtract, auditLint } from '../../src/audit.ts';
import { provenanceOf } from '../../src/report/extract.ts';
import { REPORT_SCHEMAS, reportJsonSchema } from '../../src/report/schema.ts';
import { A, B, reportsOf } from './sample.ts';

const KINDS = ['compare', 'lint', 'extract', 'check'] as const;
const validators = (closed: boolean) => {
  const compile = (kind: (typeof KINDS)[number]) =>
    new Ajv2020({ strict: false, allErrors: true }).compile(reportJsonSchema(kind, { closed }));
  return { compare: compile('compare'), lint: compile('lint'), extract: compile('extract'), check: compile('check') };
};
const open = validators(false);
const closed = validators(true);

/** What a validator and zod complain of. */
function complaints(kind: (typeof KINDS)[number], report: unknown): unknown[] {
  const validate = closed[kind];
  validate(report);
  const parsed = REPORT_SCHEMAS[kind].safeParse(report);
  return [...(validate.errors ?? []), ...(parsed.success ? [] : parsed.error.issues)];
}

describe('the schemas of reports', () => {
  it.each(KINDS)('are published: %s', async (kind) => {
    const text = `${JSON.stringify(reportJsonSchema(kind), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../schemas/${kind}.schema.json`);
  });

  it('name every key of the reports of a real pair', async () => {
    const names = ['fixtures/first/mine.yaml', 'preset:torchvision/resnet50-v1'] as const;
    const { report } = await auditCompare(...names, RULES, { cwd: '.' });
    expect(report.findings.length).toBeGreaterThan(0);
    expect(complaints('compare', report)).toEqual([]);
    expect(complaints('lint', (await auditLint(names, RULES, { cwd: '.' })).report)).toEqual([]);
    for (const name of names)
      expect(complaints('extract', (await auditExtract(name, { cwd: '.' })).report)).toEqual([]);
  });

  it('name every key of the sample reports', () => {
    const { compare, lint, extract } = reportsOf(A, B);
    expect(complaints('compare', compare)).toEqual([]);
    expect(complaints('lint', lint)).toEqual([]);
    expect(complaints('extract', extract)).toEqual([]);
    expect(complaints('extract', provenanceOf(extract, 'data.effectiveBatchSize'))).toEqual([]);
  });

  it('refuse what is no report', () => {
    const { compare } = reportsOf(A, B);
    const broken: unknown[] = [
      {},
      { ...compare, schemaVersion: 2 },
      { ...compare, kind: 'lint' },
      { ...compare, findings: [{}] },
      { ...compare, verdicts: { 'sample/lr': 'maybe' } },
      { ...compare, answer: undefined },
    ];
    for (const report of broken) {
      const plain: unknown = JSON.parse(JSON.stringify(report));
      expect(open.compare(plain)).toBe(false);
      expect(REPORT_SCHEMAS.compare.safeParse(plain).success).toBe(false);
    }
  });

  it('let a later version add keys', () => {
    const { compare } = reportsOf(A, B);
    expect(open.compare({ ...compare, more: 1 })).toBe(true);
    expect(closed.compare({ ...compare, more: 1 })).toBe(false);
  });
});
