import { knownItems } from '../script/lists.ts';
import type { Arguments, CallDetail, Machine } from '../script/machine.ts';
import type { Address, Value } from '../script/value.ts';

/** Why a network could not be followed, and where. */
export class NotFollowed extends Error {
  override readonly name = 'NotFollowed';
  readonly site: number;
  constructor(text: string, site: number) {
    super(text);
    this.site = site;
  }
}

export type Parameter = readonly [index: number, name: string];

/** Arguments of a library call, read as plain values; what is not known is not followed. */
export class Given {
  readonly #m: Machine;
  readonly #args: Arguments;
  readonly #what: string;
  readonly #site: number;
  readonly #read = new Set<Value>();

  constructor(m: Machine, args: Arguments, what: string, site: number) {
    this.#m = m;
    this.#args = args;
    this.#what = what;
    this.#site = site;
    if (args.open) throw new NotFollowed(`arguments of ${what} are spread in, and not known`, site);
  }

  value([index, name]: Parameter): Value | undefined {
    const found = this.#args.keyword.get(name) ?? this.#args.positional[index];
    if (found !== undefined) this.#read.add(found);
    return found;
  }

  number(parameter: Parameter, fallback?: number): number {
    const value = this.value(parameter);
    if (value === undefined && fallback !== undefined) return fallback;
    const plain = value === undefined ? undefined : numberOf(value);
    return plain ?? this.#fail(parameter, value);
  }

  /** A size or a count: PyTorch refuses 64.0 for it. */
  count(parameter: Parameter, fallback?: number): number {
    const value = this.value(parameter);
    if (value === undefined && fallback !== undefined) return fallback;
    const plain = value === undefined ? undefined : countOf(value);
    return plain ?? this.#fail(parameter, value);
  }

  boolean(parameter: Parameter, fallback: boolean): boolean {
    const value = this.value(parameter);
    if (value === undefined) return fallback;
    if (value.kind === 'primitive' && (typeof value.value === 'boolean' || typeof value.value === 'number'))
      return Boolean(value.value);
    return this.#fail(parameter, value);
  }

  text(parameter: Parameter, fallback: string): string {
    const value = this.value(parameter);
    if (value === undefined) return fallback;
    return value.kind === 'primitive' && typeof value.value === 'string' ? value.value : this.#fail(parameter, value);
  }

  /** A count for each axis: one for all, or a list. */
  each(parameter: Parameter, rank: number, fallback?: readonly number[]): readonly number[] {
    const value = this.value(parameter);
    if (isNothing(value) && fallback !== undefined) return fallback;
    if (value === undefined) return this.#fail(parameter, value);
    const one = countOf(value);
    if (one !== undefined) return Array.from({ length: rank }, () => one);
    const list = knownItems(this.#m, value)?.map(countOf);
    if (list?.length !== rank || !list.every((part) => part !== undefined)) return this.#fail(parameter, value);
    return list.flatMap((part) => part ?? []);
  }

  /** Whether an argument is left out or None. */
  lacks(parameter: Parameter): boolean {
    return isNothing(this.value(parameter));
  }

  /** What was given beyond what was read changes the meaning in a way that nobody knows. */
  close(): void {
    for (const [name, value] of this.#args.keyword)
      if (!this.#read.has(value) && !isNothing(value) && !/^(?:device|dtype|inplace|memory_format)$/.test(name))
        throw new NotFollowed(`${this.#what}: ${name} is not followed`, this.#site);
    if (this.#args.positional.some((value) => !this.#read.has(value) && !isNothing(value)))
      throw new NotFollowed(`${this.#what}: an argument is not followed`, this.#site);
  }

  #fail([, name]: Parameter, value: Value | undefined): never {
    if (value?.kind === 'primitive')
      throw new NotFollowed(`${this.#what} does not take ${wordsOf(value)} for ${name}`, this.#site);
    const why = value?.kind === 'unknown' ? `: ${value.text}` : '';
    throw new NotFollowed(`${this.#what}: ${name} is not known${why}`, this.#site);
  }
}

export function numberOf(value: Value): number | undefined {
  return value.kind === 'primitive' && typeof value.value === 'number' ? value.value : undefined;
}

function countOf(value: Value): number | undefined {
  return value.kind === 'primitive' && !value.float ? numberOf(value) : undefined;
}

/** A plain value as Python writes it. */
function wordsOf({ value, float }: Extract<Value, { kind: 'primitive' }>): string {
  if (value === null) return 'None';
  return float && Number.isInteger(value) ? `${value}.0` : String(value);
}

const isNothing = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'primitive' && value.value === null);

export function detailAt(m: Machine, address: Address): CallDetail | undefined {
  const object = m.memory.object(address);
  return object.kind === 'call' ? (object.detail as CallDetail) : undefined;
}
