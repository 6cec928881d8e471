import { branchExpression } from './branch.ts';
import { callFunction, callValue, overOptions } from './calls.ts';
import { binary, callLibrary, evaluateExpression, isLibrary, keyValue, unknownFrom } from './expressions.ts';
import { FILLED, growing, startFill } from './fills.ts';
import type { FunctionDefinition, Literal, Module, Site } from './ir.ts';
import {
  type Arguments,
  type Budget,
  type CallDetail,
  type Closure,
  DEFAULT_BUDGET,
  Exhausted,
  type Library,
  type Machine,
  type ModuleLoader,
  ScriptThrow,
} from './machine.ts';
import { ITEMS, Memory, OPEN } from './memory.ts';
import { exportBindings, importBindings, type LoadedModule, Modules } from './modules.ts';
import { assignTarget } from './patterns.ts';
import { ProvenanceGraph } from './provenance.ts';
import { makeRange, rangeElement, rangeLength, rangeTerms } from './ranges.ts';
import type { Semantics } from './semantics.ts';
import { executeStatements } from './statements.ts';
import { Recorder } from './trace.ts';
import {
  type Choice,
  chooseFirst,
  givenValue,
  items,
  mapChoice,
  NOWHERE,
  narrow,
  type Plain,
  primitive,
  reference,
  resetIdentities,
  unknownValue,
  type Value,
} from './value.ts';

export interface EvaluatorOptions {
  readonly semantics: Semantics;
  readonly library: Library;
  readonly loader: ModuleLoader;
  readonly budget?: Partial<Budget>;
  /** Values that a person gave for inputs of the script, by name. */
  readonly inputs?: ReadonlyMap<string, Literal>;
}

const EMPTY: Arguments = { positional: [], keyword: new Map(), open: false };

/** A script being evaluated: the machine, and the ways into it. */
export interface Evaluation {
  readonly machine: Machine;
  /** A budget was exhausted: nothing of memory may be believed from the point where it was. */
  readonly exhausted: string | undefined;
  /** Runs the body of a module, and of what it imports. */
  runModule(module: Module): LoadedModule;
  /** Calls a function by its name in a module; undefined where it has none. */
  callNamed(module: LoadedModule, name: string, args?: Arguments): Value | undefined;
  /** Runs the functions that were handed to library calls, in order, with unknown arguments. */
  runEscaped(): void;
  /** Runs the top-level functions, and methods of classes, that nothing has called. */
  runUncalled(module: LoadedModule, each: (definition: FunctionDefinition) => void): void;
}

