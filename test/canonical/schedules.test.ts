import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleCurve } from '../../src/canonical/curve.ts';
import { resolve } from '../../src/engine/resolve.ts';
import type { Curve } from '../../src/spec/curve.ts';
import { isKnown } from '../../src/spec/fact.ts';
import { setupOf } from '../support/setup.ts';

interface Case {
  readonly name: string;
  readonly per: 'epoch' | 'step';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly rates: readonly number[];
}

const data = new URL('../oracles/data/schedules.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(data, 'utf8')) as { cases: readonly Case[] };

function curveOf(facts: Case['facts']): Curve {
  const fact = resolve(setupOf(facts)).facts.get('schedule.curve');
  if (fact === undefined || !isKnown(fact)) throw new Error(`no curve: ${JSON.stringify(fact)}`);
  return fact.value as unknown as Curve;
}

describe('learning rates of real schedulers', () => {
  it('covers at least sixty configurations', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it.each(cases)('$name', ({ facts, rates }) => {
    const curve = curveOf(facts);
    const count = rates.length;
    // The middle of every epoch or update, where a rate that moves only between them is held.
    const relative =
      sampleCurve(
        curve,
        Array.from({ length: count }, (_, i) => (i + 0.5) / count),
      ) ?? [];
    const peak = typeof curve.peak === 'number' ? curve.peak : Number.NaN;
    expect(relative.length).toBe(count);
    for (const [i, rate] of rates.entries()) {
      expect(Math.abs((relative[i] ?? Number.NaN) * peak - rate), `at ${i}`).toBeLessThan(2e-6 * peak + 1e-9);
    }
  });
});
