import { UsageError } from '../spec/errors.ts';
import type { Fact, FactValue } from '../spec/fact.ts';
import type { Kind } from '../spec/kinds.ts';
import type { ArgumentOrigin } from '../spec/origin.ts';
import { pathEntry, splitPrefix } from '../spec/paths.ts';
import type { Setup } from '../spec/setup.ts';
import { printable } from '../spec/text.ts';
import { leavesOf, type SpecLeaf, treeAt } from '../spec/tree.ts';
import type { DocNode } from './structured/node.ts';
import { misspelledPath } from './structured/suggest.ts';
import { readValue } from './structured/value.ts';

/**
 * A setup with facts given on the command line; they replace whatever the sources say.
 * @param options.othersAllowed keys that are no fact path belong to a source, which has looked at them.
 * @throws {UsageError} where a key is no fact path, or a value does not fit it.
 */
export function applySets(
  setup: Setup,
  sets: readonly (readonly [key: string, value: string])[],
  options: { readonly othersAllowed: boolean },
): Setup {
  if (sets.length === 0) return setup;
  const facts = new Map<string, Fact>(setup.facts);
  for (const [key, written] of sets) {
    const places = leavesAt(key);
    if (places === undefined) {
      if (options.othersAllowed) continue;
      throw noSuchPath(key);
    }
    const [prefix] = splitPrefix(key);
    if (written === 'null') {
      for (const { path } of places.all) {
        facts.set(prefix + path, { status: 'absent', origin: originOf(facts.get(prefix + path), key, written) });
      }
    } else {
      const path = prefix + places.one.path;
      const value = readWritten(key, places.one, written);
      facts.set(path, { status: 'stated', value, origin: originOf(facts.get(path), key, written) });
    }
  }
  return { ...setup, facts };
}

function originOf(replaced: Fact | undefined, key: string, written: string): ArgumentOrigin {
  const argument = `--set ${key}=${written}`;
  return { kind: 'argument', argument, ...(replaced?.origin === undefined ? {} : { via: [replaced.origin] }) };
}

function leavesAt(key: string): { readonly one: SpecLeaf; readonly all: readonly SpecLeaf[] } | undefined {
  const place = treeAt(splitPrefix(key)[1]);
  if (place === undefined) return undefined;
  const one = place.kind === 'leaf' ? place : place.main;
  return one === undefined ? undefined : { one, all: leavesOf(place) };
}

function noSuchPath(key: string): UsageError {
  const shown = printable(key, 80);
  if (pathEntry(key)?.computed)
    return new UsageError(`--set ${shown}: resaudit computes it`, { help: 'set what it is computed from' });
  const meant = misspelledPath(key);
  return new UsageError(`--set ${shown}: no such fact`, {
    help: meant === undefined ? 'see the fact paths with: resaudit schema spec' : `did you mean ${meant}?`,
  });
}

function readWritten(key: string, { entry }: SpecLeaf, written: string): FactValue {
  const { value, errors } = readValue(entry.value, nodeOf(entry.value, written));
  const [first] = errors;
  if (value !== undefined && first === undefined) return value;
  throw new UsageError(`--set ${printable(key, 80)} ${first?.message ?? 'has no value'}`, {
    ...(first?.help === undefined ? {} : { help: first.help }),
  });
}

/** What a person writes for a value on a command line, as the node that a file would have: text needs no quotes there. */
function nodeOf(kind: Kind<unknown>, written: string): DocNode {
  if (kind.kind === 'text') return { kind: 'scalar', range: NOWHERE, value: written };
  const json = parseLenient(written);
  if (json !== undefined) return fromPlain(json);
  const isList = ['numbers', 'names', 'texts', 'size'].includes(kind.kind) && written.includes(',');
  if (!isList) return { kind: 'scalar', range: NOWHERE, value: written };
  const inner = written.replace(/^\s*\[(.*)\]\s*$/s, '$1');
  return fromPlain(inner.split(',').map((part) => parseLenient(part) ?? part.trim()));
}

const NOWHERE = { start: 0, end: 0 };

function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromPlain(value: unknown): DocNode {
  if (Array.isArray(value)) return { kind: 'array', range: NOWHERE, items: value.map(fromPlain) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => ({ key, keyRange: NOWHERE, value: fromPlain(part) }));
    return { kind: 'object', range: NOWHERE, entries };
  }
  return { kind: 'scalar', range: NOWHERE, value: value as string | number | boolean | null };
}
