import type { CollectedFact, FactMaker } from '../script/collect.ts';
import type { Library, Machine } from '../script/machine.ts';
import type { TraceNode } from '../script/trace.ts';
import type { Value } from '../script/value.ts';
import type { TextOrigin } from '../spec/origin.ts';

/** What a collector works from: the state after the run, and what happened. */
export interface CollectContext {
  readonly machine: Machine;
  readonly make: FactMaker;
  readonly trace: readonly TraceNode[];
  /** What functions do that nothing on a run path calls. */
  readonly uncalled: readonly TraceNode[];
  /** What the named entry gave. */
  readonly entry?: Value | undefined;
}

/** What the libraries of a language mean: the value of their calls, and the facts that a run comes to. */
export interface ScriptKnowledge {
  readonly library: Library;
  collect(context: CollectContext): readonly CollectedFact[];
  /** What stands in front of the libraries while functions are called anew after the run. */
  readonly overlay?: Overlay;
  /** Files of models that the script runs, which are sources of their own. */
  models?(context: CollectContext): readonly ServedModel[];
}

/** A file of a model, as a script names it. */
export interface ServedModel {
  readonly path: string;
  readonly at: TextOrigin;
}

/** A library that is asked before all others for as long as it is set. */
export interface Overlay {
  current: Library | undefined;
}

/** An overlay as a library. */
export function overlaid(overlay: Overlay): Library {
  return {
    call: (machine, call) => overlay.current?.call?.(machine, call),
    member: (machine, name, self, member, site) => overlay.current?.member?.(machine, name, self, member, site),
    write: (machine, self, key, value, site) => overlay.current?.write?.(machine, self, key, value, site),
    callInstance: (machine, instance, base, call, site) =>
      overlay.current?.callInstance?.(machine, instance, base, call, site),
    isObject: (machine, value) => overlay.current?.isObject?.(machine, value) === true,
    updateInPlace: (machine, operator, target, value, site) =>
      overlay.current?.updateInPlace?.(machine, operator, target, value, site) === true,
  };
}

/** Several libraries as one: each is asked in turn, the first that knows answers. */
export function combineLibraries(libraries: readonly Library[]): Library {
  const first = <T>(ask: (library: Library) => T | undefined): T | undefined => {
    for (const library of libraries) {
      const answer = ask(library);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  return {
    call: (machine, call) => first((library) => library.call?.(machine, call)),
    member: (machine, name, self, member, site) =>
      first((library) => library.member?.(machine, name, self, member, site)),
    write(machine, self, key, value, site) {
      for (const library of libraries) library.write?.(machine, self, key, value, site);
    },
    decorate: (machine, decorator, value, site) =>
      first((library) => library.decorate?.(machine, decorator, value, site)),
    callInstance: (machine, instance, base, call, site) =>
      first((library) => library.callInstance?.(machine, instance, base, call, site)),
    followsPasses: (machine, nodes) => libraries.some((library) => library.followsPasses?.(machine, nodes) === true),
    isInstance: (machine, value, type) => first((library) => library.isInstance?.(machine, value, type)),
    isObject: (machine, value) => libraries.some((library) => library.isObject?.(machine, value) === true),
    updateInPlace: (machine, operator, target, value, site) =>
      libraries.some((library) => library.updateInPlace?.(machine, operator, target, value, site) === true),
    iterate: (machine, self, site) => first((library) => library.iterate?.(machine, self, site)),
    length: (machine, value, site) => first((library) => library.length?.(machine, value, site)),
    unknownMethod: (machine, method, args, site) =>
      first((library) => library.unknownMethod?.(machine, method, args, site)),
    isGlobal: (name) => libraries.some((library) => library.isGlobal?.(name) === true),
    resolve: (name) => libraries.reduce((resolved, library) => library.resolve?.(resolved) ?? resolved, name),
  };
}
