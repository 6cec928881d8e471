import { type Alternative, type Fact, isKnown } from '../spec/fact.ts';
import type { Origin, TextOrigin } from '../spec/origin.ts';
import { pathEntry } from '../spec/paths.ts';
import type { Problem, Setup, SourceInfo } from '../spec/setup.ts';
import { printable } from '../spec/text.ts';

/**
 * How strongly a source says a fact: what ran over what is stated, over the default of an option, over a published recipe that
 * the setup builds on, over a library's default.
 */
const FORCES = ['unknown', 'library-default', 'preset', 'option-default', 'stated', 'ran'] as const;
type Force = (typeof FORCES)[number];

interface Said {
  readonly fact: Fact;
  readonly force: Force;
  readonly source: string;
}

/** One setup from several sources of the same side. Where sources of equal force disagree, the fact is unknown. */
export function joinSetups(setups: readonly Setup[]): Setup {
  const [first, ...others] = setups;
  if (first === undefined) throw new TypeError('no setups to join');
  if (others.length === 0) return first;
  const said = new Map<string, Said[]>();
  for (const setup of setups) {
    for (const [path, fact] of setup.facts) {
      // Each source says what it covers; together they cover all of it.
      if (path === 'setup.scope') continue;
      const next = { fact, force: forceOf(fact, setup.sources), source: setup.name };
      said.set(path, [...(said.get(path) ?? []), next]);
    }
  }
  const problems: Problem[] = setups.flatMap((setup) => setup.problems);
  const facts = new Map<string, Fact>();
  for (const [path, all] of said) {
    const { fact, problem } = settle(path, all);
    facts.set(path, fact);
    if (problem !== undefined) problems.push(problem);
  }
  const scopes = setups.map(({ scope }) => scope);
  const scope = scopes.every((stated) => stated !== undefined) ? [...new Set(scopes.flat())] : undefined;
  return {
    name: setups.map(({ name }) => name).join(' + '),
    sources: setups.flatMap(({ sources }) => sources),
    ...(scope === undefined ? {} : { scope }),
    facts,
    closed: [...new Set(setups.flatMap(({ closed }) => closed))],
    problems,
    texts: new Map(setups.flatMap(({ texts }) => [...texts])),
  };
}

function forceOf(fact: Fact, sources: readonly SourceInfo[]): Force {
  if (fact.status === 'unknown') return 'unknown';
  if (fact.status === 'default') return 'library-default';
  if (fact.origin.kind === 'preset') return 'preset';
  if (sources.some(({ ran }) => ran)) return 'ran';
  return 'overridable' in fact && fact.overridable !== undefined ? 'option-default' : 'stated';
}

interface Settled {
  readonly fact: Fact;
  readonly problem?: Problem;
}

function settle(path: string, all: readonly Said[]): Settled {
  const ranked = [...all].sort((x, y) => FORCES.indexOf(y.force) - FORCES.indexOf(x.force));
  const [top] = ranked;
  if (top === undefined) throw new TypeError(`nobody speaks of ${path}`);
  if (top.force === 'unknown')
    return { fact: [...ranked].sort((x, y) => tells(y.fact) - tells(x.fact))[0]?.fact ?? top.fact };
  // What ran cannot differ from what is written out, without an option between them: one of the two is of another run.
  const rivals = ranked.filter((said) => isRival(path, top, said) && !sameFact(path, said.fact, top.fact));
  if (rivals.length > 0) return conflict(path, [top, ...rivals]);
  const weaker = ranked.filter(({ force, fact }) => force !== top.force && !sameFact(path, fact, top.fact));
  return { fact: replacing(top.fact, weaker) };
}

/**
 * Whether two sources cannot both be right where they differ. What a script left to its library is a choice that it made: a
 * graph of the same network has it too.
 */
function isRival(path: string, top: Said, other: Said): boolean {
  // The same network looks different from every tool that wrote it; what its graphs show is compared fact by fact.
  if (path === 'model.graph') return false;
  if (other.force === top.force || (top.force === 'ran' && other.force === 'stated')) return true;
  return path.startsWith('model.') && top.fact.origin?.kind === 'graph' && other.fact.origin?.kind === 'default';
}

/** An unknown fact with alternatives, or a reason of its own, says more than one that was only not mentioned. */
function tells(fact: Fact): number {
  if (fact.status !== 'unknown') return 0;
  return (fact.alternatives?.length ?? 0) * 2 + (fact.reason.code === 'not-stated' ? 0 : 1);
}

function replacing(fact: Fact, weaker: readonly Said[]): Fact {
  const places = weaker.flatMap(({ fact: { origin } }) => (origin === undefined ? [] : [origin]));
  if (places.length === 0 || fact.origin === undefined) return fact;
  const via = [...(fact.origin.via ?? []), ...places].slice(0, 6);
  return { ...fact, origin: { ...fact.origin, via } } as Fact;
}

function conflict(path: string, rivals: readonly Said[]): Settled {
  const words = rivals.map(inWords);
  const at = rivals.map(({ fact }) => fact.origin).find((origin): origin is TextOrigin => origin?.kind === 'text');
  const origin = rivals[0]?.fact.origin;
  return {
    fact: {
      status: 'unknown',
      reason: { code: 'input', text: `the sources disagree: ${words.join(', ')}`, settledBy: path },
      ...(origin === undefined ? {} : { origin }),
      alternatives: rivals.flatMap(alternativesOf),
    },
    problem: {
      severity: 'warning',
      code: 'setup/conflict',
      message: `${path} is ${words.join(' and ')}`,
      help: `make them agree, or say which holds: --set ${path}=…`,
      ...(at === undefined ? {} : { at }),
    },
  };
}

function alternativesOf({ fact, source }: Said): readonly Alternative[] {
  if (fact.status === 'unknown') return fact.alternatives ?? [];
  const value = isKnown(fact) ? fact.value : null;
  return [{ value, when: `as ${printable(source)} says`, origin: fact.origin }];
}

function inWords({ fact, source }: Said): string {
  if (fact.status === 'unknown') return fact.reason.text;
  const value = isKnown(fact) ? printable(JSON.stringify(fact.value), 60) : 'none';
  return `${value} in ${placeOf(fact.origin) ?? printable(source)}`;
}

function placeOf(origin: Origin): string | undefined {
  if (origin.kind === 'text') return `${printable(origin.file)}:${origin.line}`;
  return origin.kind === 'graph' ? printable(origin.file) : undefined;
}

function sameFact(path: string, a: Fact, b: Fact): boolean {
  if (a.status === 'unknown' || b.status === 'unknown') return false;
  if (a.status === 'absent' && b.status === 'absent') return true;
  const none = pathEntry(path)?.none ?? null;
  // What one says of a stage, and the other leaves out, is no contradiction.
  return sameValue(isKnown(a) ? a.value : none, isKnown(b) ? b.value : none, path === 'model.stages');
}

/**
 * Equal plain values whatever the order of keys; numbers to rounding, one number for a list of it.
 * @param shared whether only keys that both have must agree.
 */
function sameValue(a: unknown, b: unknown, shared = false): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  }
  if (typeof a === 'number' && Array.isArray(b)) return b.length > 0 && b.every((item) => sameValue(a, item, shared));
  if (Array.isArray(a) && typeof b === 'number') return sameValue(b, a, shared);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  const mayLack = shared && !Array.isArray(a) && !Array.isArray(b);
  return (
    (mayLack || keys.length === Object.keys(b).length) &&
    keys.every((key) => (Object.hasOwn(b, key) ? sameValue(Reflect.get(a, key), Reflect.get(b, key), shared) : mayLack))
  );
}
