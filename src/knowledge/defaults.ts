import { type Fact, isKnown } from '../spec/fact.ts';
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
  readonly library: string;
  readonly version?: string;
  /** What has the default: `torch.optim.AdamW(weight_decay)`. */
  readonly parameter: string;
  /** Facts other than framework and version by which it holds. */
  readonly from: readonly FactPath[];
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
 * Called again after it filled something, until it fills nothing new.
 */
export function defaultsFor(get: Get): readonly DefaultValue[] {
  const name = knownValue(get, 'framework.name');
  if (typeof name !== 'string') return [];
  const stated = knownValue(get, 'framework.version');
  const version = typeof stated === 'string' ? parseVersion(stated) : undefined;
  const framework = frameworkOf(name, version);
  if (framework === undefined) return [];
  const seen = remembering(get);
  const found = new Map<FactPath, DefaultValue>();
  for (const { when, phases } of tableOf(framework, typeof stated === 'string' ? stated : undefined)) {
    for (const { phase, defaults } of phases) {
      if (!when.every((condition) => holds(condition, seen, phase))) continue;
      for (const value of defaults) {
        // The first construct has the say: what a framework does goes before what its parts do.
        if (!found.has(value.path) && !saidOtherwise(value.path, seen)) found.set(value.path, value);
      }
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

/** A construct at one version of its framework. */
interface Entry {
  readonly when: readonly Condition[];
  readonly phases: readonly { readonly phase: Phase | undefined; readonly defaults: readonly DefaultValue[] }[];
}

const tables = new WeakMap<Framework, Map<string, readonly Entry[]>>();

function tableOf(framework: Framework, stated: string | undefined): readonly Entry[] {
  const byVersion = tables.get(framework) ?? new Map<string, readonly Entry[]>();
  tables.set(framework, byVersion);
  const key = stated ?? '';
  const present = byVersion.get(key);
  if (present !== undefined) return present;
  const table = framework.constructs.map((construct) => entryOf(framework, construct, stated));
  // Versions are texts of an input: a bound keeps a hostile one from filling memory.
  if (byVersion.size < 64) byVersion.set(key, table);
  return table;
}

function entryOf({ versionOf }: Framework, { library, callable, when, rows }: Construct, stated?: string): Entry {
  const toLibrary = versionOf.get(library);
  const isStated = stated !== undefined && toLibrary !== undefined;
  const frameworkVersion = stated === undefined ? undefined : parseVersion(stated);
  // A version that is stated but cannot be read is unknown; one that is not stated is the newest.
  const version = isStated ? frameworkVersion && toLibrary(frameworkVersion) : parseVersion(library.checked);
  const rests = [...new Set(when.flatMap(pathsOf))].filter((path) => !path.startsWith('framework.'));
  const defaultOf = (row: Row, phase: Phase | undefined): DefaultValue => {
    const newest = row.since !== undefined || row.before !== undefined ? library.checked : undefined;
    const shown = isStated ? version?.join('.') : newest;
    return {
      path: concrete(row.path, phase),
      value: row.value,
      library: library.name,
      ...(shown === undefined ? {} : { version: shown }),
      parameter: row.of === '' ? callable : `${callable}(${row.of})`,
      from: rests.map((path) => concrete(path, phase)),
    };
  };
  const valid = rows.filter((row) => isValidAt(row, version));
  const phases = rows.some(({ path }) => path.includes('*')) ? PHASES : ONCE;
  return { when, phases: phases.map((phase) => ({ phase, defaults: valid.map((row) => defaultOf(row, phase)) })) };
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