/** Sets up the evaluation of a script. */
export function startEvaluation({ semantics, library, loader, budget: given, inputs }: EvaluatorOptions): Evaluation {
  resetIdentities();
  const budget: Budget = { ...DEFAULT_BUDGET, ...given };
  const memory = new Memory();
  const graph = new ProvenanceGraph();
  const recorder = new Recorder();
  let steps = 0;
  let depth = 0;
  let nesting = 0;
  let conditions = 0;
  let exhausted: string | undefined;
  /** Steps that a trial has left. */
  let left: number | undefined;
  const escapedAddresses = new Set<number>();

  const machine: Machine = {
    memory,
    graph,
    recorder,
    semantics,
    library,
    loader,
    budget,
    escaped: [],
    called: new Set(),
    comparisons: new Map(),
    modules: new Modules(),
    tries: 0,
    unrolled: 0,
    active: [],
    deciders: [],
    unfollowed: [],
    recursions: new Map(),
    seenLoops: new Map(),
    skipsSince: undefined,
    step(count = 1) {
      if (left !== undefined) {
        left -= count;
        if (left < 0) throw new Exhausted('a trial is over');
        return;
      }
      steps += count;
      if (steps > budget.steps) throw new Exhausted(`more than ${budget.steps} steps of evaluation`);
      if (memory.size > budget.objects) throw new Exhausted(`more than ${budget.objects} objects`);
    },
    evaluate(expression, frame) {
      nesting++;
      if (nesting > budget.nesting) {
        nesting--;
        return unknownValue('budget', `expressions nested deeper than ${budget.nesting}`, expression.site);
      }
      try {
        return evaluateExpression(machine, expression, frame);
      } finally {
        nesting--;
      }
    },
    execute: (statements, frame) => executeStatements(machine, statements, frame),
    assign: (target, value, frame, declare) => assignTarget(machine, target, value, frame, declare),
    call: (callee, args, site, options) => callValue(machine, callee, args, site, options),
    member: (object, name, site) => mapChoice(object, (plain) => memberOf(machine, plain, name, site)),
    setMember(object, name, value, site) {
      onEach(object, site, (plain) => setMemberOf(machine, plain, name, value, site));
    },
    setIndex(object, index, value, site) {
      onEach(object, site, (plainObject) => {
        onEach(index, site, (plainIndex) => semantics.setIndex(machine, plainObject, plainIndex, value, site));
      });
    },
    libraryIndex: (object, index, site) =>
      callLibrary(machine, {
        name: 'operator.index',
        arguments: { positional: [object, index], keyword: new Map(), open: false },
        construct: false,
        site,
      }),
    iterate(value, site) {
      if (value.kind === 'choice') return undefined;
      if (isLibrary(machine, value) && value.kind === 'reference') {
        const known = library.iterate?.(machine, value.address, site);
        if (known !== undefined) return known;
      }
      return semantics.iterate(machine, value, site);
    },
    freshCondition() {
      conditions++;
      return conditions;
    },
    narrowBy: (value, guard) => narrow(value, new Map(guard.map(({ condition, holds }) => [condition, holds]))),
    narrowNow: (value) => narrow(value, memory.assumptions),
    elementOf(iterable, site) {
      const numbered = rangeElement(machine, iterable);
      if (numbered !== undefined) {
        const index = unknownValue('loop', 'the index of a loop', site);
        const terms = rangeTerms(machine, iterable, index.identity);
        return terms === undefined ? index : { ...index, terms };
      }
      if (iterable.kind !== 'choice' && isLibrary(machine, iterable)) {
        const self = iterable.kind === 'reference' ? iterable.address : undefined;
        const name = iterable.kind === 'library' ? iterable.name : nameOf(machine, self);
        const address = memory.create('call', site, {
          name: `${name}#element`,
          arguments: EMPTY,
          site,
          ...(self === undefined ? {} : { self }),
        });
        return reference(address, site);
      }
      return unknownValue('loop', 'an element of what is looped over', site);
    },
    escape(value, site) {
      if (value.kind !== 'reference' || escapedAddresses.has(value.address)) return;
      if (memory.object(value.address).kind !== 'function') return;
      escapedAddresses.add(value.address);
      machine.escaped.push({ value, site });
    },
    attempt(run) {
      const condition = `attempt ${machine.freshCondition()}`;
      branchExpression<undefined>(
        machine,
        { condition, holds: true },
        {
          consequent: () => {
            run();
            return undefined;
          },
          else: () => undefined,
          join: () => undefined,
        },
      );
    },
    trial(limit, run) {
      const before = { left, depth, nesting, unrolled: machine.unrolled, tries: machine.tries };
      const { skipsSince } = machine;
      const sizes = {
        active: machine.active.length,
        deciders: machine.deciders.length,
        loops: machine.unfollowed.length,
      };
      const layer = memory.open();
      left = left === undefined ? limit : Math.min(left, limit);
      try {
        recorder.apart(run);
        return true;
      } catch (error) {
        if (machine.isThrow(error)) return true;
        if (!(error instanceof Exhausted)) throw error;
        return false;
      } finally {
        while (memory.current() !== layer) memory.close();
        memory.close();
        left = before.left;
        depth = before.depth;
        nesting = before.nesting;
        machine.unrolled = before.unrolled;
        machine.tries = before.tries;
        machine.skipsSince = skipsSince;
        machine.active.length = sizes.active;
        machine.deciders.length = sizes.deciders;
        machine.unfollowed.length = sizes.loops;
      }
    },
    isThrow: (error): error is ScriptThrow => error instanceof ScriptThrow,
    chooseFirst: (ways) => chooseFirst(ways, ways[0]?.value.provenance ?? NOWHERE),
    binary: (operator, left, right, site) => binary(machine, operator, left, right, site),
    keysOf(object, site) {
      if (object.kind !== 'reference' || memory.read(object.address, OPEN) !== undefined) return undefined;
      const list = memory.read(object.address, ITEMS);
      if (list?.kind === 'items') return list.open ? undefined : list.items.map((_, i) => primitive(String(i), site));
      return memory.keys(object.address).map((key) => keyValue(key, site));
    },
    lengthOf: (iterable, site) =>
      rangeLength(machine, iterable, site) ??
      library.length?.(machine, iterable, site) ??
      unknownValue('data', 'the number of passes of a loop', site),
    numberedElement: (iterable) => rangeElement(machine, iterable),
    range: (start, stop, step, site) => makeRange(machine, start, stop, step, site),
    forgotten(address, key, site) {
      if (key === FILLED) return growing(machine, address, site);
      if (key === ITEMS) {
        if (semantics.language === 'javascript') startFill(machine, address);
        return items([], site, true);
      }
      if (key === OPEN) return primitive(true);
      return unknownValue('loop', 'is changed in a loop whose passes cannot be followed', site);
    },
    importBindings: (statement, frame) => importBindings(machine, statement, frame),
    exportBindings: (statement, frame) => exportBindings(machine, statement, frame),
    enter() {
      if (depth >= budget.depth) return false;
      depth++;
      return true;
    },
    exit() {
      depth--;
    },
    unknown: (reason, text, site) => unknownValue(reason, text, site),
    given(name) {
      const value = inputs?.get(name);
      return value === undefined ? undefined : { ...givenValue(value, semantics.language), input: name };
    },
  };

  /** Does something to each option of a choice on its own way. */
  function onEach(value: Value, site: Site, run: (plain: Plain) => void): void {
    if (value.kind !== 'choice') {
      run(value);
      return;
    }
    overOptions(machine, value as Choice, site, (plain) => {
      run(plain);
      return primitive(undefined);
    });
  }

  /** Runs a way in; what the script throws for certain ends it, an exhausted budget ends everything. */
  function guarded(run: () => void): void {
    if (exhausted !== undefined) return;
    const base = memory.current();
    try {
      run();
    } catch (error) {
      if (error instanceof Exhausted) exhausted = error.message;
      else if (error instanceof RangeError && /call stack/i.test(error.message))
        exhausted = 'nested too deeply to follow';
      else if (!machine.isThrow(error)) throw error;
      while (memory.current() !== base) memory.close();
      depth = 0;
      nesting = 0;
    }
  }

  return {
    machine,
    get exhausted() {
      return exhausted;
    },
    runModule(module) {
      let loaded = machine.modules.byFile(module.file);
      guarded(() => {
        loaded = machine.modules.instantiate(machine, module);
      });
      return loaded ?? machine.modules.declare(machine, module);
    },
    callNamed(module, name, args = EMPTY) {
      let result: Value | undefined;
      guarded(() => {
        const value = machine.modules.read(machine, module, name);
        if (value !== undefined) result = callValue(machine, value, args, NOWHERE);
      });
      return result;
    },
    runEscaped() {
      for (let i = 0; i < machine.escaped.length; i++) {
        const { value, site } = machine.escaped[i] ?? {};
        if (value?.kind !== 'reference' || site === undefined) continue;
        const closure = memory.object(value.address).detail as Closure;
        if (machine.called.has(closure.definition)) continue;
        guarded(() =>
          machine.attempt(() => callFunction(machine, closure, unknownArguments(closure.definition, site), site)),
        );
      }
    },
    runUncalled(module, each) {
      for (const { closure, self } of machine.modules.functions(machine, module)) {
        if (machine.called.has(closure.definition)) continue;
        guarded(() => {
          const { nodes } = recorder.apart(() =>
            machine.attempt(() =>
              callFunction(
                machine,
                closure,
                unknownArguments(closure.definition, closure.definition.site, self),
                closure.definition.site,
                self === undefined ? {} : { self },
              ),
            ),
          );
          if (nodes.length > 0)
            recorder.add({ kind: 'call', name: closure.definition.name, site: closure.definition.site, body: nodes });
        });
        each(closure.definition);
      }
    },
  };

  function unknownArguments(definition: FunctionDefinition, site: Site, self?: Value): Arguments {
    const needed = definition.parameters.filter(
      (p) => p.default === undefined && (p.kind === 'positional' || p.kind === 'positional-only'),
    );
    const skip = self !== undefined && semantics.language === 'python' ? 1 : 0;
    const positional = needed
      .slice(skip)
      .map(
        ({ name }) =>
          (name === undefined ? undefined : machine.given(name)) ??
          unknownValue('input', `parameter ${name ?? 'of a callback'}`, site, name),
      );
    const keyword = definition.parameters
      .filter((p) => p.kind === 'keyword-only' && p.default === undefined && p.name !== undefined)
      .map(
        ({ name = '' }) =>
          [name, machine.given(name) ?? unknownValue('input', `parameter ${name}`, site, name)] as const,
      );
    return { positional, keyword: new Map(keyword), open: false };
  }
}

