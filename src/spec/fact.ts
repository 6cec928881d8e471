import type { Origin } from './origin.ts';

/** A plain value: what JSON can hold. */
export type FactValue = string | number | boolean | null | readonly FactValue[] | { readonly [key: string]: FactValue };

export const REASON_CODES = [
  'input',
  'branch',
  'loop',
  'budget',
  'syntax',
  'call',
  'import',
  'data',
  'not-stated',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Why a fact is unknown. */
export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
  /** The fact path or option whose value would settle it, where one would. */
  readonly settledBy?: string;
}

/** One of several values that an unknown fact may have. */
export interface Alternative {
  readonly value: FactValue;
  /** The condition under which it holds, as a person would write it. */
  readonly when?: string;
  readonly origin?: Origin;
}

export const KNOWN_STATUSES = ['stated', 'default', 'derived', 'inferred', 'measured'] as const;
export type KnownStatus = (typeof KNOWN_STATUSES)[number];
export type FactStatus = KnownStatus | 'absent' | 'unknown';

export interface KnownFact<V = FactValue> {
  readonly status: KnownStatus;
  readonly value: V;
  readonly origin: Origin;
  /** The option, variable or parameter that a person can set to change it. */
  readonly overridable?: string;
}

/** Known not to be there: its construct was read whole, and it is not in it. */
export interface AbsentFact {
  readonly status: 'absent';
  readonly origin: Origin;
}

export interface UnknownFact {
  readonly status: 'unknown';
  readonly reason: Reason;
  readonly origin?: Origin;
  readonly overridable?: string;
  readonly alternatives?: readonly Alternative[];
}

export type Fact<V = FactValue> = KnownFact<V> | AbsentFact | UnknownFact;

/** The facts of one setup by path; a path that is not a key is unknown (not stated). */
export type Facts = ReadonlyMap<string, Fact>;

export const NOT_STATED: UnknownFact = { status: 'unknown', reason: { code: 'not-stated', text: 'not stated' } };

export function unknown(code: ReasonCode, text: string, settledBy?: string): UnknownFact {
  return { status: 'unknown', reason: settledBy === undefined ? { code, text } : { code, text, settledBy } };
}

export function isKnown(fact: Fact | undefined): fact is KnownFact {
  return fact !== undefined && fact.status !== 'unknown' && fact.status !== 'absent';
}
