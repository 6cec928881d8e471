import type { FunctionDefinition, Site } from './ir.ts';
import { dryRun } from './loops.ts';
import type { Arguments, Machine } from './machine.ts';
import { writtenSlots } from './memory.ts';
import type { Value } from './value.ts';

/** Rounds of finding out what the levels of a recursion write. */
const ROUNDS = 4;

/**
 * Whether a function calls itself out of a loop whose passes are not followed one by one, as one does that walks through the
 * layers of a network: each level is as unknown as the next.
 */
export function isRepeated(m: Machine, definition: FunctionDefinition): boolean {
  const last = m.unfollowed.at(-1);
  return last !== undefined && m.active.indexOf(definition) >= 0 && m.active.indexOf(definition) < last;
}

/** Whether a call is no other than the one that stands for all: what it is given is as unknown. */
export function isLikeAll(m: Machine, args: Arguments, all: Arguments): boolean {
  const isAlike = (value: Value, other: Value | undefined): boolean =>
    other !== undefined && (isOpaque(m, value) ? isOpaque(m, other) : sameValue(value, other));
  return (
    args.positional.length === all.positional.length &&
    args.positional.every((value, i) => isAlike(value, all.positional[i])) &&
    args.keyword.size === all.keyword.size &&
    [...args.keyword].every(([name, value]) => isAlike(value, all.keyword.get(name)))
  );
}

function isOpaque(m: Machine, value: Value): boolean {
  if (value.kind === 'choice') return value.options.every((option) => isOpaque(m, option.value));
  return value.kind === 'unknown' || (value.kind === 'reference' && m.memory.object(value.address).kind === 'call');
}

const sameValue = (a: Value, b: Value): boolean =>
  a.kind === 'primitive' && b.kind === 'primitive'
    ? a.value === b.value
    : a.kind === 'reference' && b.kind === 'reference' && a.address === b.address;

/**
 * Runs one call for all levels of a recursion: what it may write is unknown at its start. False where that cannot be found out.
 */
export function runLevels(
  m: Machine,
  definition: FunctionDefinition,
  args: Arguments,
  site: Site,
  run: () => void,
): boolean {
  const outerSize = m.memory.size;
  const forgotten = new Set<string>();
  m.recursions.set(definition, args);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const condition = `pass ${site} ${m.freshCondition()}`;
      const { result: layer, nodes } = m.recorder.apart(() => dryRun(m, run, { condition, holds: true }));
      const found = writtenSlots([layer]).filter(
        ([address, key]) => address <= outerSize && !forgotten.has(`${address} ${key}`),
      );
      if (found.length === 0) {
        m.memory.adopt(layer);
        for (const node of nodes) m.recorder.add(node);
        return true;
      }
      for (const [address, key] of found) {
        forgotten.add(`${address} ${key}`);
        m.memory.write(address, key, m.forgotten(address, key, site));
      }
    }
    return false;
  } finally {
    m.recursions.delete(definition);
  }
}
