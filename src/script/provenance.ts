import type { Site } from './ir.ts';
import { NOWHERE, type Provenance } from './value.ts';

interface Node {
  readonly site: Site;
  readonly parts: readonly Provenance[];
}

/** Most contributors that are listed for one value. */
export const MAX_CONTRIBUTORS = 6;

/**
 * Where values come from: sites are non-negative, and operations extend the graph by nodes with negative numbers.
 * Grows by one small node an operation; nothing is spelled out until a fact is made.
 */
export class ProvenanceGraph {
  private readonly nodes: Node[] = [];

  /** The provenance of what an operation at a site made of its parts. */
  combine(site: Site, parts: readonly Provenance[]): Provenance {
    const known = parts.filter((part) => part !== NOWHERE);
    if (known.length === 0) return site;
    this.nodes.push({ site, parts: known });
    return -this.nodes.length;
  }

  /** The site of the value itself: its literal, or the outermost expression. */
  siteOf(provenance: Provenance): Site {
    return provenance >= 0 ? provenance : (this.nodes[-provenance - 1]?.site ?? NOWHERE);
  }

  /** The literals that a value was made of, in order of first use, each once; one more than the limit at most. */
  contributors(provenance: Provenance): Site[] {
    const found: Site[] = [];
    const seen = new Set<Provenance>();
    const stack = [provenance];
    for (let next = stack.pop(); next !== undefined && found.length <= MAX_CONTRIBUTORS; next = stack.pop()) {
      if (seen.has(next) || next === NOWHERE) continue;
      seen.add(next);
      if (next > 0) {
        found.push(next);
        continue;
      }
      const node = this.nodes[-next - 1];
      if (node !== undefined) stack.push(...[...node.parts].reverse());
    }
    return found;
  }
}
