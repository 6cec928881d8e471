import type { Fact, FactStatus, Facts, FactValue, Reason } from '../spec/fact.ts';
import type { Origin } from '../spec/origin.ts';

/** How a node of the provenance tree stands to the one above it. */
type WhyRole = 'fact' | 'derived-from' | 'via' | 'left-out-at' | 'alternative';

/** Where a fact comes from, as a tree: the fact itself at the top. */
export interface WhyNode {
  readonly role: WhyRole;
  /** Of facts: their path. */
  readonly path?: string;
  readonly status?: FactStatus;
  readonly value?: FactValue;
  readonly origin?: Origin;
  /** Why it is unknown. */
  readonly reason?: Reason;
  /** Of an alternative: the condition under which it holds. */
  readonly when?: string;
  /** Set where the node stands elsewhere in the tree with its children. */
  readonly repeated?: true;
  readonly children: readonly WhyNode[];
}

/** The provenance of one fact; undefined where the setup has no such fact. */
export function why(facts: Facts, path: string): WhyNode | undefined {
  const fact = facts.get(path);
  return fact === undefined ? undefined : factNode(facts, path, fact, 'fact', new Set());
}

function factNode(facts: Facts, path: string, fact: Fact, role: WhyRole, seen: Set<string>): WhyNode {
  const { origin } = fact;
  const about = {
    role,
    path,
    status: fact.status,
    ...('value' in fact ? { value: fact.value } : {}),
    ...(origin === undefined ? {} : { origin }),
    ...(fact.status === 'unknown' ? { reason: fact.reason } : {}),
  };
  // A fact that several others rest on is spelled out once, which also ends circles.
  if (seen.has(path)) return { ...about, repeated: true, children: [] };
  seen.add(path);
  const alternatives = fact.status === 'unknown' ? (fact.alternatives ?? []) : [];
  return {
    ...about,
    children: [
      ...(origin === undefined ? [] : originChildren(facts, origin, seen)),
      ...alternatives.map(
        ({ value, when, origin: place }): WhyNode => ({
          role: 'alternative',
          value,
          ...(when === undefined ? {} : { when }),
          ...(place === undefined ? {} : { origin: place }),
          children: [],
        }),
      ),
    ],
  };
}

function originChildren(facts: Facts, origin: Origin, seen: Set<string>): WhyNode[] {
  const children: WhyNode[] = [];
  if (origin.kind === 'derived') {
    for (const path of origin.from) {
      const fact = facts.get(path);
      if (fact !== undefined) children.push(factNode(facts, path, fact, 'derived-from', seen));
    }
  }
  if (origin.kind === 'default' && origin.omittedAt !== undefined) {
    children.push({ role: 'left-out-at', origin: origin.omittedAt, children: [] });
  }
  for (const place of origin.via ?? []) {
    children.push({ role: 'via', origin: place, children: originChildren(facts, place, seen) });
  }
  return children;
}
