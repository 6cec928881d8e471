import {
  type Address,
  type Assumption,
  choose,
  chooseFirst,
  type Guard,
  identical,
  MISSING,
  NOWHERE,
  narrow,
  type Provenance,
  unknownValue,
  type Value,
} from './value.ts';

export type ObjectKind =
  | 'scope'
  | 'array'
  | 'list'
  | 'tuple'
  | 'set'
  | 'object'
  | 'dict'
  | 'function'
  | 'class'
  | 'instance'
  | 'module'
  | 'call';

/** What never changes of a heap object. Its slots live in layers. */
export interface HeapObject {
  readonly address: Address;
  readonly kind: ObjectKind;
  readonly provenance: Provenance;
  /** Whatever the kind needs: a definition with its environment, a library call with its arguments. */
  readonly detail: unknown;
}

/** Slot of a list-like object that holds its elements. */
export const ITEMS = '#items';
/** Slot that says that unknown keys were written: a missing key read from it is unknown. */
export const OPEN = '#open';

export type Key = string;

const MAX_ASSUMPTIONS = 64;

/** Values by object and slot. */
export type Writes = Map<Address, Map<Key, Value>>;

/** One of the ways to leave a region, with what was written on it. */
export interface Way {
  readonly guard: Guard;
  readonly writes: Writes;
}

class Layer {
  readonly parent: Layer | undefined;
  assumptions: ReadonlyMap<string, boolean>;
  readonly writes: Writes = new Map();
  constructor(parent: Layer | undefined, assumptions: ReadonlyMap<string, boolean>) {
    this.parent = parent;
    this.assumptions = assumptions;
  }
}

export type { Layer };

/** The heap: objects by identity, their slots in copy-on-write layers, one for each arm that is open. */
export class Memory {
  private readonly objects: HeapObject[] = [];
  private layer = new Layer(undefined, new Map());

  create(kind: ObjectKind, provenance: Provenance, detail: unknown = undefined): Address {
    const address = this.objects.length + 1;
    this.objects.push({ address, kind, provenance, detail });
    return address;
  }

  get size(): number {
    return this.objects.length;
  }

  object(address: Address): HeapObject {
    const found = this.objects[address - 1];
    if (found === undefined) throw new RangeError(`no heap object ${address}`);
    return found;
  }

  /** What a slot holds under the assumptions in force; undefined where it was never written. */
  read(address: Address, key: Key): Value | undefined {
    for (let layer: Layer | undefined = this.layer; layer !== undefined; layer = layer.parent) {
      const value = layer.writes.get(address)?.get(key);
      if (value !== undefined) {
        const narrowed = narrow(value, this.layer.assumptions);
        return narrowed.kind === 'missing' ? undefined : narrowed;
      }
    }
    return undefined;
  }

  write(address: Address, key: Key, value: Value): void {
    let slots = this.layer.writes.get(address);
    if (slots === undefined) {
      slots = new Map();
      this.layer.writes.set(address, slots);
    }
    slots.set(key, value);
  }

  delete(address: Address, key: Key): void {
    this.write(address, key, MISSING);
  }

  /** Keys that are, or may be, there, in order of first write; the slots that scripts never see are left out. */
  keys(address: Address): Key[] {
    const chain: Layer[] = [];
    for (let layer: Layer | undefined = this.layer; layer !== undefined; layer = layer.parent) {
      if (layer.writes.has(address)) chain.push(layer);
    }
    const found = new Set<Key>();
    for (const layer of chain.reverse()) {
      for (const key of layer.writes.get(address)?.keys() ?? []) if (!key.startsWith('#')) found.add(key);
    }
    return [...found].filter((key) => this.read(address, key) !== undefined);
  }

  get assumptions(): ReadonlyMap<string, boolean> {
    return this.layer.assumptions;
  }

  /** Opens an arm: what is written from here on stays in it until it is joined or dropped. */
  open(assumption?: Assumption): Layer {
    const parent = this.layer;
    const assumptions =
      assumption === undefined
        ? parent.assumptions
        : new Map([...parent.assumptions, [assumption.condition, assumption.holds] as const]);
    this.layer = new Layer(parent, assumptions);
    return this.layer;
  }

  /** From here to the end of the current arm this is known: the other way has left. */
  assume({ condition, holds }: Assumption): void {
    // Beyond this many, assumptions cost more than they tell; forgetting one is always sound.
    if (this.layer.assumptions.size >= MAX_ASSUMPTIONS) return;
    this.layer.assumptions = new Map([...this.layer.assumptions, [condition, holds] as const]);
  }

  /** Opens an arm again that was closed, to go on in it. */
  reopen(arm: Layer): void {
    if (arm.parent !== this.layer) throw new RangeError('only an arm of the current layer can be opened again');
    this.layer = arm;
  }

