import type { Site } from './ir.ts';
import type { Machine } from './machine.ts';
import type { Key, Writes } from './memory.ts';
import { termsOfUnknown } from './operators.ts';
import type { Address, Unknown, Value } from './value.ts';

/** A variable that a loop changes: what it is at the start of a pass, and what it was before the loop. */
export interface Changed {
  readonly address: Address;
  readonly key: Key;
  readonly start: Unknown;
  readonly before: Value | undefined;
}

/**
 * Variables to which each pass of a loop adds the same number: what one holds in a pass is where it started and so much for
 * each pass before. All of one loop count the same passes.
 */
export function recurrences(m: Machine, changed: readonly Changed[], pass: Writes, site: Site): Map<Changed, Value> {
  const found = new Map<Changed, Value>();
  const passes = m.unknown('loop', 'the pass of a loop', site);
  if (passes.kind !== 'unknown') return found;
  for (const one of changed) {
    const { address, key, start, before } = one;
    const after = pass.get(address)?.get(key);
    const step = after?.kind === 'unknown' ? stepFrom(start, after) : undefined;
    if (step === undefined || before?.kind !== 'primitive' || typeof before.value !== 'number') continue;
    const steps = { coefficient: step, factors: { [`?${passes.identity}`]: 1 } };
    const terms = before.value === 0 ? [steps] : [steps, { coefficient: before.value, factors: {} }];
    found.set(one, { ...start, terms });
  }
  return found;
}

/** What was added to an unknown number, where it is a number. */
function stepFrom(start: Unknown, after: Unknown): number | undefined {
  const name = Object.keys(termsOfUnknown(start)?.[0]?.factors ?? {})[0];
  const terms = after.terms ?? [];
  const own = terms.find(({ factors }) => Object.keys(factors).length === 1 && factors[name ?? ''] === 1);
  const added = terms.find(({ factors }) => Object.keys(factors).length === 0);
  return terms.length === 2 && own?.coefficient === 1 ? added?.coefficient : undefined;
}
