import { describe, expect, it } from 'vitest';
import { reporter } from '../../src/report/rdjson.ts';
import { A, B, reportsOf } from './sample.ts';

interface Diagnostic {
  readonly message: string;
  readonly severity: string;
  readonly code: { readonly value: string };
  readonly location: { readonly path: string; readonly range?: unknown };
}

function diagnosticOf(a: string, rule = 'sample/lr', keepTexts = true): Diagnostic {
  const { compare, options } = reportsOf(a, B);
  const texts = keepTexts ? options.texts : new Map<string, string>();
  const { diagnostics }: { diagnostics: Diagnostic[] } = JSON.parse(reporter.compare(compare, { ...options, texts }));
  const found = diagnostics.find(({ code }) => code.value === rule);
  if (found === undefined) throw new TypeError(`no diagnostic of ${rule}`);
  return found;
}

describe('rdjson', () => {
  it('counts columns in bytes, with an exclusive end', () => {
    expect(diagnosticOf('{"title": "äü漢😀", "optimizer": {"lr": 0.1}}').location).toEqual({
      path: 'mine.yaml',
      // Characters take 2, 2, 3 and 4 bytes, where UTF-16 counts 1, 1, 1 and 2.
      range: { start: { line: 1, column: 46 }, end: { line: 1, column: 49 } },
    });
    expect(diagnosticOf('{"title": "abcde", "optimizer": {"lr": 0.1}}').location.range).toEqual({
      start: { line: 1, column: 40 },
      end: { line: 1, column: 43 },
    });
  });

  it('leaves out columns that it cannot count', () => {
    expect(diagnosticOf(A, 'sample/lr', false).location.range).toEqual({ start: { line: 4 }, end: { line: 4 } });
  });

  it('has a severity and a code', () => {
    expect(diagnosticOf(A)).toMatchObject({ severity: 'ERROR', code: { value: 'sample/lr' } });
  });
});
