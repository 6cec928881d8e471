import type { TraceEvent, TraceLoop, TraceNode } from '../../script/trace.ts';

/** An event with the loops around it, outermost first. */
export interface Placed {
  readonly event: TraceEvent;
  readonly loops: readonly TraceLoop[];
  /** Whether it stands in an arm of a condition that is not known. */
  readonly conditional: boolean;
}

/** Every event of a trace in order, with what is around it. */
export function* placed(
  nodes: readonly TraceNode[],
  loops: readonly TraceLoop[] = [],
  conditional = false,
): Generator<Placed> {
  for (const node of nodes) {
    if (node.kind === 'event') yield { event: node, loops, conditional: conditional || node.conditional === true };
    else if (node.kind === 'loop') yield* placed(node.body, [...loops, node], conditional);
    else if (node.kind === 'call') yield* placed(node.body, loops, conditional);
    else {
      // A callback or function that is tried by itself stands under a condition of the evaluator's own.
      const isTried = node.condition.startsWith('attempt ');
      yield* placed(node.consequent, loops, conditional || !isTried);
      yield* placed(node.else, loops, conditional || !isTried);
    }
  }
}

/** Most times that an event of a site happens on one way through a trace; infinite in a loop. */
export function occurrences(nodes: readonly TraceNode[], site: number): number {
  let count = 0;
  for (const node of nodes) {
    if (node.kind === 'event') count += node.site === site ? 1 : 0;
    else if (node.kind === 'call') count += occurrences(node.body, site);
    else if (node.kind === 'loop') count += occurrences(node.body, site) > 0 ? Number.POSITIVE_INFINITY : 0;
    else count += Math.max(occurrences(node.consequent, site), occurrences(node.else, site));
  }
  return count;
}
