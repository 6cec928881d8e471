import { ts } from 'ts-morph';
import { type Evaluation, startEvaluation } from '../../src/script/evaluator.ts';
import { javascript } from '../../src/script/javascript/semantics.ts';
import { heldItems, isOpen } from '../../src/script/lists.ts';
import type { Budget, Library, Machine } from '../../src/script/machine.ts';
import { Sites } from '../../src/script/sites.ts';
import type { Value } from '../../src/script/value.ts';
import { lowerModule } from '../../src/sources/typescript/lower.ts';

/** Evaluates one JavaScript file and gives back what its global `result` came to, as plain data. */
export function evaluateJavaScript(
  text: string,
  options: { library?: Library; budget?: Partial<Budget> } = {},
): { result: unknown; evaluation: Evaluation } {
  const file = ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest, true);
  const evaluation = startEvaluation({
    semantics: javascript,
    library: options.library ?? {},
    loader: { load: (_from, name) => ({ library: name }) },
    ...(options.budget === undefined ? {} : { budget: options.budget }),
  });
  const loaded = evaluation.runModule(lowerModule(file, 'test.ts', new Sites()));
  const value = evaluation.machine.memory.read(loaded.scope, 'result');
  return {
    result: evaluation.exhausted ?? (value === undefined ? undefined : plain(evaluation.machine, value)),
    evaluation,
  };
}

/** A value as plain data; what is not known is the text `?`, a choice the list of its options in `oneOf`. */
export function plain(m: Machine, value: Value, depth = 0): unknown {
  if (depth > 20) return '…';
  switch (value.kind) {
    case 'primitive':
      return value.value;
    case 'choice':
      return { oneOf: value.options.map((option) => plain(m, option.value, depth + 1)) };
    case 'items':
      return value.open ? '?' : value.items.map((item) => plain(m, item, depth + 1));
    case 'library':
      return `<${value.name}>`;
    case 'reference': {
      const object = m.memory.object(value.address);
      if (object.kind === 'call') return `<${(object.detail as { name: string }).name}()>`;
      if (object.kind === 'function' || object.kind === 'class') return '<function>';
      const items = heldItems(m, value.address);
      if (items !== undefined) return plain(m, items, depth + 1);
      const entries = m.memory
        .keys(value.address)
        .map((key) => [key, plain(m, m.memory.read(value.address, key) ?? value, depth + 1)]);
      return isOpen(m, value.address) ? '?' : Object.fromEntries(entries);
    }
    default:
      return '?';
  }
}
