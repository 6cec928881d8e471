import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../src/spec/expression.ts';
import { editDistance, nearest } from '../../src/spec/nearest.ts';
import { findControl, printable, quoted } from '../../src/spec/text.ts';

describe('printable', () => {
  it('spells out what a terminal would act on or hide', () => {
    expect(printable('a\u001b[31m\n\u202e\u2028\ud800\u009b')).toBe('a\\x1b[31m\\x0a\\u{202e}\\u{2028}\\u{d800}\\x9b');
    expect(printable('ü 漢 😀')).toBe('ü 漢 😀');
  });

  it('cuts what is long', () => {
    expect(printable('x'.repeat(300))).toHaveLength(201);
    expect(quoted('x'.repeat(300), 10)).toBe(`"${'x'.repeat(10)}…"`);
  });

  it('finds the first control character, and lets tabs and line ends pass', () => {
    expect(findControl('a\tb\r\n')).toBeUndefined();
    expect(findControl('ab\u0007')).toEqual({ index: 2, name: 'U+0007' });
    expect(findControl('😀\ud800')).toEqual({ index: 2, name: 'U+D800' });
  });
});

describe('nearest', () => {
  it('counts insertions, deletions, replacements and swaps', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('lr', 'rl')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('finds what is near enough to be meant, and nothing else', () => {
    const names = ['momentum', 'weightDecay', 'lr'];
    expect(nearest('momentun', names)).toBe('momentum');
    expect(nearest('weight_decay', names)).toBe('weightDecay');
    expect(nearest('LR', names)).toBe('lr');
    expect(nearest('xy', names)).toBeUndefined();
    expect(nearest('banana', names)).toBeUndefined();
    expect(nearest('x'.repeat(10_000), names)).toBeUndefined();
  });
});

describe('parseQuantity', () => {
  it('folds constants', () => {
    expect(parseQuantity('256 / 8')).toEqual({ ok: true, value: 32 });
    expect(parseQuantity(' 1e-1*2 + 1 ')).toEqual({ ok: true, value: 1.2 });
  });

  it('reads sums of products of facts', () => {
    expect(parseQuantity('0.5 * data.devices * data.devices / data.batchSize + 2')).toEqual({
      ok: true,
      value: {
        terms: [
          { coefficient: 0.5, factors: { 'data.batchSize': -1, 'data.devices': 2 } },
          { coefficient: 2, factors: {} },
        ],
      },
    });
    expect(parseQuantity('data.devices / data.devices')).toEqual({ ok: true, value: 1 });
  });

  it.each(['', '1 +', '* 2', '1 2', 'data.devices - 1', '(1)', '1 / 0', 'data.nothing', 'model.name', '1e999'])(
    'refuses %j',
    (text) => {
      expect(parseQuantity(text).ok).toBe(false);
    },
  );
});
