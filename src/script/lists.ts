import { makeList } from './expressions.ts';
import { FILLED, fill, filledElement, spoil } from './fills.ts';
import type { Site } from './ir.ts';
import type { Machine } from './machine.ts';
import { ITEMS, OPEN } from './memory.ts';
import {
  type Address,
  type Items,
  items,
  MISSING,
  mapChoice,
  type Plain,
  primitive,
  reference,
  type Value,
} from './value.ts';

/** Elements of a list-like object where there is one known list of them; `open` lists are not. */
export function knownItems(m: Machine, value: Value): readonly Value[] | undefined {
  if (value.kind !== 'reference') return undefined;
  const held = m.memory.read(value.address, ITEMS);
  return held?.kind === 'items' && !held.open ? held.items : undefined;
}

/** What the slot of elements holds: one list, several by guard, or something that is not known. */
export function heldItems(m: Machine, address: Address): Value | undefined {
  return m.memory.read(address, ITEMS);
}

/** Changes the elements of a list in place, on each way that it may have come to be. */
export function updateItems(m: Machine, address: Address, site: Site, change: (held: Items) => Items): void {
  const held = heldItems(m, address);
  if (held === undefined) return;
  m.memory.write(
    address,
    ITEMS,
    mapChoice(held, (plain) => (plain.kind === 'items' ? change(plain) : items([], site, true))),
  );
}

/** Adds elements at the end. */
export function append(m: Machine, address: Address, values: readonly Value[], site: Site): void {
  if (!isWhole(m, address))
    fill(
      m,
      address,
      values.map((value) => ({ index: MISSING, value })),
      site,
    );
  updateItems(m, address, site, (held) => items([...held.items, ...values], site, held.open));
}

/** Whether the elements of a list are known one by one, and nothing else is to be kept account of. */
export function isWhole(m: Machine, address: Address): boolean {
  const held = heldItems(m, address);
  return held?.kind === 'items' && !held.open && m.memory.read(address, FILLED) === undefined;
}

/** What is in a list is not known any more one by one: something was written into it, or anything. */
export function blur(
  m: Machine,
  address: Address,
  site: Site,
  written?: { readonly index: Value; readonly value: Value },
): void {
  if (written === undefined) spoil(m, address, site);
  else fill(m, address, [written], site);
  m.memory.write(address, ITEMS, items([], site, true));
}

/** A new list from what is done with the elements of another; open where they are not known. */
export function mapItems(
  m: Machine,
  source: Value,
  type: 'array' | 'list' | 'tuple' | 'set',
  site: Site,
  change: (list: readonly Value[]) => readonly Value[],
): Value {
  const held = source.kind === 'reference' ? heldItems(m, source.address) : undefined;
  if (held?.kind === 'choice') {
    const address = m.memory.create(type, site);
    const made = mapChoice(held, (plain) =>
      plain.kind === 'items' && !plain.open ? items(change(plain.items), site) : items([], site, true),
    );
    m.memory.write(address, ITEMS, made);
    return reference(address, site);
  }
  const known = knownItems(m, source);
  return makeList(m, type, known === undefined ? [] : change(known), site, known === undefined);
}

/** The element at an index; undefined where the list is shorter, unknown where it is not known. */
export function elementAt(
  m: Machine,
  address: Address,
  index: Plain,
  site: Site,
  negative: boolean,
): Value | undefined {
  const held = heldItems(m, address);
  if (held === undefined) return m.unknown('data', 'an element of a list that is not known', site);
  const filled = m.memory.read(address, FILLED) === undefined ? undefined : filledElement(m, address, index, site);
  if (filled !== undefined) return filled;
  if (index.kind !== 'primitive' || typeof index.value !== 'number')
    return m.unknown('data', 'an element at an index that is not known', site);
  const at = index.value;
  let missing = false;
  const value = mapChoice(held, (plain) => {
    if (plain.kind !== 'items') return plain;
    const position = at < 0 && negative ? plain.items.length + at : at;
    if (plain.open) return m.unknown('data', 'an element of a list that is not known whole', site);
    const found = plain.items[position];
    if (found === undefined) missing = true;
    return found ?? primitive(undefined, site);
  });
  return missing && value.kind === 'primitive' ? undefined : value;
}

/** The number of elements, where it is known on every way. */
export function lengthOf(m: Machine, address: Address, site: Site): Value {
  const held = heldItems(m, address);
  if (held === undefined) return aNumber(m.unknown('data', 'the length of a list that is not known', site));
  return mapChoice(held, (plain) =>
    plain.kind === 'items' && !plain.open
      ? primitive(plain.items.length, m.graph.combine(site, []), false)
      : aNumber(m.unknown('data', 'the length of a list that is not known whole', site)),
  );
}

/** An unknown that is a number for certain. */
const aNumber = (value: Value): Value =>
  value.kind === 'unknown' ? { ...value, terms: [{ coefficient: 1, factors: { [`?${value.identity}`]: 1 } }] } : value;

export const isOpen = (m: Machine, address: Address): boolean => m.memory.read(address, OPEN) !== undefined;
