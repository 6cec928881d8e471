import type { Statement } from './ir.ts';
import type { Frame, Machine } from './machine.ts';
import type { Key, Writes } from './memory.ts';
import { lookupName } from './scopes.ts';
import type { TraceLoop, TraceNode } from './trace.ts';
import type { Address, Value } from './value.ts';

type Loop = Extract<Statement, { kind: 'for' | 'while' }>;

/** What a loop was seen to do wherever it was run once for all its passes. */
export interface SeenLoop {
  /** Slots that it may write. */
  readonly slots: Map<string, readonly [Address, Key]>;
  /** Something in it is what a library follows from pass to pass. */
  isFollowed: boolean;
  node: TraceLoop | undefined;
}

/** Keeps what a pass that stands for all of a loop wrote, and did. */
export function remember(m: Machine, site: number, writes: Writes, nodes: readonly TraceNode[]): SeenLoop {
  const seen = m.seenLoops.get(site) ?? { slots: new Map(), isFollowed: false, node: undefined };
  m.seenLoops.set(site, seen);
  for (const [address, slots] of writes)
    for (const key of slots.keys()) seen.slots.set(`${address} ${key}`, [address, key]);
  if (m.library.followsPasses?.(m, nodes) === true) seen.isFollowed = true;
  return seen;
}

/**
 * Leaves out a loop inside of passes that are run in turn, where it does nothing that is followed: what it was seen to write
 * where everything was unknown, and whatever of this pass it can reach, is unknown after it. False where it has to be run.
 */
export function skipLoop(m: Machine, loop: Loop, frame: Frame): boolean {
  const seen = m.seenLoops.get(loop.site);
  const since = m.skipsSince;
  if (since === undefined || seen === undefined || seen.isFollowed || loop.else.length > 0) return false;
  const names = namesIn(loop);
  if (names === undefined) return false;
  const text = 'is changed in a loop that is left out';
  for (const [address, key] of seen.slots.values()) m.memory.write(address, key, m.forgotten(address, key, loop.site));
  const reached = [...names.used].map((name) => lookupName(m, frame, name, loop.site));
  forgetReached(m, reached, since, loop.site);
  for (const name of names.assigned)
    m.assign({ kind: 'name', name, site: loop.site }, m.unknown('loop', text, loop.site), frame, false);
  if (seen.node !== undefined) m.recorder.add(seen.node);
  return true;
}

/** Makes unknown what objects hold that were made since, as far as the values lead to them. */
function forgetReached(m: Machine, roots: readonly Value[], since: number, site: number): void {
  const seen = new Set<Address>();
  const stack = [...roots];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (value.kind === 'choice') stack.push(...value.options.map((option) => option.value));
    if (value.kind === 'items') stack.push(...value.items);
    if (value.kind === 'builtin' && value.self !== undefined) stack.push(value.self);
    const address = value.kind === 'reference' ? value.address : value.kind === 'library' ? value.self : undefined;
    if (address === undefined || seen.has(address) || seen.size > 10_000) continue;
    seen.add(address);
    const { kind } = m.memory.object(address);
    if (kind === 'module' || kind === 'class') continue;
    for (const key of m.memory.ownSlots(address)) {
      const held = m.memory.read(address, key);
      if (held !== undefined) stack.push(held);
      if (address > since && kind !== 'scope' && kind !== 'tuple')
        m.memory.write(address, key, m.forgotten(address, key, site));
    }
  }
}

/** Names that a loop uses, and assigns; undefined where it may leave the function. */
function namesIn(loop: Loop): { readonly used: Set<string>; readonly assigned: Set<string> } | undefined {
  const used = new Set<string>();
  const assigned = new Set<string>();
  const stack: { readonly node: unknown; readonly isTarget: boolean; readonly isInner: boolean }[] = [
    { node: loop, isTarget: false, isInner: false },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, isTarget, isInner } = next;
    if (typeof node !== 'object' || node === null) continue;
    const { kind, name }: { kind?: unknown; name?: unknown } = node;
    if (!isInner && (kind === 'return' || kind === 'yield')) return undefined;
    if (kind === 'name' && typeof name === 'string') (isTarget ? assigned : used).add(name);
    for (const [key, part] of Object.entries(node))
      stack.push({
        node: part,
        isTarget: key === 'target' || (isTarget && kind !== 'member' && kind !== 'index'),
        isInner: isInner || kind === 'function' || kind === 'class',
      });
  }
  return { used: new Set([...used, ...assigned]), assigned };
}
