import { type Fill, fillOf } from '../../script/fills.ts';
import { knownItems } from '../../script/lists.ts';
import type { CallDetail, Machine } from '../../script/machine.ts';
import { OPEN } from '../../script/memory.ts';
import { reference, type Value } from '../../script/value.ts';
import type { Network } from './layers.ts';

/** A value as it was at the moment of a call, whatever is written later. */
export interface Frozen {
  readonly value: Value;
  /** Elements of a list, where they are known one by one. */
  readonly items?: readonly Frozen[];
  /** Entries of an object. */
  readonly entries?: ReadonlyMap<string, Frozen>;
  /** What was written into a list whose elements are not known one by one. */
  readonly fill?: Fill;
  /** Parts of it are not known. */
  readonly open: boolean;
}

const MAX_DEPTH = 8;

export function freeze(m: Machine, value: Value, depth = 0): Frozen {
  if (value.kind !== 'reference' || depth > MAX_DEPTH) return { value, open: depth > MAX_DEPTH };
  const { kind } = m.memory.object(value.address);
  if (kind === 'array' || kind === 'list' || kind === 'tuple') {
    const items = knownItems(m, value);
    if (items === undefined) {
      const fill = fillOf(m, value.address);
      return { value, open: true, ...(fill === undefined ? {} : { fill }) };
    }
    return { value, items: items.map((item) => freeze(m, item, depth + 1)), open: false };
  }
  if (kind !== 'object' && kind !== 'dict') return { value, open: false };
  const entries = new Map<string, Frozen>();
  for (const key of m.memory.keys(value.address)) {
    const held = m.memory.read(value.address, key);
    if (held !== undefined) entries.set(key, freeze(m, held, depth + 1));
  }
  return { value, entries, open: m.memory.read(value.address, OPEN) !== undefined };
}

/** Whether a value was left out, or written as undefined or null. */
export function isNothing(frozen: Frozen | undefined): boolean {
  if (frozen === undefined) return true;
  const { value } = frozen;
  return (
    value.kind === 'missing' || (value.kind === 'primitive' && (value.value === undefined || value.value === null))
  );
}

export function numberOf(frozen: Frozen | undefined): number | undefined {
  const value = frozen?.value;
  return value?.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;
}

export function textOf(frozen: Frozen | undefined): string | undefined {
  const value = frozen?.value;
  return value?.kind === 'primitive' && typeof value.value === 'string' ? value.value : undefined;
}

/** A call of TensorFlow.js with what it was given, as it was then. */
export interface TfCall extends CallDetail {
  readonly given: readonly Frozen[];
  /** Layers of the network that is compiled or trained, where they are all known. */
  readonly network?: Network;
  /** What a function that was handed to it gave back. */
  readonly gave?: Value;
}

/** The call that made a value, where one of TensorFlow.js did. */
export function callOf(m: Machine, value: Value | undefined): TfCall | undefined {
  if (value?.kind !== 'reference') return undefined;
  const { kind, detail } = m.memory.object(value.address);
  return kind === 'call' && Array.isArray((detail as Partial<TfCall>).given) ? (detail as TfCall) : undefined;
}

/** The last part of a qualified name. */
export const operatorOf = (name: string): string => name.split(/[#.]/).at(-1) ?? '';

const isMethod = ({ name, self }: TfCall): boolean => self !== undefined || name.includes('#');

/** The tensor that an operator works on, called as a method of it or as a function. */
export function inputOf(call: TfCall): Value | undefined {
  if (!isMethod(call)) return call.given[0]?.value;
  return call.self === undefined ? undefined : reference(call.self, call.site);
}

/** Arguments behind the tensor. */
export const argumentsOf = (call: TfCall): readonly Frozen[] => (isMethod(call) ? call.given : call.given.slice(1));
