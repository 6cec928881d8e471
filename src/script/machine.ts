import type { ReasonCode } from '../spec/fact.ts';
import type { BinaryOperator, Expression, FunctionDefinition, Module, Site, Statement, Target } from './ir.ts';
import type { Layer, Memory, Way } from './memory.ts';
import type { Modules } from './modules.ts';
import type { ProvenanceGraph } from './provenance.ts';
import type { Semantics } from './semantics.ts';
import type { SeenLoop } from './skips.ts';
import type { Recorder, TraceNode } from './trace.ts';
import type { Address, Guard, Provenance, Value } from './value.ts';

/** Limits of one evaluation, in counts and never in time: the same input gives the same facts on every machine. */
export interface Budget {
  /** Expressions and statements evaluated. */
  readonly steps: number;
  /** Calls inside calls. */
  readonly depth: number;
  /** Expressions inside expressions. */
  readonly nesting: number;
  /** Passes of one loop that are run one by one. */
  readonly passes: number;
  /** Passes of all loops together that are run one by one; then only short loops are. */
  readonly allPasses: number;
  readonly objects: number;
}

export const DEFAULT_BUDGET: Budget = {
  steps: 2_000_000,
  depth: 100,
  nesting: 400,
  passes: 4096,
  allPasses: 20_000,
  objects: 400_000,
};

/** Arguments of a call, evaluated. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly keyword: ReadonlyMap<string, Value>;
  /** Further positional or keyword arguments that are not known were spread into the call. */
  readonly open: boolean;
}

/** A function of the script with the scope that it was made in. */
export interface Closure {
  readonly definition: FunctionDefinition;
  readonly scope: Address;
  /** Of arrow functions. */
  readonly self?: Value;
  /** The class that a method was defined in: what `super` starts from. */
  readonly home?: Address;
  /** Defaults, where the language evaluates them at the definition. */
  readonly defaults: ReadonlyMap<number, Value>;
  readonly module: Address;
}

/** Something that early exits leave: a function call, a loop, a pass of a loop, a switch. */
export interface Region {
  readonly kind: 'function' | 'loop' | 'pass' | 'switch';
  readonly label?: string;
  /** Layer that it writes to; undefined where no early exit can happen. */
  readonly layer: Layer | undefined;
  readonly exits: Exit[];
}

export interface Exit extends Way {
  readonly value: Value;
}

/** Where a statement or expression runs. */
export interface Frame {
  readonly scope: Address;
  readonly module: Address;
  readonly self?: Value;
  readonly home?: Address;
  readonly regions: readonly Region[];
  /** What a generator has yielded so far; open where it is not certain that it did. */
  readonly yields?: Value[] & { open?: boolean };
}

