import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.ts';
import { auditCompare, auditLint } from '../../src/audit.ts';
import type { CompareReport, Finding } from '../../src/report/report.ts';
import { reporter } from '../../src/report/sarif/index.ts';
import type { Origin } from '../../src/spec/origin.ts';
import { validateSarif } from './oasis/validate.ts';
import { A, B, reportsOf } from './sample.ts';

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: Readonly<Record<string, number>>;
  };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly codeFlows?: readonly { readonly threadFlows: readonly { readonly locations: readonly unknown[] }[] }[];
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { id: string; help: { markdown: string } }[] } };
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly { message: { text: string } }[] }[];
  readonly results: readonly Result[];
}

function parse(text: string): Run {
  const log = JSON.parse(text);
  expect(validateSarif(log), JSON.stringify(validateSarif.errors)).toBe(true);
  const uris: string[] = [];
  JSON.stringify(log, (key, value) => {
    if (key === 'uri') uris.push(value);
    return value;
  });
  for (const uri of uris) expect(() => new URL(uri, 'https://example.org/root/')).not.toThrow();
  return log.runs[0];
}

const { compare, lint, options } = reportsOf(A, B);
const resultOf = (run: Run, rule: string): Result => {
  const found = run.results.find(({ ruleId }) => ruleId === rule);
  if (found === undefined) throw new TypeError(`no result of ${rule}`);
  return found;
};
const rooted = (report: CompareReport, change: (finding: Finding) => Finding): CompareReport => ({
  ...report,
  findings: report.findings.map(change),
});

describe('SARIF', () => {
  it('of a comparison has the place of A, and that of B beside it', () => {
    const run = parse(reporter.compare(compare, options));
    const result = resultOf(run, 'sample/lr');
    expect(result.level).toBe('error');
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'mine.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 4, startColumn: 7, endLine: 4, endColumn: 10 },
        },
      },
    ]);
    expect(result.relatedLocations?.[0]?.physicalLocation.artifactLocation.uri).toBe('theirs.json');
    expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe('sample/lr');
  });

  it('of lint has every complaint, apart for each setup', () => {
    const run = parse(reporter.lint(lint, { ...options, all: true }));
    const total = lint.setups.reduce((sum, { findings }) => sum + findings.length, 0);
    expect(run.results).toHaveLength(total);
    expect(new Set(run.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size).toBe(total);
  });

  it('leaves matters of taste out unless all is asked for', () => {
    const [some, all] = [false, true].map((each) => parse(reporter.lint(lint, { ...options, all: each })));
    expect(some?.results.length).toBeLessThan(all?.results.length ?? 0);
  });

  it('keeps fingerprints where lines move, and changes them where values do', () => {
    const of = (a: string): string | undefined =>
      resultOf(parse(reporter.compare(reportsOf(a, B).compare, options)), 'sample/lr').partialFingerprints[
        'resaudit/v1'
      ];
    expect(of(`# a line\n# another\n${A}`)).toBe(of(A));
    expect(of(A.replace('lr: 0.1', 'lr: 0.2'))).not.toBe(of(A));
  });

  it('follows a value along its way', () => {
    const via: Origin[] = [2, 3].map((line) => ({ kind: 'text', file: 'lib/options.py', line, column: 1 }));
    const report = rooted(compare, (finding) =>
      finding.a.origin?.kind === 'text'
        ? { ...finding, a: { ...finding.a, origin: { ...finding.a.origin, via } } }
        : finding,
    );
    const flow = resultOf(parse(reporter.compare(report, options)), 'sample/lr').codeFlows?.[0]?.threadFlows[0];
    expect(flow?.locations).toHaveLength(3);
  });

  it('keeps the worst of too many, and says how many it left out', () => {
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const findings = Array.from(
      { length: 6000 },
      (_, i): Finding => ({
        ...finding,
        severity: i % 2 === 0 ? 'info' : 'error',
        fingerprint: String(i),
      }),
    );
    const run = parse(reporter.compare({ ...compare, findings, lint: { a: [], b: [] } }, options));
    expect(run.results).toHaveLength(5000);
    expect(run.results.filter(({ level }) => level === 'error')).toHaveLength(3000);
    const notes = run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text);
    expect(notes).toContain('1000 results of lower severity left out');
  });

  it('escapes what a message would read as a link or an argument', () => {
    const report = rooted(compare, (finding) => ({ ...finding, message: '[here](https://example.org) {0}' }));
    const { text } = resultOf(parse(reporter.compare(report, options)), 'sample/lr').message;
    expect(text).not.toMatch(/\]\(|(?<!\{)\{0/);
  });

  it.each([
    ['a b/ü#1.yaml', 'a%20b/%C3%BC%231.yaml'],
    ['./x.yaml', 'x.yaml'],
    ['../x.yaml', '../x.yaml'],
    ['/home/me/x.yaml', 'file:///home/me/x.yaml'],
    ['C:/me/x.yaml', 'file:///C:/me/x.yaml'],
    ['x:y.yaml', 'x%3Ay.yaml'],
  ])('names the file %s as %s', (file, uri) => {
    const report = rooted(compare, (finding) => ({
      ...finding,
      a: { ...finding.a, origin: { kind: 'text', file, line: 1, column: 1 } },
    }));
    const { locations } = resultOf(parse(reporter.compare(report, options)), 'sample/lr');
    expect(locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('of a real pair is valid and carries the pages of rules', async () => {
    const names = ['fixtures/first/mine.yaml', 'preset:torchvision/resnet50-v1'] as const;
    const { report, texts } = await auditCompare(...names, RULES, { cwd: '.' });
    const pages = new Map([
      ['optimizer/lr', '<!-- x -->\n# optimizer/lr\n\nA [page](other.md) and a [site](https://example.org).'],
    ]);
    const run = parse(reporter.compare(report, { ...options, texts, pages, all: true }));
    expect(run.results.length).toBeGreaterThanOrEqual(report.findings.length);
    const rule = run.tool.driver.rules.find(({ id }) => id === 'optimizer/lr');
    expect(rule?.help.markdown).toBe('A page and a [site](https://example.org).');
    parse(reporter.lint((await auditLint(names, RULES, { cwd: '.' })).report, { ...options, texts, all: true }));
  });

  it('is refused by the schema where it is broken', () => {
    const log = JSON.parse(reporter.compare(compare, options));
    log.runs[0].results[0].level = 'fatal';
    expect(validateSarif(log)).toBe(false);
  });
});
