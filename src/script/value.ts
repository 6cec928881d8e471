import type { ReasonCode } from '../spec/fact.ts';
import type { Literal } from './ir.ts';

/** Identity of a heap object. */
export type Address = number;
/** Where a value comes from: a site, or (negative) a node of the provenance graph. */
export type Provenance = number;

/** One literal of a guard: a condition, and the way it went. */
export interface Assumption {
  readonly condition: string;
  readonly holds: boolean;
}
/** All of them hold. */
export type Guard = readonly Assumption[];

export interface Primitive {
  readonly kind: 'primitive';
  readonly value: Literal;
  /** Python tells 1 from 1.0; every number of JavaScript is a float. */
  readonly float: boolean;
  readonly provenance: Provenance;
  /** The option, variable or parameter of which it is the default. */
  readonly input?: string;
}

export interface Reference {
  readonly kind: 'reference';
  readonly address: Address;
  readonly provenance: Provenance;
}

/** A name of a library: a module, a function, a class, or a member of a library object (`self`). */
export interface LibraryName {
  readonly kind: 'library';
  /** Qualified name, such as `torch.optim.SGD`, `@tensorflow/tfjs.train.sgd`, `torch.optim.SGD#step`. */
  readonly name: string;
  /** The object whose member it is. */
  readonly self?: Address;
  readonly provenance: Provenance;
}

/** A function of the language itself, such as a method of lists. */
export interface Builtin {
  readonly kind: 'builtin';
  readonly name: string;
  readonly self?: Value;
  readonly provenance: Provenance;
}

/** An unknown quantity with a name, in products and sums with constants. */
export interface Symbolic {
  readonly kind: 'symbol';
  readonly terms: readonly { readonly coefficient: number; readonly factors: Readonly<Record<string, number>> }[];
  readonly provenance: Provenance;
}

/** One of several values, by guard; at most MAX_OPTIONS. */
export interface Choice {
  readonly kind: 'choice';
  readonly options: readonly { readonly guard: Guard; readonly value: Plain }[];
  readonly provenance: Provenance;
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: ReasonCode;
  readonly text: string;
  /** Names the same quantity wherever it is the same, so that two tests of one input agree. */
  readonly identity: number;
  /** The option, variable or parameter that would settle it. */
  readonly input?: string;
  /** The name that it was looked up by on another unknown. */
  readonly method?: string;
  /** As a number: sums of products of other unknown numbers, named by their identity. Says nothing where it is none. */
  readonly terms?: Symbolic['terms'];
  /** Stands for what earlier passes of a loop wrote into this list. */
  readonly element?: Address;
  readonly provenance: Provenance;
}

/** Contents of a list, and absence of a key: held in slots of the heap, never seen by scripts. */
export interface Items {
  readonly kind: 'items';
  readonly items: readonly Value[];
  /** Further elements may follow or lie between: an unknown number of unknown ones. */
  readonly open: boolean;
  readonly provenance: Provenance;
}
export interface Missing {
  readonly kind: 'missing';
  readonly provenance: Provenance;
}

export type Plain = Primitive | Reference | LibraryName | Builtin | Symbolic | Unknown | Items | Missing;
export type Value = Plain | Choice;

export const MAX_OPTIONS = 8;
export const NOWHERE: Provenance = 0;
export const MISSING: Missing = { kind: 'missing', provenance: NOWHERE };

let identities = 0;

/** Starts counting identities anew: the same input gives the same facts whatever was read before. */
export function resetIdentities(): void {
  identities = 0;
}

/** Goes on counting where an evaluation was left, after others may have begun. */
export function continueIdentities(from: number): void {
  identities = from;
}

/** The identity that was given last: what is made from here on has a higher one. */
export function lastIdentity(): number {
  return identities;
}

export function primitive(
  value: Literal,
  provenance: Provenance = NOWHERE,
  float = typeof value === 'number',
): Primitive {
  return { kind: 'primitive', value, float: typeof value === 'number' && float, provenance };
}

/** What a person gives from outside of the script, as the language has it: in Python, 3 is no float. */
export const givenValue = (value: Literal, language: 'javascript' | 'python'): Primitive =>
  primitive(value, NOWHERE, language === 'javascript' || !Number.isInteger(value));

export function reference(address: Address, provenance: Provenance): Reference {
  return { kind: 'reference', address, provenance };
}

export function unknownValue(reason: ReasonCode, text: string, provenance: Provenance, input?: string): Unknown {
  identities++;
  return { kind: 'unknown', reason, text, identity: identities, provenance, ...(input === undefined ? {} : { input }) };
}

export function items(list: readonly Value[], provenance: Provenance = NOWHERE, open = false): Items {
  return { kind: 'items', items: list, open, provenance };
}

