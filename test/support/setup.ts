import type { Fact, FactValue } from '../../src/spec/fact.ts';
import { pathEntry } from '../../src/spec/paths.ts';
import type { Setup } from '../../src/spec/setup.ts';
import { canonicalName } from '../../src/spec/vocabulary.ts';

const LEFT_OUT = Symbol('left out');

interface LeftOut {
  readonly [LEFT_OUT]: unknown;
  readonly library: string;
  readonly parameter: string;
}

/** A value for `setupOf` that nobody wrote: the default of a library's parameter. */
export function byDefault(value: unknown, library: string, parameter: string): LeftOut {
  return { [LEFT_OUT]: value, library, parameter };
}

const isLeftOut = (value: unknown): value is LeftOut =>
  typeof value === 'object' && value !== null && LEFT_OUT in value;

/**
 * A setup from flat paths and plain values: `{'optimizer.lr': 0.1}`. Names may be in any accepted spelling; null says that
 * there is nothing of the kind.
 */
export function setupOf(
  values: Readonly<Record<string, unknown>>,
  options: { closed?: readonly string[]; name?: string } = {},
): Setup {
  const name = options.name ?? 'test';
  const facts = new Map<string, Fact>();
  for (const [i, [path, given]] of Object.entries(values).entries()) {
    const origin = { kind: 'text', file: `${name}.json`, line: i + 1, column: 1 } as const;
    if (given === null) {
      if (pathEntry(path) === undefined) throw new TypeError(`no such path: ${path}`);
      facts.set(path, { status: 'absent', origin });
      continue;
    }
    const value = isLeftOut(given) ? given[LEFT_OUT] : given;
    const entry = pathEntry(path);
    if (entry === undefined) throw new TypeError(`no such path: ${path}`);
    const canonical =
      entry.value.vocabulary !== undefined && typeof value === 'string'
        ? canonicalName(entry.value.vocabulary, value)
        : value;
    if (canonical === undefined) throw new TypeError(`${path} cannot be ${String(value)}`);
    if (isLeftOut(given)) {
      const { library, parameter } = given;
      const left = { kind: 'default', library, parameter, omittedAt: origin } as const;
      facts.set(path, { status: 'default', value: canonical as FactValue, origin: left });
    } else facts.set(path, { status: 'stated', value: canonical as FactValue, origin });
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
