import { type Fact, isKnown } from '../spec/fact.ts';
import type { DefaultOrigin } from '../spec/origin.ts';
import type { FactPath, RulePath } from '../spec/paths.ts';
import { PHASES, type Phase } from '../spec/vocabulary.ts';
import { type Framework, frameworkOf } from './frameworks.ts';
import type { Condition, Construct, Row } from './library.ts';
import { compareVersions, parseVersion } from './version.ts';

/** The default of a fact that nobody wrote. */
export interface DefaultValue {
  readonly path: FactPath;
  /** The value, or undefined where the library does nothing of the kind (the fact is absent). */
  readonly value: unknown;
  /** What has it; `from`: the facts other than framework and version by which it holds. */
  readonly origin: Omit<DefaultOrigin, 'from'> & { readonly from?: readonly FactPath[] };
}

type Get = (path: FactPath) => Fact | undefined;

/** What says the same in another way: where one of these is stated, the path was not left out. */
const SAID_OTHERWISE: Readonly<Record<string, readonly FactPath[]>> = {
  'optimizer.lr': ['schedule.peakLr'],
  'data.batchSize': ['data.effectiveBatchSize', 'data.normBatchSize'],
  'data.accumulation': ['data.effectiveBatchSize'],
  'train.epochs': ['train.steps', 'train.samples'],
  'model.depths': ['model.stages', 'model.graph'],
  'model.norm.kind': ['model.graph'],
};

/**
 * The defaults that hold for a setup, given the facts known so far; empty where no framework is known.
 * Called again after it filled something, until it fills nothing new; `filled` are the facts that were last given a value: what
 * does not look at one of these holds, or does not hold, as before, and is left out.
 */
export function defaultsFor(get: Get, filled?: ReadonlySet<string>): readonly DefaultValue[] {
  const name = knownValue(get, 'framework.name');
  if (typeof name !== 'string') return [];
  const stated = knownValue(get, 'framework.version');
  const version = typeof stated === 'string' ? parseVersion(stated) : undefined;
  const framework = frameworkOf(name, version);
  if (framework === undefined) return [];
  const seen = remembering(get);
  const found = new Map<FactPath, DefaultValue>();
  const written = typeof stated === 'string' ? stated : undefined;
  const network = networkOf(framework, written, seen('model.name'), knownValue(seen, 'model.head.classes'));
  for (const entry of [...network, ...tableOf(framework, written)]) {
    if (filled !== undefined && !entry.looksAt.some((path) => filled.has(path))) continue;
    if (!entry.when.every((condition) => holds(condition, seen, entry.phase))) continue;
    for (const value of entry.defaults()) {
      // The first construct has the say: what a framework does goes before what its parts do.
      if (!found.has(value.path) && !saidOtherwise(value.path, seen)) found.set(value.path, value);
    }
  }
  return [...found.values()];
}

const ONCE: readonly [undefined] = [undefined];

function remembering(get: Get): Get {
  const known = new Map<FactPath, Fact | undefined>();
  return (path) => {
    if (known.has(path)) return known.get(path);
    const fact = get(path);
    known.set(path, fact);
    return fact;
  };
}

function knownValue(get: Get, path: FactPath): unknown {
  const fact = get(path);
  return fact !== undefined && isKnown(fact) ? fact.value : undefined;
}

/** Whether a person or a source said something of a path, if only that it could not be told. */
function isStated(get: Get, path: FactPath): boolean {
  const fact = get(path);
  if (fact === undefined) return false;
  if (fact.status === 'unknown') return fact.reason.code !== 'not-stated';
  return fact.origin.kind !== 'default';
}

const saidOtherwise = (path: FactPath, get: Get): boolean =>
  SAID_OTHERWISE[path]?.some((other) => isStated(get, other)) ?? false;

const concrete = (path: RulePath, phase: Phase | undefined): FactPath =>
  (phase === undefined ? path : path.replace('*', phase)) as FactPath;

function holds(condition: Condition, get: Get, phase: Phase | undefined): boolean {
  if ('not' in condition) return !holds(condition.not, get, phase);
  if ('anyOf' in condition) return condition.anyOf.some((part) => holds(part, get, phase));
  if ('unstated' in condition) return condition.unstated.every((path) => !isStated(get, concrete(path, phase)));
  const path = concrete(condition.path, phase);
  if ('spelled' in condition) return condition.spelled.test(spellingOf(get(path)));
  const value = knownValue(get, path);
  if ('known' in condition) return value !== undefined;
  if ('is' in condition) return condition.is.includes(value);
  if ('isNot' in condition) return value !== undefined && !condition.isNot.includes(value);
  if ('unlessIs' in condition) return !condition.unlessIs.includes(value);
  return typeof value === 'string' && condition.matches.test(value);
}

