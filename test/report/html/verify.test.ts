import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderVerify } from '../../../src/report/html/verify.ts';
import type { VerifyReport } from '../../../src/report/verify.ts';
import { verifyReport } from '../verify-sample.ts';
import { elementsIn } from './elements.ts';

const hostile = fc
  .array(
    fc.constantFrom(
      '<script>x</script>',
      '"><svg onload=x>',
      '\u001b[31m',
      '\u202e',
      '</style>',
      '&lt;',
      "'",
      'a'.repeat(3000),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''));

describe('the page of verify', () => {
  it('draws activations by depth, and where networks part', () => {
    const elements = elementsIn(renderVerify(verifyReport({ taps: 40, partsAt: 12 })));
    const paths = elements.filter(
      ({ name, attributes }) => name === 'path' && /^curve [ab]$/.test(attributes.class ?? ''),
    );
    expect(paths.length).toBeGreaterThanOrEqual(4);
    expect(elements.filter(({ attributes }) => attributes.class === 'kept').length).toBe(2);
    expect(elements.filter(({ name, attributes }) => name === 'tr' && attributes.class === 'differs')).toHaveLength(28);
  });

  it('leaves gaps where a statistic is missing or no number', () => {
    const report = verifyReport({ taps: 9, partsAt: 99 });
    const taps = report.taps.map((tap, i) =>
      i === 4 ? { ...tap, a: null } : i === 6 && tap.a ? { ...tap, a: { ...tap.a, std: Number.NaN } } : tap,
    );
    const page = renderVerify({ ...report, taps });
    expect(page).not.toContain('NaN 0');
    for (const [, d = ''] of page.matchAll(/ d="([^"]*)"/g)) expect(d).not.toMatch(/NaN|Infinity/);
    expect(renderVerify({ ...report, taps: [] })).toContain('No place');
  });

  it('stays below 500 KB and inert whatever networks hold', () => {
    fc.assert(
      fc.property(hostile, (words) => {
        const report = verifyReport({ taps: 1500, partsAt: 3 });
        const place = { place: words, a: words, b: words, cause: words, accumulated: 1, local: null };
        const nasty: VerifyReport = {
          ...report,
          answer: words,
          a: { name: words },
          guilty: Array.from({ length: 300 }, () => place),
          taps: report.taps.map((tap) => ({ ...tap, place: words })),
          notes: [words],
        };
        const page = renderVerify(nasty);
        elementsIn(page);
        expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
        expect(Buffer.byteLength(page)).toBeLessThan(500_000);
      }),
      { numRuns: 10, seed: 3 },
    );
  });
});
