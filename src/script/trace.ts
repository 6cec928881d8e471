import type { Site } from './ir.ts';
import type { Address, Provenance, Value } from './value.ts';

/** Name of the call of something that is not known; with `#` and the method's name where it is a method. */
export const NOT_FOLLOWED = 'unknown';

/** A call of a library, or a write to one of its objects, in the order in which it happens. */
export interface TraceEvent {
  readonly kind: 'event';
  /** Qualified name of what was called, such as `torch.optim.SGD#step`; `write` for a write to a slot. */
  readonly name: string;
  readonly self?: Address;
  readonly positional: readonly Value[];
  readonly keyword: ReadonlyMap<string, Value>;
  readonly result?: Value;
  /** Of a write: the slot, and what was written is the only positional value. */
  readonly slot?: string;
  /** Of a write: where the known tests come from, in whose arms it stands. */
  readonly deciders?: readonly Provenance[];
  /** It happens only where something holds that is not known, such as behind an early exit. */
  readonly conditional?: true;
  readonly site: Site;
}

export interface TraceLoop {
  readonly kind: 'loop';
  readonly site: Site;
  /** Number of passes: a number, a symbol, or unknown. */
  readonly bound: Value;
  /** What is iterated, where it is a loop over elements. */
  readonly iterable?: Value;
  /** The index in the body where the body ran once for every pass. */
  readonly index?: Value;
  readonly body: readonly TraceNode[];
  /** What all passes do one after the other, where a library asked for it and it could be told. */
  readonly sequence?: readonly TraceNode[];
  /** Runs the body once more, with this index, on a copy of memory, and gives back what it does; undefined where it cannot. */
  readonly replay?: (index: number) => readonly TraceNode[] | undefined;
}

export interface TraceBranch {
  readonly kind: 'branch';
  readonly condition: string;
  readonly site: Site;
  readonly consequent: readonly TraceNode[];
  readonly else: readonly TraceNode[];
}

export interface TraceCall {
  readonly kind: 'call';
  readonly name: string;
  readonly site: Site;
  readonly body: readonly TraceNode[];
}

export type TraceNode = TraceEvent | TraceLoop | TraceBranch | TraceCall;

/** Whether anything happens that a library is known to see. */
export const isSeen = (nodes: readonly TraceNode[]): boolean =>
  nodes.some((node) => {
    if (node.kind === 'event') return node.name !== NOT_FOLLOWED && !node.name.startsWith(`${NOT_FOLLOWED}#`);
    return node.kind === 'branch' ? isSeen(node.consequent) || isSeen(node.else) : isSeen(node.body);
  });

/** Collects nodes; parts of the trace are collected apart and put in place when they are complete. */
export class Recorder {
  private nodes: TraceNode[] = [];

  add(node: TraceNode): void {
    this.nodes.push(node);
  }

  /** Collects what happens while `run` runs, apart from the rest. */
  apart<T>(run: () => T): { readonly result: T; readonly nodes: readonly TraceNode[] } {
    const outer = this.nodes;
    const inner: TraceNode[] = [];
    this.nodes = inner;
    try {
      return { result: run(), nodes: inner };
    } finally {
      this.nodes = outer;
    }
  }

  /** Puts what happens while `run` runs into a node of its own; also where it throws, up to that point. */
  within<T>(run: () => T, node: (body: readonly TraceNode[]) => TraceNode): T {
    const outer = this.nodes;
    const inner: TraceNode[] = [];
    this.nodes = inner;
    try {
      return run();
    } finally {
      this.nodes = outer;
      if (inner.length > 0) outer.push(node(inner));
    }
  }

  get all(): readonly TraceNode[] {
    return this.nodes;
  }
}
