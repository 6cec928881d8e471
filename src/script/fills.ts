import type { Site } from './ir.ts';
import type { CallDetail, Machine } from './machine.ts';
import { ITEMS } from './memory.ts';
import { type Address, type Items, items, MISSING, primitive, type Reference, reference, type Value } from './value.ts';

/**
 * Slot of a list whose elements are not known one by one: what was written into it, as pairs of an index and a value. It only
 * grows, so that a loop may be left out of account: whatever its passes wrote is among what its one pass wrote.
 */
export const FILLED = '#filled';

/** Most pairs that are kept for one list. */
const MAX_PAIRS = 1024;

/** Detail of the object that stands for one element of a list that is not known one by one. */
export interface ElementDetail extends CallDetail {
  readonly fill: Fill;
}
/** Name of such an object. */
export const ELEMENT = 'element';

/** What was ever written into a list. */
export interface Fill {
  readonly pairs: readonly { readonly index: Value; readonly value: Value }[];
  /** Something else may be in it. */
  readonly open: boolean;
}

/** What was written into a list; undefined where nobody kept account. */
export function fillOf(m: Machine, address: Address): Fill | undefined {
  const held = heldFill(m, address);
  if (held === undefined) return undefined;
  const pairs = pairsOf(held);
  // What earlier passes of a loop wrote that is still running: later parts of their passes are not seen yet.
  const isGrowing = pairs.some(({ value }) => value.kind === 'unknown' && value.element === address);
  return { pairs, open: held.open || isGrowing };
}

/** The account of a list on all ways together: which way it came leaves what may be in it. */
function heldFill(m: Machine, address: Address): Items | undefined {
  const held = m.memory.read(address, FILLED);
  if (held === undefined || held.kind === 'items') return held;
  if (held.kind !== 'choice') return items([], 0, true);
  const list: Value[] = [];
  let open = false;
  const add = (way: Items): void => {
    open ||= way.open;
    const kept = new Set(list.filter((_, i) => i % 2 === 1));
    for (const { index, value } of pairsOf(way)) if (!kept.has(value)) list.push(index, value);
  };
  for (const { value: way } of held.options) {
    if (way.kind === 'items') add(way);
    else if (way.kind !== 'missing') open = true;
    else
      for (const plain of waysOf(m.memory.read(address, ITEMS)))
        if (plain.kind !== 'items') open = true;
        else if (!plain.open) add(writtenIn(plain));
  }
  return items(list, 0, open);
}

const waysOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : value.kind === 'choice' ? value.options.map((option) => option.value) : [value];

function pairsOf({ items: list }: Items): { index: Value; value: Value }[] {
  const pairs: { index: Value; value: Value }[] = [];
  for (let i = 0; i + 1 < list.length; i += 2) pairs.push({ index: list[i] ?? MISSING, value: list[i + 1] ?? MISSING });
  return pairs;
}

/** The elements of a known list as an account; zeros and holes are there to be written over. */
function writtenIn(list: Items): Items {
  const written = list.items.flatMap((value, i) => (isBlank(value) ? [] : [primitive(i), value]));
  const fits = !list.open && written.length <= 2 * MAX_PAIRS;
  return items(fits ? written : [], 0, !fits);
}

/** Starts the account of a list with what is in it. */
export function startFill(m: Machine, address: Address): void {
  if (m.memory.read(address, FILLED) !== undefined) return;
  const held = m.memory.read(address, ITEMS);
  m.memory.write(address, FILLED, held?.kind === 'items' ? writtenIn(held) : items([], 0, true));
}

/** Starts the account of a new list of zeros or holes. */
export function startEmpty(m: Machine, address: Address, site: Site): void {
  m.memory.write(address, FILLED, items([], site));
}

const isBlank = (value: Value): boolean =>
  value.kind === 'missing' || (value.kind === 'primitive' && (value.value === 0 || value.value === undefined));

/** Takes account of writes into a list; MISSING for an index that does not count. */
export function fill(
  m: Machine,
  address: Address,
  written: readonly { readonly index: Value; readonly value: Value }[],
  site: Site,
): void {
  startFill(m, address);
  const before = heldFill(m, address) ?? items([], site, true);
  if (before.open) return;
  const list = [...before.items, ...written.flatMap(({ index, value }) => [index, value])];
  const fits = list.length <= 2 * MAX_PAIRS;
  m.memory.write(address, FILLED, items(fits ? list : [], site, !fits));
}

/** Anything may have been written into a list. */
export function spoil(m: Machine, address: Address, site: Site): void {
  m.memory.write(address, FILLED, items([], site, true));
}

/** A list's account at the start of a pass of a loop that goes on filling it: also what earlier passes wrote. */
export function growing(m: Machine, address: Address, site: Site): Value {
  startFill(m, address);
  const held = heldFill(m, address);
  const earlier = m.unknown('loop', 'what an earlier pass wrote', site);
  if (held === undefined || earlier.kind !== 'unknown') return items([], site, true);
  return items([...held.items, MISSING, { ...earlier, element: address }], site, held.open);
}

/** The loop is over: what its earlier passes wrote is among what its one pass wrote. */
export function settle(m: Machine, address: Address, since: number): void {
  const held = heldFill(m, address);
  if (held === undefined) return;
  const kept = pairsOf(held).filter(
    ({ value }) => !(value.kind === 'unknown' && value.element === address && value.identity > since),
  );
  m.memory.write(
    address,
    FILLED,
    items(
      kept.flatMap(({ index, value }) => [index, value]),
      0,
      held.open,
    ),
  );
}

/** A new list with the elements of another, which is not known one by one. */
export function copyFill(m: Machine, from: Fill, to: Address, site: Site): void {
  m.memory.write(
    to,
    FILLED,
    items(
      from.pairs.flatMap(({ index, value }) => [index, value]),
      site,
      from.open,
    ),
  );
}

/** One element of a list that is not known one by one, where all that was written into it are values of libraries. */
export function filledElement(m: Machine, address: Address, index: Value, site: Site): Value | undefined {
  const held = fillOf(m, address);
  if (held === undefined || held.pairs.length === 0 || held.open) return undefined;
  const inner = onlyList(m, held);
  if (inner !== undefined) return weaken(m, inner);
  const isOfLibraries = held.pairs.every(({ value }) =>
    waysOf(value).every((way) => way.kind === 'reference' && m.memory.object(way.address).kind === 'call'),
  );
  return isOfLibraries ? elementOfFill(m, held, index, site) : undefined;
}

/** The one array that was written into a list, in each pass of a loop anew. */
function onlyList(m: Machine, { pairs }: Fill): Reference | undefined {
  const [first] = pairs;
  if (first?.value.kind !== 'reference' || m.memory.object(first.value.address).kind !== 'array') return undefined;
  const { address } = first.value;
  return pairs.every(({ value }) => value.kind === 'reference' && value.address === address) ? first.value : undefined;
}

/** An object that stands for several of its kind: what is written into one of them may or may not be in another. */
function weaken(m: Machine, list: Reference): Value {
  startFill(m, list.address);
  m.memory.write(list.address, ITEMS, items([], list.provenance, true));
  return list;
}

/** An object that stands for one element of what a list holds now, whatever is written into it later. */
export function elementOfFill(m: Machine, held: Fill, index: Value, site: Site): Value {
  const detail: ElementDetail = {
    name: ELEMENT,
    arguments: { positional: [index], keyword: new Map(), open: false },
    site,
    fill: held,
  };
  return reference(m.memory.create('call', site, detail), site);
}
