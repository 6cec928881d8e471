import type { Fact, FactValue, KnownStatus, UnknownFact } from '../../spec/fact.ts';
import { unknown } from '../../spec/fact.ts';
import type { Origin } from '../../spec/origin.ts';
import type { FactPath } from '../../spec/paths.ts';
import type { CanonicalGraph } from '../canonical.ts';
import type { NoStructure, Structure } from '../structure/index.ts';

/** Where nodes of a graph were written: the first is pointed at, the others stand beside it. */
export type OriginOf = (nodes: readonly number[]) => Origin;

export interface FactContext {
  readonly graph: CanonicalGraph;
  readonly structure: Structure | NoStructure;
  readonly originOf: OriginOf;
}

/** Facts as they are found; the first of a path stays. */
export class FactCollector {
  readonly facts = new Map<string, Fact>();
  readonly #originOf: OriginOf;

  constructor(originOf: OriginOf) {
    this.#originOf = originOf;
  }

  /** What follows from the graph, shown by the nodes given; nothing where there is no value. */
  derived(path: FactPath, value: FactValue | undefined, nodes: readonly number[]): void {
    this.#known('derived', path, value, nodes);
  }

  /** What the graph has written out. */
  stated(path: FactPath, value: FactValue | undefined, nodes: readonly number[]): void {
    this.#known('stated', path, value, nodes);
  }

  inferred(path: FactPath, value: FactValue | undefined, nodes: readonly number[]): void {
    this.#known('inferred', path, value, nodes);
  }

  absent(path: FactPath, nodes: readonly number[]): void {
    this.#set(path, { status: 'absent', origin: this.#originOf(nodes) });
  }

  unknown(path: FactPath, text: string, alternatives: readonly FactValue[] = []): void {
    const fact: UnknownFact = unknown('data', text);
    this.#set(
      path,
      alternatives.length === 0 ? fact : { ...fact, alternatives: alternatives.map((value) => ({ value })) },
    );
  }

  /** The value that all entries share; unknown where they differ, nothing where there are none. */
  uniform<V extends FactValue>(
    path: FactPath,
    entries: readonly { readonly value: V; readonly node: number }[],
    status: KnownStatus,
    what: string,
  ): V | undefined {
    const values = [...new Map(entries.map(({ value }) => [JSON.stringify(value), value])).values()];
    const [only] = values;
    if (only === undefined) return undefined;
    if (values.length > 1) {
      this.unknown(path, `${what} differ within the network`, values.slice(0, 8));
      return undefined;
    }
    this.#known(
      status,
      path,
      only,
      entries.map(({ node }) => node),
    );
    return only;
  }

  #known(status: KnownStatus, path: FactPath, value: FactValue | undefined, nodes: readonly number[]): void {
    if (value !== undefined) this.#set(path, { status, value, origin: this.#originOf(nodes) });
  }

  #set(path: FactPath, fact: Fact): void {
    if (!this.facts.has(path)) this.facts.set(path, fact);
  }
}

/** The commonest value; undefined for none. */
export function commonest<V>(values: readonly V[]): V | undefined {
  const counts = new Map<V, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
