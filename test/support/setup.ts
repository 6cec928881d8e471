import type { Fact, FactValue } from '../../src/spec/fact.ts';
import { pathEntry } from '../../src/spec/paths.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { canonicalName } from '../../src/spec/vocabulary.ts';

/** A setup from flat paths and plain values: `{'optimizer.lr': 0.1}`. Names may be in any accepted spelling. */
export function setupOf(
  values: Readonly<Record<string, unknown>>,
  options: { closed?: readonly string[]; name?: string } = {},
): Setup {
  const name = options.name ?? 'test';
  const facts = new Map<string, Fact>();
  for (const [i, [path, value]] of Object.entries(values).entries()) {
    const entry = pathEntry(path);
    if (entry === undefined) throw new TypeError(`no such path: ${path}`);
    const canonical =
      entry.value.vocabulary !== undefined && typeof value === 'string'
        ? canonicalName(entry.value.vocabulary, value)
        : value;
    if (canonical === undefined) throw new TypeError(`${path} cannot be ${String(value)}`);
    const origin = { kind: 'text', file: `${name}.json`, line: i + 1, column: 1 } as const;
    facts.set(path, { status: 'stated', value: canonical as FactValue, origin });
  }
  return {
    name,
    sources: [{ name, kind: 'spec' }],
    facts,
    closed: options.closed ?? [],
    problems: [],
    texts: new Map(),
  };
}
