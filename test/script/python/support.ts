import { standardLibrary } from '../../../src/knowledge/python/index.ts';
import { combineLibraries } from '../../../src/knowledge/script.ts';
import { type Evaluation, startEvaluation } from '../../../src/script/evaluator.ts';
import type { Budget, Library } from '../../../src/script/machine.ts';
import { pythonSemantics } from '../../../src/script/python/semantics.ts';
import { Sites } from '../../../src/script/sites.ts';
import { lowerPython } from '../../../src/sources/python/lower.ts';
import { startParser } from '../../../src/sources/python/parser.ts';
import { plain } from '../support.ts';

/** Evaluates one Python file and gives back what its global `result` came to, as plain data. */
export async function evaluatePython(
  text: string,
  options: { library?: Library; budget?: Partial<Budget> } = {},
): Promise<{ result: unknown; evaluation: Evaluation }> {
  const evaluation = startEvaluation({
    semantics: pythonSemantics({ main: 'test.py', runsMain: true }),
    library: combineLibraries([...(options.library === undefined ? [] : [options.library]), standardLibrary()]),
    loader: { load: (_from, name) => ({ library: name }) },
    ...(options.budget === undefined ? {} : { budget: options.budget }),
  });
  const module = lowerPython(await startParser(), text, 'test.py', new Sites());
  const loaded = evaluation.runModule(module);
  const value = evaluation.machine.memory.read(loaded.scope, 'result');
  return {
    result: evaluation.exhausted ?? (value === undefined ? undefined : plain(evaluation.machine, value)),
    evaluation,
  };
}
