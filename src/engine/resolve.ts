import type { Derivation } from '../canonical/derivation.ts';
import { DERIVATIONS, substituteKnown } from '../canonical/index.ts';
import { defaultsFor } from '../knowledge/defaults.ts';
import { type Fact, type Facts, type FactValue, isKnown, unknown } from '../spec/fact.ts';
import type { TextOrigin } from '../spec/origin.ts';
import { FACT_PATHS, type FactPath, pathEntry, type RulePath, splitPrefix, template } from '../spec/paths.ts';
import { isExpression, type Quantity } from '../spec/quantity.ts';
import type { Setup } from '../spec/setup.ts';
import { PHASES, type Phase, SCOPES, type Scope } from '../spec/vocabulary.ts';
import { concretePath, type Focus, viewOf } from './view.ts';

const DERIVABLE: ReadonlySet<string> = new Set(DERIVATIONS.map(({ writes }) => writes));

/** A setup with defaults filled, absences concluded and derived facts computed: what rules look at. */
export interface Resolved {
  readonly setup: Setup;
  readonly scope: readonly Scope[];
  readonly facts: Facts;
  /** Prefixes of its parts, such as `networks.G.`; the setup itself is ''. */
  readonly prefixes: readonly string[];
}

/** Fills and derives; a pure function of the setup's own facts. */
export function resolve(setup: Setup): Resolved {
  const facts = new Map<string, Fact>(setup.facts);
  const scope = setup.scope ?? scopeOf(facts);
  const prefixes = [
    '',
    ...new Set([...facts.keys()].map((path) => splitPrefix(path)[0]).filter((p) => p !== '')),
  ].sort();
  for (const prefix of prefixes) {
    fillDefaults(setup, facts, prefix, scope);
    // Absence feeds derivations (no accumulation is 1), so what can be derived is closed only after them.
    closeConstructs(setup, facts, prefix, scope, (path) => !DERIVABLE.has(template(path)));
  }
  for (const prefix of prefixes) {
    // Most setups state no expression, and derive none.
    let hasExpressions = [...facts.values()].some(isOpenQuantity);
    if (hasExpressions) putInKnownInputs(facts, prefix);
    for (const derivation of DERIVATIONS) {
      const written = derive(facts, prefix, derivation);
      hasExpressions ||= written.some(isOpenQuantity);
      if (hasExpressions && written.length > 0) putInKnownInputs(facts, prefix);
    }
  }
  for (const prefix of prefixes) closeConstructs(setup, facts, prefix, scope, () => true);
  return { setup, scope, facts, prefixes };
}

/** The scopes that the facts of a setup speak of. */
function scopeOf(facts: Facts): readonly Scope[] {
  const found = new Set<Scope>();
  for (const [path, fact] of facts) {
    if (fact.status === 'unknown') continue;
    const own = splitPrefix(path)[1];
    const scope = phaseOf(own) ?? pathEntry(path)?.scope;
    if (scope !== undefined && scope !== 'any') found.add(scope);
  }
  return SCOPES.filter((scope) => found.has(scope));
}

/** Whether a fact path speaks of what a setup covers. */
export function inScope(path: string, scope: readonly Scope[]): boolean {
  const own = phaseOf(path) ?? pathEntry(path)?.scope ?? 'any';
  return own === 'any' || scope.includes(own);
}

const phaseOf = (path: string): Phase | undefined =>
  path.startsWith('preprocess.') ? PHASES.find((name) => path.startsWith(`${name}.`, 'preprocess.'.length)) : undefined;

const isOpen = (fact: Fact | undefined): boolean =>
  fact === undefined || (fact.status === 'unknown' && fact.reason.code === 'not-stated');

function fillDefaults(setup: Setup, facts: Map<string, Fact>, prefix: string, scope: readonly Scope[]): void {
  const get = (path: FactPath): Fact | undefined => facts.get(concretePath(facts, { prefix }, path));
  const places = placesOf(setup.facts);
  let last: ReadonlySet<string> | undefined;
  // Bounded by the number of paths: every round but the last fills at least one.
  for (let round = 0; round < FACT_PATHS.length; round++) {
    const filled = new Set<string>();
    for (const { path, value, origin: of } of defaultsFor(get, last)) {
      const target = prefix + path;
      if (!isOpen(facts.get(target)) || !inScope(path, scope)) continue;
      const omittedAt = siblingPlace(places, target);
      const held =
        prefix === '' || of.from === undefined
          ? of
          : { ...of, from: of.from.map((fact) => concretePath(facts, { prefix }, fact)) };
      const origin = omittedAt === undefined ? held : { ...held, omittedAt };
      facts.set(
        target,
        value === undefined ? { status: 'absent', origin } : { status: 'default', value: value as FactValue, origin },
      );
      filled.add(path);
    }
    if (filled.size === 0) return;
    // What is filled in a part hides what the setup has at that path, so that anything may hold now.
    if (prefix === '') last = filled;
  }
}

/** By construct, the first place that something of it is written at. */
function placesOf(facts: Facts): ReadonlyMap<string, TextOrigin> {
  const places = new Map<string, TextOrigin>();
  for (const [path, { origin }] of facts) {
    if (origin?.kind !== 'text') continue;
    for (let parent = parentOf(path); parent !== '' && !places.has(parent); parent = parentOf(parent)) {
      places.set(parent, origin);
    }
  }
  return places;
}

