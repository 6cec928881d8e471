import type { Frame, Machine, Region } from './machine.ts';
import { type Guard, identical, MAX_OPTIONS, primitive, type Value } from './value.ts';

/**
 * Early exits. A return, break or continue under a condition that is not known leaves its region on one way while the rest of
 * the region runs on the other; where the region ends, the ways join.
 */

/** What a region came to. `value` is undefined where no way goes on past it. */
export interface RegionResult {
  readonly value: Value | undefined;
}

/**
 * Runs a region on a layer of its own. `run` gives the value of the way that goes through to the end, or undefined where none
 * does; exits that left early are joined with it.
 */
export function runRegion(
  m: Machine,
  kind: Region['kind'],
  label: string | undefined,
  run: (region: Region) => Value | undefined,
): RegionResult {
  const outer = m.memory.current();
  const layer = m.memory.open();
  const region: Region = { kind, layer, exits: [], ...(label === undefined ? {} : { label }) };
  let value: Value | undefined;
  let thrown: unknown;
  let writes: ReturnType<typeof written> | undefined;
  try {
    value = run(region);
    if (value !== undefined) writes = written(m, layer);
  } catch (error) {
    if (!m.isThrow(error)) {
      unwind(m, outer);
      throw error;
    }
    thrown = error;
    // What was written before a throw stays written.
    if (region.exits.length === 0) {
      unwind(m, layer);
      const arm = m.memory.close();
      m.memory.adopt(arm);
      throw error;
    }
  }
  unwind(m, outer);
  if (region.exits.length === 0) {
    if (writes !== undefined) m.memory.adopt(layer);
    return { value };
  }
  const ways = region.exits.map(({ guard, writes: held, value: left }) => ({ guard, writes: held, value: left }));
  if (writes !== undefined && value !== undefined && thrown === undefined) ways.push({ guard: [], writes, value });
  m.memory.joinWays(ways);
  return { value: m.chooseFirst(ways) };
}

/** Slots that are copied in the time of one step. */
const SLOTS_A_STEP = 2;

/** What was written since a layer was opened, at the price of copying it: many exits of a long region would take forever. */
function written(m: Machine, layer: NonNullable<Region['layer']>): ReturnType<typeof m.memory.snapshot> {
  const writes = m.memory.snapshot(layer);
  let slots = 0;
  for (const held of writes.values()) slots += held.size;
  m.step(Math.floor(slots / SLOTS_A_STEP));
  return writes;
}

function unwind(m: Machine, to: ReturnType<Machine['memory']['current']>): void {
  while (m.memory.current() !== to) m.memory.close();
}

/** Leaves a region early, on the way that the assumptions in force describe. */
export function leave(m: Machine, region: Region, value: Value, site: number): void {
  if (region.layer === undefined) throw new TypeError('a region without a layer cannot be left early');
  if (region.exits.length >= MAX_OPTIONS) {
    mergeExit(m, region, region.layer, value, site);
    return;
  }
  const before = region.layer.parent?.assumptions ?? new Map<string, boolean>();
  const literals: Guard = [...m.memory.assumptions]
    .filter(([condition]) => !before.has(condition))
    .map(([condition, holds]) => ({ condition, holds }));
  const already = new Set(
    region.exits.flatMap(({ guard }) => guard.map(({ condition, holds }) => `${condition} ${!holds}`)),
  );
  // That an earlier exit was not taken is implied: ways are tried in order.
  const guard = literals.filter(({ condition, holds }) => !already.has(`${condition} ${holds}`));
  const short = guard.length <= 1 ? guard : [{ condition: `exit ${site} ${m.freshCondition()}`, holds: true }];
  region.exits.push({ guard: short, writes: written(m, region.layer), value });
}

/** Beyond the number of options that a value may have, exits are one: what they wrote differently is unknown. */
function mergeExit(m: Machine, region: Region, layer: NonNullable<Region['layer']>, value: Value, site: number): void {
  const last = region.exits.pop();
  if (last === undefined) return;
  const text = `depends on more than ${MAX_OPTIONS} ways to leave early`;
  const writes = last.writes;
  for (const [address, slots] of written(m, layer)) {
    const merged = writes.get(address) ?? new Map();
    for (const [key, now] of slots) {
      const before = merged.get(key);
      if (before === undefined || !identical(before, now)) merged.set(key, m.unknown('branch', text, site));
    }
    writes.set(address, merged);
  }
  const joined = identical(last.value, value) ? value : m.unknown('branch', text, site);
  region.exits.push({
    guard: [{ condition: `exit ${site} ${m.freshCondition()}`, holds: true }],
    writes,
    value: joined,
  });
}

/** Whether the assumptions in force leave it open if this point is reached from the start of a region. */
export function isConditional(m: Machine, region: Region): boolean {
  const before = region.layer?.parent?.assumptions;
  return before === undefined ? m.memory.assumptions.size > 0 : m.memory.assumptions.size > before.size;
}

/** The innermost region that a return, break or continue leaves. */
export function regionFor(
  frame: Frame,
  kind: 'return' | 'break' | 'continue',
  label: string | undefined,
): Region | undefined {
  const kinds = kind === 'return' ? ['function'] : kind === 'continue' ? ['pass'] : ['loop', 'switch'];
  for (const region of [...frame.regions].reverse()) {
    if (region.kind === 'function' && kind !== 'return') return undefined;
    if (!kinds.includes(region.kind)) continue;
    if (label === undefined ? true : region.label === label) return region;
  }
  return undefined;
}

export const NOTHING: Value = primitive(undefined);
