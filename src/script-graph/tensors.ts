import type { Dim } from '../graph/model-graph.ts';
import { makeList } from '../script/expressions.ts';
import { knownItems } from '../script/lists.ts';
import type { CallDetail, Machine } from '../script/machine.ts';
import { primitive, reference, type Value } from '../script/value.ts';
import type { GraphBuilder } from './builder.ts';
import { detailAt, NotFollowed, numberOf } from './values.ts';

export const TENSOR = 'torch.Tensor';
const SLOT = '#tensor';

/** Symbolic tensors as values of the script: objects that hold the index of a tensor of the graph. */
export class Tensors {
  readonly #m: Machine;
  readonly #builder: GraphBuilder;
  /** Sizes that are not numbers, by the identity of the value that the script sees. */
  readonly #sizes = new Map<number, { readonly tensor: number; readonly axis: number; readonly dim: Dim }>();
  readonly #named = new Map<string, Value>();
  /** Tensors that share memory with another: what changes one in place changes the other too. */
  readonly #shared = new Map<number, number[]>();
  readonly #stale = new Set<number>();

  constructor(m: Machine, builder: GraphBuilder) {
    this.#m = m;
    this.#builder = builder;
  }

  make(tensor: number, site: number): Value {
    const detail: CallDetail = { name: TENSOR, arguments: { positional: [], keyword: new Map(), open: false }, site };
    const address = this.#m.memory.create('call', site, detail);
    this.#m.memory.write(address, SLOT, primitive(tensor, site));
    return reference(address, site);
  }

  is(value: Value | undefined): value is Extract<Value, { kind: 'reference' }> {
    return value?.kind === 'reference' && detailAt(this.#m, value.address)?.name === TENSOR;
  }

  /** Whether a value is a tensor, or a list or choice with one in it. */
  isIn(value: Value | undefined, depth = 0): boolean {
    if (value === undefined || depth > 3) return false;
    if (value.kind === 'choice') return value.options.some((option) => this.isIn(option.value, depth + 1));
    if (this.is(value)) return true;
    return (knownItems(this.#m, value) ?? []).some((item) => this.isIn(item, depth + 1));
  }

  /** The tensor of the graph that a value stands for. */
  index(value: Value | undefined, site: number): number {
    const held = this.is(value) ? this.#m.memory.read(value.address, SLOT) : undefined;
    const index = held === undefined ? undefined : numberOf(held);
    if (index === undefined) {
      const text =
        value?.kind === 'choice' || held !== undefined ? 'a tensor depends on a condition' : 'no known tensor';
      throw new NotFollowed(value?.kind === 'unknown' ? value.text : text, site);
    }
    if (this.#stale.has(index)) throw new NotFollowed('a tensor is read that another changed in place', site);
    return index;
  }

  /** Has a tensor be another from now on, for everybody who holds it. */
  overwrite(value: Value, tensor: number, site: number): void {
    const before = this.index(value, site);
    const stack = [before];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (this.#stale.has(next) || !this.#shared.has(next)) continue;
      this.#stale.add(next);
      stack.push(...(this.#shared.get(next) ?? []));
    }
    if (value.kind === 'reference') this.#m.memory.write(value.address, SLOT, primitive(tensor, site));
  }

  /** Notes that two tensors are one memory. */
  share(a: number, b: number): void {
    this.#shared.set(a, [...(this.#shared.get(a) ?? []), b]);
    this.#shared.set(b, [...(this.#shared.get(b) ?? []), a]);
  }

  /** A size as the script sees it: a number, or an unknown one that is recognized where it comes back. */
  size(tensor: number, axis: number, site: number): Value {
    const shape = this.#builder.shape(tensor);
    const place = axis < 0 && shape !== undefined ? axis + shape.length : axis;
    const dim = shape?.[place] ?? (place === 0 ? 'batch' : '');
    if (typeof dim === 'number') return primitive(dim, site, false);
    const key = dim === '' ? `${tensor}:${place}` : dim;
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const value = this.#m.unknown('input', `the size of axis ${place} of a tensor`, site);
    this.#named.set(key, value);
    if (value.kind === 'unknown') this.#sizes.set(value.identity, { tensor, axis: place, dim });
    return value;
  }

  sizes(tensor: number, site: number): readonly Value[] {
    const shape = this.#builder.shape(tensor);
    if (shape === undefined) throw new NotFollowed('the number of axes of a tensor is not known', site);
    return shape.map((_, axis) => this.size(tensor, axis, site));
  }

  sizeList(tensor: number, site: number): Value {
    return makeList(this.#m, 'tuple', this.sizes(tensor, site), site);
  }

  /** Which size of which tensor an unknown number is. */
  sizeOf(value: Value): { readonly tensor: number; readonly axis: number; readonly dim: Dim } | undefined {
    return value.kind === 'unknown' ? this.#sizes.get(value.identity) : undefined;
  }
}
