import { isLibrary, makeList } from '../expressions.ts';
import { copyFill, elementOfFill, fill, filledElement, fillOf, spoil, startEmpty } from '../fills.ts';
import type { Site } from '../ir.ts';
import { knownItems } from '../lists.ts';
import type { Machine } from '../machine.ts';
import { type Address, MISSING, type Value } from '../value.ts';

/** Longer arrays made by their length alone are not laid out. */
const MAX_LENGTH = 4096;

export const openArray = (m: Machine, site: Site): Value => makeList(m, 'array', [], site, true);

export const integer = (value: Value | undefined, otherwise: number): number | undefined =>
  value === undefined || (value.kind === 'primitive' && value.value === undefined)
    ? otherwise
    : value.kind === 'primitive' && typeof value.value === 'number'
      ? value.value
      : undefined;

export const arrayOf = (m: Machine, length: Value | undefined, fill: (i: number) => Value, site: Site): Value => {
  const count = integer(length, 0);
  return count === undefined || count > MAX_LENGTH
    ? openArray(m, site)
    : makeList(
        m,
        'array',
        Array.from({ length: Math.max(0, count) }, (_, i) => fill(i)),
        site,
      );
};

/** An array of elements that are not known one by one, all of one form. */
export function filledArray(m: Machine, site: Site, one: Value | undefined, at: Value): Value {
  const array = openArray(m, site);
  if (array.kind !== 'reference' || one === undefined) return array;
  startEmpty(m, array.address, site);
  fill(m, array.address, [{ index: at, value: one }], site);
  return array;
}

/** An element, whichever, of what is not known one by one. */
export function anyElement(m: Machine, self: Value, at: Value, site: Site): Value {
  if (self.kind === 'choice') return m.elementOf(self, site);
  if (isLibrary(m, self)) return m.libraryIndex(self, at, site);
  const filled = self.kind === 'reference' ? filledElement(m, self.address, at, site) : undefined;
  return filled ?? m.elementOf(self, site);
}

/** A copy of an array that is not known one by one, or of the elements of a library object. */
export function copyOf(m: Machine, source: Value, site: Site): Value {
  if (source.kind === 'choice') return openArray(m, site);
  if (isLibrary(m, source)) {
    const at = m.unknown('loop', 'the index of an element', site);
    return filledArray(m, site, m.libraryIndex(source, at, site), at);
  }
  const held = source.kind === 'reference' ? fillOf(m, source.address) : undefined;
  const array = openArray(m, site);
  if (held !== undefined && array.kind === 'reference') copyFill(m, held, array.address, site);
  return array;
}
/** Where elements are in a list does not count any more. */
export function misplace(m: Machine, address: Address, site: Site): void {
  const held = fillOf(m, address);
  if (held === undefined) return;
  copyFill(m, { ...held, pairs: held.pairs.map(({ value }) => ({ index: MISSING, value })) }, address, site);
}

/** What a list is joined of, one after the other. */
export function fillFromParts(m: Machine, address: Address, parts: readonly Value[], site: Site): void {
  startEmpty(m, address, site);
  for (const part of parts) {
    const list = knownItems(m, part);
    const held = part.kind === 'reference' ? fillOf(m, part.address) : undefined;
    if (list !== undefined)
      fill(
        m,
        address,
        list.map((value) => ({ index: MISSING, value })),
        site,
      );
    else if (held === undefined || held.open) spoil(m, address, site);
    else {
      const at = m.unknown('loop', 'the index of an element', site);
      fill(m, address, [{ index: MISSING, value: elementOfFill(m, held, at, site) }], site);
    }
  }
}