function nameOf(m: Machine, address: number | undefined): string {
  return address === undefined ? '' : (m.memory.object(address).detail as CallDetail).name;
}

/** A member of a value that is no choice. */
function memberOf(m: Machine, object: Plain, name: string, site: Site): Value {
  if (object.kind === 'library') {
    const known = m.library.member?.(m, object.name, object.self, name, site);
    if (known !== undefined) return known;
    return {
      kind: 'library',
      name: `${object.name}.${name}`,
      provenance: site,
      ...(object.self === undefined ? {} : { self: object.self }),
    };
  }
  if (object.kind === 'reference') {
    const held = m.memory.object(object.address);
    if (held.kind === 'call') {
      const slot = m.memory.read(object.address, name);
      if (slot !== undefined) return slot;
      const { name: made } = held.detail as CallDetail;
      const known = m.library.member?.(m, made, object.address, name, site);
      return known ?? { kind: 'library', name: `${made}#${name}`, self: object.address, provenance: site };
    }
    if (held.kind === 'module') {
      return m.modules.member(m, object.address, name) ?? m.unknown('import', `${name} is not in the module`, site);
    }
    if (held.kind === 'instance' || held.kind === 'class') {
      const found = m.semantics.lookup(m, object.address, name, site);
      if (found !== undefined) return found;
    }
  }
  if (object.kind === 'unknown') {
    const value = unknownFrom(m, [object], `.${name} of an unknown`, site);
    return value.kind === 'unknown' ? { ...value, method: name } : value;
  }
  return m.semantics.member(m, object, name, site);
}

function setMemberOf(m: Machine, object: Plain, name: string, value: Value, site: Site): void {
  // A function that a library object holds, such as `image.onload`, is a callback like one that it was handed.
  if (isLibrary(m, object)) m.escape(value, site);
  if (object.kind === 'reference' && m.memory.object(object.address).kind === 'call') {
    m.memory.write(object.address, name, value);
    m.library.write?.(m, object.address, name, value, site);
    m.recorder.add({
      kind: 'event',
      name: 'write',
      self: object.address,
      positional: [value],
      keyword: new Map(),
      slot: name,
      ...(m.deciders.length === 0 ? {} : { deciders: [...m.deciders] }),
      site,
    });
    return;
  }
  m.semantics.setMember(m, object, name, value, site);
}