/** The place where the rest of the construct is written, to point at when something was left out of it. */
function siblingPlace(places: ReadonlyMap<string, TextOrigin>, path: string): TextOrigin | undefined {
  for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
    const place = places.get(parent);
    if (place !== undefined) return place;
  }
  return undefined;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

function closeConstructs(
  setup: Setup,
  facts: Map<string, Fact>,
  prefix: string,
  scope: readonly Scope[],
  includes: (path: string) => boolean,
): void {
  if (setup.closed.length === 0) return;
  const places = placesOf(setup.facts);
  for (const path of FACT_PATHS) {
    const target = prefix + path;
    if (!includes(path)) continue;
    if (!isOpen(facts.get(target)) || !inScope(path, scope) || pathEntry(path)?.computed) continue;
    const construct = setup.closed.find((closed) => closed === '' || target.startsWith(`${closed}.`));
    if (construct === undefined) continue;
    const place = siblingPlace(places, target);
    facts.set(target, {
      status: 'absent',
      origin: place ?? { kind: 'derived', from: [], how: `${construct === '' ? 'the setup' : construct} is closed` },
    });
  }
}

const isOpenQuantity = (fact: Fact): boolean => isKnown(fact) && isExpression(fact.value);

/** Puts what is known of their inputs into the expressions that quantities were stated as. */
function putInKnownInputs(facts: Map<string, Fact>, prefix: string): void {
  // An expression may rest on another; a chain longer than this stays open.
  for (let round = 0; round < 8 && putInOnce(facts, prefix); round++);
}

function putInOnce(facts: Map<string, Fact>, prefix: string): boolean {
  let changed = false;
  const lookup = (path: string): Quantity | undefined => {
    const fact = facts.get(concretePath(facts, { prefix }, path as RulePath));
    return isKnown(fact) && (typeof fact.value === 'number' || isExpression(fact.value)) ? fact.value : undefined;
  };
  for (const [target, fact] of facts) {
    if (!target.startsWith(prefix) || !isKnown(fact) || !isExpression(fact.value)) continue;
    const put = substituteKnown(target.slice(prefix.length), fact.value, lookup);
    if (put === undefined) continue;
    const from = put.from.map((path) => concretePath(facts, { prefix }, path as RulePath));
    const written = fact.origin.kind === 'derived' ? (fact.origin.via ?? []) : [fact.origin];
    const earlier = fact.origin.kind === 'derived' ? fact.origin.from : [];
    facts.set(target, {
      ...fact,
      status: 'derived',
      value: put.value as FactValue,
      origin: {
        kind: 'derived',
        from: [...new Set([...earlier, ...from])],
        how: put.how,
        ...(written.length === 0 ? {} : { via: written }),
      },
    });
    changed = true;
  }
  return changed;
}

/** Runs one derivation, once a phase where it has phases; the values that it wrote. */
function derive(facts: Map<string, Fact>, prefix: string, { writes, derive: compute }: Derivation): readonly Fact[] {
  const written: Fact[] = [];
  const phases = writes.includes('*') ? PHASES : [undefined];
  for (const phase of phases) {
    const focus: Focus = phase === undefined ? { prefix } : { prefix, phase };
    const target = prefix + (phase === undefined ? writes : writes.replace('*', phase));
    const present = facts.get(target);
    if (present !== undefined && !isOpen(present)) continue;
    const result = compute(viewOf(facts, focus));
    if (result === undefined) continue;
    const from = (result.from ?? []).map((path) => concretePath(facts, focus, path));
    // A part derives only from facts of its own: what it shares with the setup is derived there.
    if (prefix !== '' && !from.some((path) => path.startsWith(prefix))) continue;
    if ('unknown' in result) {
      const reason = unknown('data', result.unknown, result.settledBy && concretePath(facts, focus, result.settledBy));
      facts.set(target, { ...reason, origin: { kind: 'derived', from, how: result.unknown } });
    } else if ('absent' in result) {
      facts.set(target, { status: 'absent', origin: { kind: 'derived', from, how: result.absent } });
    } else {
      const derived: Fact = {
        status: 'derived',
        value: result.value as FactValue,
        origin: { kind: 'derived', from, how: result.how },
      };
      facts.set(target, derived);
      written.push(derived);
    }
  }
  return written;
}

/** The facts that a path rests on and that nobody derived, itself included where it is one; a default rests on what brought it about too. */
export function basePaths(facts: Facts, path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return new Set();
  seen.add(path);
  const fact = facts.get(path);
  if (fact?.origin?.kind === 'default') {
    const found = new Set([path]);
    for (const from of fact.origin.from ?? []) for (const base of basePaths(facts, from, seen)) found.add(base);
    return found;
  }
  if (fact?.origin?.kind !== 'derived' || (fact.status !== 'derived' && fact.status !== 'unknown'))
    return new Set([path]);
  // A stated expression rests on what was written as well as on its inputs.
  const found = new Set<string>(fact.origin.via === undefined ? [] : [path]);
  for (const from of fact.origin.from) for (const base of basePaths(facts, from, seen)) found.add(base);
  return found;
}

/** The setup with some of its facts made equal to another's. */
export function equalize(target: Resolved, model: Resolved, paths: Iterable<string>): Setup {
  const facts = new Map(target.setup.facts);
  for (const path of paths) {
    const fact = model.facts.get(path);
    if (fact === undefined || (!isKnown(fact) && fact.status !== 'absent')) facts.delete(path);
    else facts.set(path, fact);
  }
  return { ...target.setup, scope: target.scope, facts };
}
