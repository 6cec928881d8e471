import type { Machine } from '../../script/machine.ts';
import type { TraceEvent, TraceLoop, TraceNode } from '../../script/trace.ts';
import { type Call, callOf, reachable, unwrap } from './values.ts';

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
    if (node.kind === 'event') yield { event: node, loops, conditional };
    else if (node.kind === 'loop') yield* placed(node.body, [...loops, node], conditional);
    else if (node.kind === 'call') yield* placed(node.body, loops, conditional);
    else {
      const isTried = node.condition.startsWith('attempt ');
      yield* placed(node.consequent, loops, conditional || !isTried);
      yield* placed(node.else, loops, conditional || !isTried);
    }
  }
}

const LOADER = /^torch\.utils\.data\.(?:dataloader\.)?DataLoader$|^timm\.data\.create_loader$/;
export const isLoader = (name: string): boolean => LOADER.test(name);

/** The loaders that a loop runs over: one, or several where it depends on a condition. */
export function loadersOf(m: Machine, { iterable }: TraceLoop): Call[] {
  const value = unwrap(m, iterable);
  const call = callOf(m, value);
  if (call !== undefined && isLoader(call.name)) return [call];
  return reachable(m, value, 12).filter(({ name }) => isLoader(name));
}

/** Loops over batches: over a loader, or over something that no range of epochs is. */
export function isBatchLoop(m: Machine, loop: TraceLoop): boolean {
  return loadersOf(m, loop).length > 0;
}