/** How a statement ended. After `dead` nothing is left to run: all ways have left through exits. */
export type Completion =
  | { readonly kind: 'normal' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break'; readonly label?: string }
  | { readonly kind: 'continue'; readonly label?: string };

export const NORMAL: Completion = { kind: 'normal' };
export const DEAD: Completion = { kind: 'dead' };

/** The script throws, for certain. */
export class ScriptThrow extends Error {
  override readonly name = 'ScriptThrow';
  readonly value: Value;
  constructor(value: Value) {
    super('the script throws');
    this.value = value;
  }
}

/** A budget is exhausted. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted';
}

/** A call of something that is not of the script. */
export interface LibraryCall {
  readonly name: string;
  readonly self?: Address;
  readonly arguments: Arguments;
  readonly construct: boolean;
  readonly site: Site;
}

/**
 * What libraries mean. The evaluator knows none of them; where this says nothing, a call becomes an object that remembers its
 * qualified name, arguments and place.
 */
export interface Library {
  /** The value of a call, where it is more than the object of a call. */
  call?(machine: Machine, call: LibraryCall): Value | undefined;
  /** The value of a member of a library name or library object, where it is more than its qualified name. */
  member?(machine: Machine, name: string, self: Address | undefined, member: string, site: Site): Value | undefined;
  /** Called when a slot of a library object is written. */
  write?(machine: Machine, self: Address, key: string, value: Value, site: Site): void;
  /** What a decorator of a library makes of a function or class, where it is more than that. */
  decorate?(machine: Machine, decorator: Value, value: Value, site: Site): Value | undefined;
  /** What calling an instance of a project class that inherits from a library class means. */
  callInstance?(machine: Machine, instance: Address, base: string, call: Arguments, site: Site): Value | undefined;
  /** Whether what one pass of a loop does is worth to be told of each pass by itself. */
  followsPasses?(machine: Machine, nodes: readonly TraceNode[]): boolean;
  /** Whether a value that a library gave is of a type. */
  isInstance?(machine: Machine, value: Value, type: Value): boolean | undefined;
  /** Whether what a call of a library gave is an object for certain, never nothing. */
  isObject?(machine: Machine, value: Value): boolean;
  /** An operator that changes its left operand, which a library gave, in place; whether it was one. */
  updateInPlace?(machine: Machine, operator: BinaryOperator, target: Value, value: Value, site: Site): boolean;
  /** The elements that iterating a library object gives, where they are known. */
  iterate?(machine: Machine, self: Address, site: Site): readonly Value[] | undefined;
  /** The number of elements of a library object, where it is known or has a name. */
  length?(machine: Machine, value: Value, site: Site): Value | undefined;
  /** What calling a method of an object that is not known means, where its arguments tell. */
  unknownMethod?(
    machine: Machine,
    method: string,
    args: Arguments,
    site: Site,
  ): { readonly name: string; readonly result: Value } | undefined;
  /** Whether a name that no scope declares is a library (loaded by a script tag, say). */
  isGlobal?(name: string): boolean;
  /** Canonical qualified name: aliases and re-exports resolved. */
  resolve?(name: string): string;
}

/** Detail of a heap object that a library call made. */
export interface CallDetail {
  readonly name: string;
  readonly self?: Address;
  readonly arguments: Arguments;
  readonly site: Site;
  /** Where the tests come from that led to this call rather than to another. */
  readonly deciders?: readonly Provenance[];
}

/** Detail of a class of the script. */
export interface ClassDetail {
  readonly name: string;
  /** Addresses of classes of the script, values of library classes, nearest first. */
  readonly bases: readonly Value[];
  /** Fields that each new instance gets, in order. */
  readonly fields: readonly { readonly name: Expression; readonly value?: Expression }[];
  readonly scope: Address;
  readonly module: Address;
  readonly site: Site;
}

/** Detail of a scope: the names it declares, and the scope around it. */
export interface ScopeDetail {
  readonly parent: Address | undefined;
  readonly declared: Set<string>;
  /** Names that are taken from the module's scope, or from an enclosing function's. */
  readonly outer?: Readonly<Record<string, 'global' | 'nonlocal'>>;
  /** Python: the body of a class, which functions inside do not see. */
  readonly hidden?: boolean;
}

export interface ModuleLoader {
  /** A file of the project that a script reads to run it, lowered; undefined where there is none that can be read. */
  file?(path: string): Module | undefined;
  /** The module that an import names, lowered; a library where it is none of the project; undefined where it is known to be missing. */
  load(
    from: string,
    module: string,
    level: number,
  ): { readonly module: Module } | { readonly library: string } | { value(machine: Machine): Value } | undefined;
}

/** The evaluator's state, and its parts as the others call them. */
export interface Machine {
  readonly memory: Memory;
  readonly graph: ProvenanceGraph;
  readonly recorder: Recorder;
  readonly semantics: Semantics;
  readonly library: Library;
  readonly loader: ModuleLoader;
  readonly budget: Budget;
  /** Functions that were handed to library calls and that nobody is known to have called. */
  readonly escaped: { readonly value: Value; readonly site: Site }[];
  /** Definitions that were called. */
  readonly called: Set<FunctionDefinition>;
  step(count?: number): void;
  evaluate(expression: Expression, frame: Frame): Value;
  execute(statements: readonly Statement[], frame: Frame): Completion;
  assign(target: Target, value: Value, frame: Frame, declare: boolean): void;
  call(
    callee: Value,
    args: Arguments,
    site: Site,
    options?: { construct?: boolean; self?: Value; frame?: Frame },
  ): Value;
  member(object: Value, name: string, site: Site): Value;
  setMember(object: Value, name: string, value: Value, site: Site): void;
  /** The elements of what can be iterated; undefined where they are not known one by one. */
  iterate(value: Value, site: Site): readonly Value[] | undefined;
  /** A name for a condition that nothing else names. */
  freshCondition(): number;
  /** Unknown results of comparisons, by identity: the condition that they stand for. */
  readonly comparisons: Map<number, { readonly condition: string; readonly holds: boolean }>;
  /** A value under a guard; and under the assumptions that are in force. */
  narrowBy(value: Value, guard: Guard): Value;
  narrowNow(value: Value): Value;
  /** An element of what cannot be iterated one by one. */
  elementOf(iterable: Value, site: Site): Value;
  /** Remembers functions that a library call got. */
  escape(value: Value, site: Site): void;
  /** Runs something whose effects are not certain: all that it writes becomes a choice of before and after. */
  attempt(run: () => void): void;
  /** Runs something whose effects are dropped, within so many steps; false where they are not enough. */
  trial(steps: number, run: () => void): boolean;
  isThrow(error: unknown): error is ScriptThrow;
  readonly modules: Modules;
  /** Bodies of `try` that are being run: an import that is known to be missing throws inside of one. */
  tries: number;
  /** Functions whose bodies are being run, the innermost last. */
  readonly active: FunctionDefinition[];
  /** Where the tests that are known, and in whose arms the run is, come from. */
  readonly deciders: Provenance[];
  /** Of each loop whose passes are run once for all: how many functions were being run where it began. */
  readonly unfollowed: number[];
  /** Functions that call themselves in such a loop, with the arguments of the call that stands for all of them. */
  readonly recursions: Map<FunctionDefinition, Arguments>;
  /** What loops were seen to do, by their sites. */
  readonly seenLoops: Map<Site, SeenLoop>;
  /** Passes of a loop are being run in turn on a copy: what was made from this address on was made in them. */
  skipsSince: Address | undefined;
  /** Passes of loops that were run one by one so far. */
  unrolled: number;
  /** `object[index]` of a library object. */
  libraryIndex(object: Value, index: Value, site: Site): Value;
  setIndex(object: Value, index: Value, value: Value, site: Site): void;
  /** Enters and leaves a call; false where calls are nested too deeply. */
  enter(): boolean;
  exit(): void;
  /** What a region's ways come to: the first whose guard holds. */
  chooseFirst(ways: readonly { readonly guard: Guard; readonly value: Value }[]): Value;
  binary(operator: BinaryOperator, left: Value, right: Value, site: Site): Value;
  /** Numbers from start up to stop. */
  range(start: Value, stop: Value, step: Value, site: Site): Value;
  /** The keys of an object, where they are known. */
  keysOf(object: Value, site: Site): readonly Value[] | undefined;
  /** The number of elements of what cannot be iterated one by one. */
  lengthOf(iterable: Value, site: Site): Value;
  /** The element at an index of what has numbered elements, such as `range(n)` with n unknown. */
  numberedElement(iterable: Value): ((index: number) => Value) | undefined;
  /** What a slot holds after writes that cannot be followed. */
  forgotten(address: Address, key: string, site: Site): Value;
  importBindings(statement: Extract<Statement, { kind: 'import' }>, frame: Frame): void;
  exportBindings(statement: Extract<Statement, { kind: 'export' }>, frame: Frame): void;
  unknown(reason: ReasonCode, text: string, site: Site): Value;
  /** What a person gave for an input of the script: an option, a variable of the environment, a parameter. */
  given(name: string): Value | undefined;
}
