import { posix } from 'node:path';
import type { CollectContext, ScriptKnowledge, ServedModel } from '../../knowledge/script.ts';
import { type CollectedFact, factMaker } from '../../script/collect.ts';
import { startEvaluation } from '../../script/evaluator.ts';
import type { Module } from '../../script/ir.ts';
import type { Arguments, Budget, ModuleLoader } from '../../script/machine.ts';
import type { Semantics } from '../../script/semantics.ts';
import type { Sites } from '../../script/sites.ts';
import { givenValue, type Value } from '../../script/value.ts';
import { SourceError, UsageError } from '../../spec/errors.ts';
import type { Fact } from '../../spec/fact.ts';
import { nearest } from '../../spec/nearest.ts';
import type { Problem, Setup } from '../../spec/setup.ts';
import { printable } from '../../spec/text.ts';
import type { Entry, Literal } from './entry.ts';

export interface ScriptRun {
  readonly name: string;
  readonly kind: 'typescript' | 'python';
  readonly entry: Entry;
  readonly main: Module;
  readonly semantics: Semantics;
  readonly loader: ModuleLoader;
  readonly knowledge: ScriptKnowledge;
  readonly sites: Sites;
  readonly texts: ReadonlyMap<string, string>;
  readonly budget?: Partial<Budget>;
  /** Values given for inputs of the script: options, parameters, variables of the environment. */
  readonly inputs?: ReadonlyMap<string, Literal>;
}

/**
 * Evaluates a script in the order of the design (body, named entry, callbacks, functions that nothing called) and gives the
 * facts that its libraries' collectors make of it.
 * @throws {UsageError} where the named entry is not there.
 */
export function evaluateScript(run: ScriptRun): Setup {
  const { semantics, loader, knowledge, main, entry, sites } = run;
  const evaluation = startEvaluation({
    semantics,
    loader,
    library: knowledge.library,
    ...(run.budget === undefined ? {} : { budget: run.budget }),
    ...(run.inputs === undefined ? {} : { inputs: run.inputs }),
  });
  const module = evaluation.runModule(main);
  let given: Value | undefined;
  if (entry.name !== undefined) {
    const args: Arguments = {
      positional: entry.positional.map((value) => givenValue(value, semantics.language)),
      keyword: new Map([...entry.keyword].map(([key, value]) => [key, givenValue(value, semantics.language)])),
      open: false,
    };
    given = evaluation.callNamed(module, entry.name, args);
    if (given === undefined && evaluation.exhausted === undefined) {
      throw noSuchEntry(run, evaluation.machine.memory.keys(module.scope));
    }
  }
  evaluation.runEscaped();
  const { recorder } = evaluation.machine;
  const called = recorder.all.length;
  if (entry.name === undefined) evaluation.runUncalled(module, () => {});
  const make = factMaker(evaluation.machine, sites);
  const context: CollectContext = {
    machine: evaluation.machine,
    make,
    trace: recorder.all.slice(0, called),
    uncalled: recorder.all.slice(called),
    entry: given,
  };
  const collected = knowledge.collect(context);
  const exhausted = evaluation.exhausted;
  return {
    name: run.name,
    sources: [{ name: run.name, kind: run.kind }],
    facts: exhausted === undefined ? factsOf(collected) : giveUp(collected, exhausted),
    closed: [],
    problems: [
      ...syntaxProblems(
        run,
        evaluation.machine.modules.loaded.map((loaded) => loaded.module),
      ),
      ...(exhausted === undefined ? [] : [exhaustedProblem(run, exhausted)]),
      ...(knowledge.models?.(context) ?? []).map((model) => modelProblem(run, model)),
    ],
    texts: run.texts,
  };
}

/** Facts from a run path win over those of functions that nothing calls; among equals the first stays. */
function factsOf(collected: readonly CollectedFact[]): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const { path, fact, uncalled } of [...collected].sort(
    (x, y) => Number(x.uncalled !== undefined) - Number(y.uncalled !== undefined),
  )) {
    const present = facts.get(path);
    if (
      present === undefined ||
      (present.status === 'unknown' && present.reason.code === 'not-stated' && uncalled === undefined)
    )
      facts.set(path, fact);
  }
  return facts;
}

/** After an exhausted budget anything may have changed: facts may only turn unknown. */
function giveUp(collected: readonly CollectedFact[], text: string): Map<string, Fact> {
  return new Map(
    collected.map(({ path, fact }) => [
      path,
      {
        status: 'unknown',
        reason: { code: 'budget', text },
        ...(fact.origin === undefined ? {} : { origin: fact.origin }),
      },
    ]),
  );
}

function syntaxProblems({ sites }: ScriptRun, modules: readonly Module[]): Problem[] {
  return modules.flatMap(({ problem, file }): Problem[] => {
    if (problem === undefined) return [];
    const place = sites.place(problem.site);
    return [
      {
        severity: 'warning',
        code: 'script/syntax',
        message: `${file} has a part that cannot be read: ${printable(problem.message)}`,
        help: 'what the part could have changed is unknown; the rest was read',
        ...(place === undefined ? {} : { at: { kind: 'text', ...place } }),
      },
    ];
  });
}

/** A model that a script runs is a source of its own, which nobody reads unasked. */
function modelProblem({ name, entry }: ScriptRun, { path, at }: ServedModel): Problem {
  const file = posix.join(posix.dirname(entry.file), path);
  return {
    severity: 'info',
    code: 'script/model',
    message: `${printable(name)} runs ${printable(path)}, which was not read`,
    help: `read both as one side where it is there: '${printable(name)} + ${printable(file)}'`,
    at,
  };
}

function exhaustedProblem({ name }: ScriptRun, text: string): Problem {
  return {
    severity: 'warning',
    code: 'script/budget',
    message: `${printable(name)} was not followed to its end: ${text}`,
    help: 'name the function that sets training up: file::function(…)',
  };
}

function noSuchEntry({ name, entry }: ScriptRun, names: readonly string[]): UsageError {
  const near = nearest(entry.name ?? '', names);
  return new UsageError(`${printable(name)}: there is no ${printable(entry.name ?? '')} in ${printable(entry.file)}`, {
    help: near === undefined ? 'name a function or class at the top of the file' : `did you mean ${printable(near)}?`,
  });
}

/** What a reader throws where a file is no script that can be read. */
export function unreadable(name: string, cause: string): SourceError {
  return new SourceError(`${printable(name)} cannot be read: ${cause}`);
}
