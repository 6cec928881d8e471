import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/sources/structured/decode.ts';
import { readSpecText } from '../../../src/sources/structured/text.ts';
import { ResauditError, SourceError } from '../../../src/spec/errors.ts';
import { validSpec } from '../../support/spec-arbitrary.ts';

/** What reading comes to: the facts, or an error whose every text is fit for a terminal. */
function outcome(read: () => { readonly facts: ReadonlyMap<string, unknown> }): 'read' | 'refused' {
  try {
    read();
    return 'read';
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    for (const { message, help = '' } of [error, ...error.problems]) {
      expect(message).not.toBe('');
      expect(`${message}${help}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(message.length).toBeLessThan(1000);
    }
    return 'refused';
  }
}

const refuse = (text: string, format: 'json' | 'yaml' = 'json'): SourceError => {
  try {
    readSpecText(text, 'x', format);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('it was read');
};

describe('hostile texts', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\t\n', 'empty'],
    ['a list', '[1, 2]', 'object'],
    ['null', 'null', 'object'],
    ['a web page', '<!DOCTYPE html><html></html>', 'web page'],
    ['an escape sequence', '{"model": {"name": "\\u001b[2J"}}', 'U+001B'],
    ['an escape sequence in a key', '{"model\\u001b[2J": 1, "data": {}}', 'U+001B'],
    ['a lone surrogate', '{"model": "\\ud800"}', 'U+D800'],
    ['a C1 control', '{"model": "\\u009b31m"}', 'U+009B'],
  ])('%s', (_, text, part) => {
    expect(refuse(text).message).toContain(part);
    if (text.trim() !== '') expect(refuse(text, 'yaml').message).toContain(part);
  });

  it('keys of prototypes are keys like others, and change nothing', () => {
    const text =
      '{"__proto__": {"lr": 1}, "constructor": {}, "toString": 1, "model": {"__proto__": 1, "hasOwnProperty": 2}}';
    const error = refuse(text);
    expect(error.problems.filter(({ message }) => message.includes('__proto__')).length).toBeGreaterThan(0);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(Reflect.get({}, 'lr')).toBeUndefined();
    const steps = '{"preprocess": {"eval": {"operations": [{"name": "resize", "__proto__": {"polluted": 1}}]}}}';
    expect(refuse(steps).message).toContain('__proto__');
  });

  it('depth is bounded', () => {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) expect(refuse(text).message).toContain('nested');
    expect(refuse('['.repeat(20_000), 'yaml').message).toContain('nested');
    expect(refuse('- '.repeat(20_000), 'yaml').message).toContain('nested');
    expect(refuse(`model: ${'['.repeat(200)}${']'.repeat(200)}`, 'yaml').message).toContain('nested');
  });

  it('aliases that multiply are bounded in number', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [i, name] of [...'bcdefghij'].entries()) {
      lines.push(
        `${name}: &${name} [${Array(9)
          .fill(`*${'abcdefghi'.charAt(i)}`)
          .join(', ')}]`,
      );
    }
    expect(refuse(lines.join('\n'), 'yaml').message).toContain('aliases');
    const merges = `a: &a {${Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join(', ')}}\nb: {<<: [${Array(500).fill('*a').join(', ')}]}`;
    expect(refuse(merges, 'yaml').message).toContain('aliases');
  });

  it('an expression is bounded in length', () => {
    expect(refuse(`{"optimizer": {"lr": "${'1+'.repeat(50_000)}1"}}`).message).toContain('longer than');
  });
});

describe('encodings', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const message = (input: Uint8Array): string => {
    try {
      decodeText(input, 'a.json');
    } catch (error) {
      if (error instanceof ResauditError) return `${error.message}; ${error.help}`;
      throw error;
    }
    return 'read';
  };

  it('UTF-8 is read, without its byte order mark', () => {
    expect(decodeText(bytes('\ufeff{"a": "é"}'), 'a.json')).toBe('{"a": "é"}');
  });

  it('UTF-16 is named, with and without a mark', () => {
    expect(message(Uint8Array.from([0xff, 0xfe, 0x7b, 0]))).toContain('UTF-16');
    expect(message(Uint8Array.from([0xfe, 0xff, 0, 0x7b]))).toContain('UTF-16');
    expect(message(Uint8Array.from([0x7b, 0, 0x7d, 0]))).toContain('UTF-16');
  });

  it('what is no UTF-8 is told with its line', () => {
    expect(message(Uint8Array.from([...bytes('{\n"a": "'), 0xe9, ...bytes('"}')]))).toContain('line 2');
    expect(message(Uint8Array.from([...bytes('{\n\n"a": "é'), 0xc3]))).toContain('line 3');
    expect(message(Uint8Array.from([...bytes('a\n'), 0, 0xff]))).toContain('line 2');
  });

  it('what is too large is told so', () => {
    expect(message(new Uint8Array(10 * 1024 * 1024 + 1).fill(0x20))).toContain('10 MB');
    expect(message(new Uint8Array(10 * 1024 * 1024).fill(0x20))).toBe('read');
  });

  it('a name with control characters is shown escaped', () => {
    expect(() => decodeText(Uint8Array.from([0]), 'a\u001b[2J.json')).toThrow(/a\\x1b\[2J\.json/);
  });
});

describe('fuzzing', { timeout: 120_000 }, () => {
  const formats = ['json', 'yaml'] as const;
  const readBytes = (bytes: Uint8Array, format: 'json' | 'yaml') => () =>
    readSpecText(decodeText(bytes, 'x'), 'x', format);

  it('random bytes and random texts end in an error or in facts', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: yamlish(), maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), anyText, (bytes, text) => {
        for (const format of formats) {
          outcome(readBytes(bytes, format));
          outcome(() => readSpecText(text, 'x', format));
        }
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it('valid specs with bits flipped, cut off, or with parts doubled end in an error or in facts', () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(validSpec, fc.nat(), fc.nat({ max: 7 }), fc.nat({ max: 2 }), (spec, where, bit, how) => {
        const bytes = new TextEncoder().encode(JSON.stringify(spec));
        const at = where % bytes.length;
        const damaged =
          how === 0
            ? bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte))
            : how === 1
              ? bytes.subarray(0, at)
              : Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at >> 1)]);
        for (const format of formats) seen[outcome(readBytes(damaged, format))]++;
      }),
      { numRuns: 700, seed: 2 },
    );
    expect(seen.refused).toBeGreaterThan(100);
    expect(seen.read).toBeGreaterThan(10);
  });

  it('JSON means the same read as JSON and as YAML', () => {
    fc.assert(
      fc.property(validSpec, (spec) => {
        const text = JSON.stringify(spec, null, 2);
        const [asJson, asYaml] = formats.map((format) => readSpecText(text, 'x', format));
        const values = (setup: typeof asJson) => [...(setup?.facts ?? [])];
        expect(values(asYaml)).toEqual(values(asJson));
        expect(asYaml?.closed).toEqual(asJson?.closed);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

function yamlish(): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...'{}[]:,-?&*!|>\'"%@`#<~ \n\t0aé',
    '<<',
    '\\u0000',
    'optimizer',
    'lr: ',
    '- ',
    '&a ',
    '*a',
    '1e5',
  );
}