/** Whether two values are the same whatever the unknowns turn out to be. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'primitive':
      return b.kind === 'primitive' && Object.is(a.value, b.value) && a.float === b.float;
    case 'reference':
      return b.kind === 'reference' && a.address === b.address;
    case 'library':
      return b.kind === 'library' && a.name === b.name && a.self === b.self;
    case 'builtin':
      return b.kind === 'builtin' && a.name === b.name && sameSelf(a.self, b.self);
    case 'unknown':
      return b.kind === 'unknown' && a.identity === b.identity;
    case 'missing':
      return true;
    case 'symbol':
      return b.kind === 'symbol' && JSON.stringify(a.terms) === JSON.stringify(b.terms);
    case 'items':
      return (
        b.kind === 'items' &&
        a.open === b.open &&
        a.items.length === b.items.length &&
        a.items.every((item, i) => sameSelf(item, b.items[i]))
      );
    case 'choice':
      return (
        b.kind === 'choice' &&
        a.options.length === b.options.length &&
        a.options.every((option, i) => {
          const other = b.options[i];
          return other !== undefined && sameGuard(option.guard, other.guard) && identical(option.value, other.value);
        })
      );
  }
}

function sameSelf(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined ? a === b : identical(a, b);
}

function sameGuard(a: Guard, b: Guard): boolean {
  return (
    a.length === b.length && a.every(({ condition, holds }, i) => b[i]?.condition === condition && b[i].holds === holds)
  );
}

/** Both guards together; undefined where they contradict each other. */
function conjunction(a: Guard, b: Guard): Guard | undefined {
  const joined = new Map(a.map(({ condition, holds }) => [condition, holds]));
  for (const { condition, holds } of b) {
    const present = joined.get(condition);
    if (present !== undefined && present !== holds) return undefined;
    joined.set(condition, holds);
  }
  return [...joined].map(([condition, holds]) => ({ condition, holds }));
}

/** A choice among guarded values: flattened, equal values merged, one value where all are equal, unknown where there are too many. */
export function choose(
  options: readonly { readonly guard: Guard; readonly value: Value }[],
  provenance: Provenance,
): Value {
  const flat: { guard: Guard; value: Plain }[] = [];
  for (const { guard, value } of options) {
    if (value.kind !== 'choice') {
      flat.push({ guard, value });
      continue;
    }
    for (const inner of value.options) {
      const both = conjunction(guard, inner.guard);
      if (both !== undefined) flat.push({ guard: both, value: inner.value });
    }
  }
  const first = flat[0];
  if (first === undefined) return unknownValue('branch', 'no branch applies', provenance);
  if (flat.every(({ value }) => identical(value, first.value))) return first.value;
  if (flat.length > MAX_OPTIONS)
    return unknownValue('branch', `depends on more than ${MAX_OPTIONS} branches`, provenance);
  return { kind: 'choice', options: flat, provenance };
}

/** The value of the first guard that holds, the last value where none of the others does. */
export function chooseFirst(
  options: readonly { readonly guard: Guard; readonly value: Value }[],
  provenance: Provenance,
): Value {
  const last = options.at(-1);
  if (last === undefined) return unknownValue('branch', 'no branch applies', provenance);
  let value = last.value;
  for (const option of options.slice(0, -1).reverse()) {
    if (identical(option.value, value)) continue;
    // A guard of several literals cannot be negated into one: each way of failing it leads to the other value.
    const failing = option.guard.map(({ condition, holds }, i) => ({
      guard: [...option.guard.slice(0, i), { condition, holds: !holds }],
      value,
    }));
    value = choose([{ guard: option.guard, value: option.value }, ...failing], provenance);
  }
  return value;
}

/** Applies to each option; what is not a choice is its own only option. */
export function mapChoice(value: Value, apply: (plain: Plain, guard: Guard) => Value): Value {
  if (value.kind !== 'choice') return apply(value, []);
  return choose(
    value.options.map((option) => ({ guard: option.guard, value: apply(option.value, option.guard) })),
    value.provenance,
  );
}

/** The part of a value that the assumptions leave. */
export function narrow(value: Value, assumptions: ReadonlyMap<string, boolean>): Value {
  if (assumptions.size === 0) return value;
  if (value.kind === 'unknown') return narrowUnknown(value, assumptions);
  if (value.kind !== 'choice') return value;
  const options = value.options
    .filter(({ guard }) => guard.every(({ condition, holds }) => (assumptions.get(condition) ?? holds) === holds))
    .map(({ guard, value: inner }) => ({
      guard: guard.filter(({ condition }) => !assumptions.has(condition)),
      value: inner,
    }));
  if (
    options.length === value.options.length &&
    options.every(({ guard }, i) => guard.length === value.options[i]?.guard.length)
  ) {
    return value;
  }
  return choose(options, value.provenance);
}

/** Under `x == 'adam'` the unknown x is 'adam'. */
function narrowUnknown(value: Unknown, assumptions: ReadonlyMap<string, boolean>): Value {
  const prefix = `${value.identity} == `;
  for (const [condition, holds] of assumptions) {
    if (!holds || !condition.startsWith(prefix)) continue;
    const literal: Literal = JSON.parse(condition.slice(prefix.length));
    return primitive(literal, value.provenance, typeof literal === 'number' && !Number.isInteger(literal));
  }
  return value;
}

/** The condition that an unknown equals a literal. */
export function equalityCondition(value: Unknown, literal: Literal): string | undefined {
  if (typeof literal === 'bigint' || literal === undefined) return undefined;
  return `${value.identity} == ${JSON.stringify(literal)}`;
}
