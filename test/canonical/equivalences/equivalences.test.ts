import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relation } from './canonical.ts';
import { EQUIVALENCES, render } from './document.ts';
import { FORMS, OUTSIDE } from './outside.ts';

const PAGE = new URL('../../../docs/equivalences.md', import.meta.url);
const NUMBERED = 102;

describe('equivalences', () => {
  const ids = [...EQUIVALENCES, ...OUTSIDE].map(({ id }) => id);

  it('has each of the list once, tested or with the reason why not', () => {
    const numbers = ids.filter((id) => typeof id === 'number').sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: NUMBERED }, (_, i) => i + 1));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows every canonical form', () => {
    for (const [form, shown] of Object.entries(FORMS)) {
      expect(shown.length, form).toBeGreaterThan(0);
      for (const id of shown) expect(ids, form).toContain(id);
    }
  });

  it('has near misses for each', () => {
    for (const { id, apart } of EQUIVALENCES) expect(apart.length, String(id)).toBeGreaterThan(0);
  });

  it('is the page in docs', () => {
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, render());
    expect(readFileSync(PAGE, 'utf8')).toBe(render());
  });

  for (const { id, statement, facts, meet, apart } of EQUIVALENCES) {
    describe(`${id}: ${statement}`, () => {
      it.each(meet.map(([a, b], i) => ({ i, a, b })))('meets $i', ({ a, b }) => {
        expect([relation(a, b, facts), relation(b, a, facts)]).toEqual(['same', 'same']);
      });
      it.each(apart.map(([a, b], i) => ({ i, a, b })))('stays apart $i', ({ a, b }) => {
        expect([relation(a, b, facts), relation(b, a, facts)]).toEqual(['different', 'different']);
        expect([relation(a, a, facts), relation(b, b, facts)]).not.toContain('different');
      });
    });
  }
});
