import { describe, expect, it } from 'vitest';
import { reporter } from '../../src/report/markdown.ts';
import type { Finding } from '../../src/report/report.ts';
import { A, B, reportsOf } from './sample.ts';

const { compare, lint, options } = reportsOf(A, B);
const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

describe('the Markdown summary', () => {
  it('says the answer first, then each finding with both sides', () => {
    const text = reporter.compare(compare, options);
    expect(text.indexOf('**Learning rate differs')).toBeLessThan(text.indexOf('### '));
    expect(text).toContain('| A | `0.1` | `mine.yaml:4:7` |');
    expect(text).toContain('4 │ lr: 0.1');
    expect(reporter.lint(lint, options)).toContain('### theirs.json');
  });

  it('is cut between sections where it is too long, and says so', () => {
    const [finding] = compare.findings;
    if (finding === undefined) throw new TypeError('no finding');
    const findings = Array.from(
      { length: 3000 },
      (_, i): Finding => ({ ...finding, message: `${i} ${'漢'.repeat(900)}` }),
    );
    const text = reporter.compare({ ...compare, findings, lint: { a: [], b: [] } }, options);
    expect(bytes(text)).toBeLessThan(1_000_000);
    expect(bytes(text)).toBeGreaterThan(900_000);
    const shown = text.match(/^### /gm)?.length ?? 0;
    const left = Number(/^\*(\d+) sections left out/m.exec(text)?.[1]);
    expect(shown + left).toBe(3000);
    // The last section is whole, and what was compared is still told.
    expect(text.match(/\*\*Severity\*\*/g)).toHaveLength(shown);
    expect(text).toContain('## What was compared');
  });
});
