import { isCanonicalGraph } from '../is-canonical.ts';
import type { DifferenceKind, Place } from './difference.ts';
import { alignGraphs, placeText } from './index.ts';

/** A difference between two networks in words, with the place where it stands. */
export interface NetworkDifference {
  readonly kind: DifferenceKind;
  readonly a: string | number;
  readonly b: string | number;
  readonly section: Place['section'];
  /** `stage 3, block 2, second 3×3 convolution`. */
  readonly place: string;
  /** Further places with the same difference. */
  readonly more: number;
  /** The node that shows it, as its file calls it; '' where it has no name. */
  readonly node: string;
}

interface Compared {
  readonly differences: readonly NetworkDifference[];
  readonly noise: string;
}

const known = new WeakMap<object, WeakMap<object, Compared>>();

/** What differs between the model graphs of two setups, as facts hold them; undefined where one is no graph. */
export function networkDifferences(a: unknown, b: unknown): readonly NetworkDifference[] | undefined {
  return compared(a, b)?.differences;
}

/** What only exporters make differ between two networks, in one line; empty where there is nothing, or one is no graph. */
export function networkNoise(a: unknown, b: unknown): string {
  return compared(a, b)?.noise ?? '';
}

function compared(a: unknown, b: unknown): Compared | undefined {
  if (!isCanonicalGraph(a) || !isCanonicalGraph(b)) return undefined;
  const cached = known.get(a)?.get(b);
  if (cached !== undefined) return cached;
  const alignment = alignGraphs(a, b);
  const differences = alignment.differences.map(
    ({ kind, a: valueA, b: valueB, place, more, nodesA, nodesB }): NetworkDifference => ({
      kind,
      a: valueA,
      b: valueB,
      section: place.section,
      place: placeText(place),
      more,
      node: b.nodes[nodesB[0] ?? -1]?.name || a.nodes[nodesA[0] ?? -1]?.name || '',
    }),
  );
  const ofA = known.get(a) ?? new WeakMap<object, Compared>();
  const result = { differences, noise: alignment.noise };
  known.set(a, ofA.set(b, result));
  return result;
}
