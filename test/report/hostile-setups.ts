import fc from 'fast-check';
import type { Fact } from '../../src/spec/fact.ts';
import type { Origin } from '../../src/spec/origin.ts';
import type { Setup } from '../../src/spec/setup.ts';

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
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '</style></script></details></title>',
  '-->',
  ']]>',
  '&lt;b&gt;',
  '%0A::error::x',
  '\n::error file=x,line=1::y',
  '##[error]x',
  '[x](https://example.org)',
  '![x](https://example.org/x.png)',
  'https://example.org',
  'www.example.org',
  '<https://example.org>',
  'javascript:alert(1)',
  '`',
  '```\n',
  '|',
  '\\',
  '@octocat ',
  ' #1 ',
  '# x',
  '1. x',
  '- x',
  '**x**',
  '_x_',
  '~~x~~',
  '$x$',
  ':tada:',
  '[^1]',
  '{0}',
  '\uffff',
  'a'.repeat(5000),
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

/** A setup whose names, values, places and words are all hostile. */
export const hostileSetup: fc.Arbitrary<Setup> = fc
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
