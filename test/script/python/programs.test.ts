import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluatePython } from './support.ts';

const PROGRAMS: Record<string, { readonly program: string; readonly result: unknown }> = JSON.parse(
  readFileSync(new URL('../../oracles/data/python-programs.json', import.meta.url), 'utf8'),
);

describe('what is claimed of a program is what CPython gives', () => {
  for (const [title, { program, result }] of Object.entries(PROGRAMS)) {
    it(title, async () => {
      expect(asJson((await evaluatePython(program)).result)).toEqual(result);
    });
  }
});

/** Keys as JSON has them: the evaluator keeps the type of a key in its slot. */
function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replace(/^\0n?/, ''), asJson(inner)]));
}
