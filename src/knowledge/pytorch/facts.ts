import type { FactMaker } from '../../script/collect.ts';
import type { Value } from '../../script/value.ts';
import { type Fact, type FactValue, isKnown, unknown } from '../../spec/fact.ts';

export type FactMap = Map<string, Fact>;

export const number = (plain: unknown): FactValue | undefined => (typeof plain === 'number' ? plain : undefined);
export const boolean = (plain: unknown): FactValue | undefined =>
  typeof plain === 'boolean' ? plain : typeof plain === 'number' ? plain !== 0 : undefined;
/** States an argument where it was given; where it may have been spread into the call, it is unknown; else nothing is said. */
export function stateArgument(
  facts: FactMap,
  make: FactMaker,
  path: string,
  value: Value | 'open' | undefined,
  convert: (plain: unknown) => FactValue | undefined = number,
): void {
  if (value === undefined) return;
  if (value === 'open') facts.set(path, unknown('call', 'it may have been spread into the call'));
  else facts.set(path, factOf(make, value, convert));
}

/** A fact of a value. What counts batches of a loader whose length is not known is unknown until that is given. */
export function factOf(
  make: FactMaker,
  value: Value,
  convert: (plain: unknown) => FactValue | undefined = number,
): Fact {
  if (value.kind === 'symbol') {
    const names = [...new Set(value.terms.flatMap(({ factors }) => Object.keys(factors)))];
    return {
      ...unknown('data', `it counts ${names.join(', ')}, which no file holds`, names[0]),
      origin: make.origin(value.provenance),
    };
  }
  return make.fact(value, convert);
}

/** What several parts say of a path, as one: what all agree on; unknown, with what each says, where they do not. */
export function merge(parts: readonly FactMap[]): FactMap {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const merged: FactMap = new Map();
  for (const path of new Set(parts.flatMap((part) => [...part.keys()]))) {
    const all = parts.map((part) => part.get(path));
    const [first] = all;
    const same = first !== undefined && all.every((fact) => fact !== undefined && sameFact(fact, first));
    if (same && first !== undefined) merged.set(path, first);
    else
      merged.set(path, {
        ...unknown('branch', 'several are made, and they differ'),
        alternatives: all.flatMap((fact) =>
          fact !== undefined && isKnown(fact) ? [{ value: fact.value, origin: fact.origin }] : [],
        ),
      });
  }
  return merged;
}

function sameFact(a: Fact, b: Fact): boolean {
  if (isKnown(a) && isKnown(b)) return JSON.stringify(a.value) === JSON.stringify(b.value);
  return a.status === 'absent' && b.status === 'absent';
}
