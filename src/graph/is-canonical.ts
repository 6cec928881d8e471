import type { CanonicalGraph } from './canonical.ts';

/** Whether a value, such as that of the fact `model.graph`, is a canonical graph. */
export function isCanonicalGraph(value: unknown): value is CanonicalGraph {
  if (typeof value !== 'object' || value === null) return false;
  return 'nodes' in value && Array.isArray(value.nodes) && 'tensors' in value && 'notes' in value;
}