function spellingOf(fact: Fact | undefined): string {
  if (fact === undefined || !isKnown(fact)) return '';
  const { origin } = fact;
  return origin.kind === 'text' ? (origin.raw ?? '') : '';
}

/** A construct at one version of its framework, in one phase where its rows are for each. */
interface Entry {
  readonly when: readonly Condition[];
  readonly phase: Phase | undefined;
  /** The facts whose values its conditions look at. */
  readonly looksAt: readonly FactPath[];
  /** Of the hundreds in a table a setup has some ten: only what holds is spelled out. */
  defaults(): readonly DefaultValue[];
}

const tables = new WeakMap<Framework, Map<string, readonly Entry[]>>();

function tableOf(framework: Framework, stated: string | undefined): readonly Entry[] {
  const byVersion = tables.get(framework) ?? new Map<string, readonly Entry[]>();
  tables.set(framework, byVersion);
  const key = stated ?? '';
  const present = byVersion.get(key);
  if (present !== undefined) return present;
  const table = framework.constructs.flatMap((construct) => entriesOf(framework, construct, stated));
  // Versions are texts of an input: a bound keeps a hostile one from filling memory.
  if (byVersion.size < 64) byVersion.set(key, table);
  return table;
}

const NOTHING: readonly Entry[] = [];

const networks = new WeakMap<Framework, Map<string, readonly Entry[]>>();

/** What a named network is: the setups of a run name few. */
function networkOf(
  framework: Framework,
  stated: string | undefined,
  name: Fact | undefined,
  classes: unknown,
): readonly Entry[] {
  if (framework.networks === undefined || name === undefined || !isKnown(name)) return NOTHING;
  const { value } = name;
  if (typeof value !== 'string') return NOTHING;
  const byName = networks.get(framework) ?? new Map<string, readonly Entry[]>();
  networks.set(framework, byName);
  const key = JSON.stringify([value, classes, stated]);
  const present = byName.get(key);
  if (present !== undefined) return present;
  const entries = framework.networks(value, classes).flatMap((construct) => entriesOf(framework, construct, stated));
  if (byName.size < 64) byName.set(key, entries);
  return entries;
}

function entriesOf(framework: Framework, construct: Construct, stated: string | undefined): readonly Entry[] {
  const { when, rows } = construct;
  const looksAt = when.length === 0 ? [] : [...new Set(when.flatMap(pathsOf))];
  const phases = rows.some(({ path }) => path.includes('*')) ? PHASES : ONCE;
  return phases.map((phase) => {
    let defaults: readonly DefaultValue[] | undefined;
    return {
      when,
      phase,
      looksAt: looksAt.map((path) => concrete(path, phase)),
      defaults() {
        defaults ??= spelledOut(framework, construct, stated, phase, looksAt);
        return defaults;
      },
    };
  });
}

function spelledOut(
  { versionOf }: Framework,
  { library, callable, rows }: Construct,
  stated: string | undefined,
  phase: Phase | undefined,
  looksAt: readonly RulePath[],
): readonly DefaultValue[] {
  const toLibrary = versionOf.get(library);
  const isStated = stated !== undefined && toLibrary !== undefined;
  const frameworkVersion = stated === undefined ? undefined : parseVersion(stated);
  // A version that is stated but cannot be read is unknown; one that is not stated is the newest.
  const version = isStated ? frameworkVersion && toLibrary(frameworkVersion) : parseVersion(library.checked);
  const from = looksAt.filter((path) => !path.startsWith('framework.')).map((path) => concrete(path, phase));
  return rows
    .filter((row) => isValidAt(row, version))
    .map((row) => {
      const newest = row.since !== undefined || row.before !== undefined ? library.checked : undefined;
      const shown = isStated ? version?.join('.') : newest;
      return {
        path: concrete(row.path, phase),
        value: row.value,
        origin: {
          kind: 'default',
          library: library.name,
          parameter: row.of === '' ? callable : `${callable}(${row.of})`,
          ...(shown === undefined ? {} : { version: shown }),
          ...(from.length === 0 ? {} : { from }),
        },
      };
    });
}

/** The facts whose values a condition looks at. */
function pathsOf(condition: Condition): readonly RulePath[] {
  if ('not' in condition) return pathsOf(condition.not);
  if ('anyOf' in condition) return condition.anyOf.flatMap(pathsOf);
  return 'unstated' in condition ? [] : [condition.path];
}

function isValidAt({ since, before }: Row, version: readonly number[] | undefined): boolean {
  const [first, last] = [since && parseVersion(since), before && parseVersion(before)];
  if (!first && !last) return true;
  if (version === undefined) return false;
  return (!first || compareVersions(version, first) >= 0) && (!last || compareVersions(version, last) < 0);
}