  /** What was written from the current layer up to and including an outer one, newest first in force. */
  snapshot(outermost: Layer): Writes {
    const chain: Layer[] = [];
    for (let layer: Layer | undefined = this.layer; layer !== undefined; layer = layer.parent) {
      chain.push(layer);
      if (layer === outermost) break;
    }
    const writes: Writes = new Map();
    for (const layer of chain.reverse()) {
      for (const [address, slots] of layer.writes) {
        let target = writes.get(address);
        if (target === undefined) {
          target = new Map();
          writes.set(address, target);
        }
        for (const [key, value] of slots) target.set(key, value);
      }
    }
    return writes;
  }

  /** Joins several ways to leave a region into the current layer: the first whose guard holds, the last in every other case. */
  joinWays(ways: readonly Way[]): void {
    for (const [address, key] of writtenSlots(ways)) {
      const before = this.readRaw(address, key) ?? MISSING;
      const held = ways.map(({ guard, writes }) => ({ guard, value: writes.get(address)?.get(key) ?? before }));
      this.write(address, key, chooseFirst(held, NOWHERE));
    }
  }

  /** Leaves the innermost arm without taking over what it wrote. */
  close(): Layer {
    const closed = this.layer;
    if (closed.parent === undefined) throw new RangeError('the outermost layer cannot be closed');
    this.layer = closed.parent;
    return closed;
  }

  current(): Layer {
    return this.layer;
  }

  /** What two arms of the current layer wrote, as choices between them. An arm that was never opened wrote nothing. */
  join(condition: string, consequent: Layer | undefined, otherwise: Layer | undefined): void {
    const yes: Guard = [{ condition, holds: true }];
    const no: Guard = [{ condition, holds: false }];
    for (const [address, key] of writtenSlots([consequent, otherwise])) {
      const before = this.readRaw(address, key) ?? MISSING;
      const a = consequent?.writes.get(address)?.get(key) ?? before;
      const b = otherwise?.writes.get(address)?.get(key) ?? before;
      if (identical(a, b)) this.write(address, key, a);
      else
        this.write(
          address,
          key,
          choose(
            [
              { guard: yes, value: a },
              { guard: no, value: b },
            ],
            a.provenance || b.provenance,
          ),
        );
    }
  }

  /** Takes over all that an arm wrote: it is known to have been taken. */
  adopt(arm: Layer): void {
    for (const [address, key] of writtenSlots([arm])) {
      const value = arm.writes.get(address)?.get(key);
      if (value !== undefined) this.write(address, key, value);
    }
  }

  /** Makes a slot unknown. */
  forget(address: Address, key: Key, why: Value): void {
    this.write(address, key, why);
  }

  /** Makes everything unknown that can be reached from a value; scopes of functions included. */
  havoc(roots: readonly Value[], text: string, provenance: Provenance): void {
    const seen = new Set<Address>();
    const stack = [...roots];
    for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
      if (value.kind === 'choice') stack.push(...value.options.map((option) => option.value));
      if (value.kind === 'items') stack.push(...value.items);
      if (value.kind === 'builtin' && value.self !== undefined) stack.push(value.self);
      const address = value.kind === 'reference' ? value.address : value.kind === 'library' ? value.self : undefined;
      if (address === undefined || seen.has(address)) continue;
      seen.add(address);
      const { kind } = this.object(address);
      if (kind === 'module' || kind === 'function' || kind === 'class' || kind === 'tuple' || kind === 'scope')
        continue;
      for (const key of this.ownSlots(address)) {
        const held = this.readRaw(address, key);
        if (held !== undefined) stack.push(held);
        if (key !== OPEN) this.write(address, key, unknownValue('call', text, provenance));
      }
      this.write(address, OPEN, { kind: 'primitive', value: true, float: false, provenance: NOWHERE });
    }
  }

  /** Every slot that was written, the evaluator's own included. */
  ownSlots(address: Address): Set<Key> {
    const found = new Set<Key>();
    for (let layer: Layer | undefined = this.layer; layer !== undefined; layer = layer.parent) {
      for (const key of layer.writes.get(address)?.keys() ?? []) found.add(key);
    }
    return found;
  }

  private readRaw(address: Address, key: Key): Value | undefined {
    for (let layer: Layer | undefined = this.layer; layer !== undefined; layer = layer.parent) {
      const value = layer.writes.get(address)?.get(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** Every slot that some of the layers wrote, once each, in order of writing. */
export function writtenSlots(layers: readonly ({ readonly writes: Writes } | undefined)[]): [Address, Key][] {
  const found: [Address, Key][] = [];
  const seen = new Map<Address, Set<Key>>();
  for (const layer of layers) {
    for (const [address, slots] of layer?.writes ?? []) {
      let keys = seen.get(address);
      if (keys === undefined) {
        keys = new Set();
        seen.set(address, keys);
      }
      for (const key of slots.keys()) {
        if (keys.has(key)) continue;
        keys.add(key);
        found.push([address, key]);
      }
    }
  }
  return found;
}
