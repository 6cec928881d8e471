import { resolve as resolvePath } from 'node:path';
import {
  countFacts,
  type EngineOptions,
  evidence,
  inScope,
  type Resolved,
  resolve,
  runCompare,
  runLint,
  sharedScope,
} from './engine/index.ts';
import { sift, suppressionsIn, unusedProblems } from './engine/suppressions.ts';
import type { ForwardOptions, ModelFile } from './forward/verify.ts';
import { networkNoise } from './graph/align/facts.ts';
import { isCanonicalGraph } from './graph/is-canonical.ts';
import { answerBesides, answerCompare, answerLint } from './report/answer.ts';
import type {
  CompareReport,
  ExtractReport,
  FactTable,
  LintReport,
  SideSummary,
  SubjectVerdict,
  UnknownFacts,
} from './report/report.ts';
import type { VerifyReport } from './report/verify.ts';
import type { Rule } from './rule.ts';
import { type OpenOptions, openSource } from './sources/registry.ts';
import { ResauditError, SourceError } from './spec/errors.ts';
import type { Fact } from './spec/fact.ts';
import { FACT_PATHS, pathEntry } from './spec/paths.ts';
import type { Problem, Setup } from './spec/setup.ts';
import { printable } from './spec/text.ts';
import type { Scope } from './spec/vocabulary.ts';
import { VERSION } from './version.ts';

const TOOL = { name: 'resaudit', version: VERSION } as const;

/** A report, with the text of every file that it points into. */
export interface Audited<R> {
  readonly report: R;
  readonly texts: ReadonlyMap<string, string>;
}

export interface CompareOptions extends EngineOptions {
  /** Directory that relative paths are taken from. */
  readonly cwd: string;
  /** `--set` by side, in order. */
  readonly sets?: { readonly a: OpenOptions['sets']; readonly b: OpenOptions['sets'] };
  /** Read B as this commit of git holds it. */
  readonly baseline?: string;
  /** Put every fact of both sides into the report. */
  readonly withFacts?: boolean;
  /** Look for known mistakes within the sides too; left out: yes. */
  readonly withLint?: boolean;
  /** Run the networks of both sides, for the facts that only that tells. */
  readonly forward?: ForwardOptions | Unmeasured;
}

/** Why the networks cannot be run. */
export interface Unmeasured {
  readonly why: string;
}

/**
 * Reads two sides by name and compares them by every rule.
 * @throws {ResauditError} where a side cannot be read or there is nothing to compare.
 */
export async function auditCompare(
  nameA: string,
  nameB: string,
  rules: readonly Rule[],
  { cwd, sets, baseline, forward, ...options }: CompareOptions,
): Promise<Audited<CompareReport>> {
  // Both are awaited before either fails, so that the first named is the one complained of.
  const [a, b] = await Promise.allSettled([
    openSource(nameA, { cwd, sets: sets?.a ?? [] }),
    openSource(nameB, { cwd, sets: sets?.b ?? [], ...(baseline === undefined ? {} : { at: baseline }) }),
  ]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  const setups = [a.value, b.value] as const;
  const [setupA, setupB] = forward === undefined ? setups : await withForward(setups, forward, cwd);
  return { report: compareSetups(setupA, setupB, rules, options), texts: textsOf(setups) };
}

/** Both sides with what running their networks tells. */
async function withForward(
  [a, b]: readonly [Setup, Setup],
  options: ForwardOptions | Unmeasured,
  cwd: string,
): Promise<readonly [Setup, Setup]> {
  const { measuredFacts, unmeasured } = await import('./forward/facts.ts');
  const add = (setup: Setup, facts: ReadonlyMap<string, Fact>): Setup => ({
    ...setup,
    facts: new Map([...setup.facts, ...facts]),
  });
  const neither = (why: string): readonly [Setup, Setup] => [add(a, unmeasured(why)), add(b, unmeasured(why))];
  if ('why' in options) return neither(options.why);
  const [fileA, fileB] = [a, b].map(({ sources }) => sources.find(({ kind }) => kind === 'onnx')?.name);
  if (fileA === undefined || fileB === undefined) return neither('the forward pass needs an ONNX file on both sides');
  const { verifyModels } = await import('./forward/verify.ts');
  const file = (name: string): ModelFile => ({ name, path: resolvePath(cwd, name) });
  const result = await verifyModels(file(fileA), file(fileB), options);
  return [add(a, measuredFacts(result, 'a', fileA)), add(b, measuredFacts(result, 'b', fileB))];
}

/**
 * Reads setups by name and lints each.
 * @throws {ResauditError} where one cannot be read, or nothing in it could be checked.
 */
export async function auditLint(
  names: readonly string[],
  rules: readonly Rule[],
  { cwd, sets = [], ...options }: EngineOptions & OpenOptions,
): Promise<Audited<LintReport>> {
  const setups: Setup[] = [];
  for (const name of names) setups.push(await openSource(name, { cwd, sets }));
  return { report: lintSetups(setups, rules, options), texts: textsOf(setups) };
}

/**
 * Reads one setup by name.
 * @throws {ResauditError} where it cannot be read or yields no fact.
 */
export async function auditExtract(name: string, options: OpenOptions): Promise<Audited<ExtractReport>> {
  const setup = await openSource(name, options);
  return { report: extractSetup(setup), texts: setup.texts };
}

/**
 * The outline of one setup's network: stem, stages with their blocks, head.
 * @throws {ResauditError} where it cannot be read, or holds no network that was read layer by layer.
 */
export async function auditOutline(name: string, options: OpenOptions): Promise<string> {
  const [setup, { outlineOf }] = await Promise.all([openSource(name, options), import('./graph/outline.ts')]);
  const fact = setup.facts.get('model.graph');
  const graph = fact !== undefined && 'value' in fact ? fact.value : undefined;
  if (!isCanonicalGraph(graph)) {
    throw new ResauditError(`${printable(name)} holds no network that was read layer by layer`, {
      help: 'give an .onnx file; the facts of any setup are shown without --format tree',
    });
  }
  return outlineOf(graph);
}

/**
 * Runs two networks on the same inputs: whether they compute the same, and where they part.
 * @throws {ResauditError} where one cannot be read or run.
 */
export async function auditVerify(a: ModelFile, b: ModelFile, options: ForwardOptions): Promise<VerifyReport> {
  const { verifyModels } = await import('./forward/verify.ts');
  const result = await verifyModels(a, b, options);
  return {
    schemaVersion: 1,
    kind: 'verify',
    tool: TOOL,
    a: { name: printable(a.name) },
    b: { name: printable(b.name) },
    ...result,
  };
}

const statedValue = (fact: Fact | undefined): unknown =>
  fact !== undefined && 'value' in fact ? fact.value : undefined;

const textsOf = (setups: readonly Setup[]): ReadonlyMap<string, string> =>
  new Map(setups.flatMap(({ texts }) => [...texts]));

/**
 * Compares two setups by every rule.
 * @throws {SourceError} where a side yields no fact.
 * @throws {ResauditError} where the sides share no scope, or nothing could be decided.
 */
export function compareSetups(
  setupA: Setup,
  setupB: Setup,
  rules: readonly Rule[],
  {
    withFacts = false,
    withLint = true,
    ...options
  }: EngineOptions & Pick<CompareOptions, 'withFacts' | 'withLint'> = {},
): CompareReport {
  const [a, b] = [resolveSide(setupA), resolveSide(setupB)];
  if (sharedScope(a.scope, b.scope).length === 0) {
    const covers = ({ setup, scope }: Resolved): string => `${printable(setup.name)} covers ${inWords(scope)}`;
    throw new ResauditError(`nothing to compare: ${covers(a)}, ${covers(b)}`, {
      help: 'compare two setups that both describe a model, training, evaluation or serving',
    });
  }
  const run = runCompare(a, b, rules, options);
  if (!run.subjects.some(isDecided)) {
    throw new ResauditError(
      `nothing could be decided between ${printable(setupA.name)} and ${printable(setupB.name)}`,
      { help: 'see what was read with: resaudit extract SOURCE' },
    );
  }
  const lintRules = withLint ? rules : [];
  const lint = { a: runLint(a, lintRules, options), b: runLint(b, lintRules, options) };
  const [inA, inB] = [suppressionsIn(setupA.texts, rules), suppressionsIn(textsOfOnly(setupB, setupA), rules)];
  const all = [...inA.all, ...inB.all];
  const sifted = sift(run.findings, all);
  const siftedLint = { a: sift(lint.a.findings, all), b: sift(lint.b.findings, all) };
  const used = [...sifted.used, ...siftedLint.a.used, ...siftedLint.b.used];
  const suppressed = [...sifted.suppressed, ...siftedLint.a.suppressed, ...siftedLint.b.suppressed];
  const sourceRules = rulesOfSources(lintRules);
  const comments = (side: 'a' | 'b'): Problem[] => {
    const own = side === 'a' ? inA : inB;
    return [...own.problems, ...unusedProblems(own, used, { ...lint[side].verdicts, ...run.verdicts }, sourceRules)];
  };
  const [graphA, graphB] = [a, b].map(({ facts }) => statedValue(facts.get('model.graph')));
  const exporters = networkNoise(graphA, graphB);
  return {
    schemaVersion: 1,
    kind: 'compare',
    tool: TOOL,
    answer: answerBesides(answerCompare(sifted.left, run.subjects), sifted.left.length, {
      suppressed: sifted.suppressed.length,
    }),
    a: summary(a),
    b: summary(b),
    findings: sifted.left,
    verdicts: run.verdicts,
    subjects: run.subjects,
    lint: { a: siftedLint.a.left, b: siftedLint.b.left },
    coverage: {
      facts: { a: countFacts(a), b: countFacts(b) },
      unknown: run.unknown,
      ...(run.scope === undefined ? {} : { scope: run.scope }),
      ...(exporters === '' ? {} : { exporters }),
    },
    problems: [
      ...[...setupA.problems, ...comments('a')].map((problem) => ({ ...problem, side: 'a' as const })),
      ...[...setupB.problems, ...comments('b')].map((problem) => ({ ...problem, side: 'b' as const })),
    ],
    ...(suppressed.length === 0 ? {} : { suppressed }),
    ...(withFacts ? { facts: { a: factTable(a), b: factTable(b) } } : {}),
  };
}

/**
 * Lints setups one by one.
 * @throws {SourceError} where one yields no fact.
 * @throws {ResauditError} where no check of one could be decided.
 */
export function lintSetups(setups: readonly Setup[], rules: readonly Rule[], options: EngineOptions = {}): LintReport {
  const results = setups.map((setup) => {
    const resolved = resolveSide(setup);
    const run = runLint(resolved, rules, options);
    if (run.findings.length === 0 && !run.subjects.some(isDecided)) {
      throw new ResauditError(`nothing could be checked in ${printable(setup.name)}`, {
        help: `see what was read with: resaudit extract ${printable(setup.name)}`,
      });
    }
    const comments = suppressionsIn(setup.texts, rules);
    const { left, suppressed, used } = sift(run.findings, comments.all);
    const unused = unusedProblems(comments, used, run.verdicts, rulesOfSources(rules));
    return {
      ...summary(resolved),
      ...run,
      findings: left,
      facts: countFacts(resolved),
      problems: [...setup.problems, ...comments.problems, ...unused],
      ...(suppressed.length === 0 ? {} : { suppressed }),
    };
  });
  const left = results.reduce((sum, { findings }) => sum + findings.length, 0);
  const suppressed = results.reduce((sum, result) => sum + (result.suppressed?.length ?? 0), 0);
  const answer = answerBesides(answerLint(results), left, { suppressed });
  return { schemaVersion: 1, kind: 'lint', tool: TOOL, answer, setups: results };
}

/** Rules that speak for what a source noticed: they need no verdict to be decided. */
const rulesOfSources = (rules: readonly Rule[]): ReadonlySet<string> =>
  new Set(rules.filter(({ source }) => source !== undefined).map(({ id }) => id));

/** Texts that the other side has not read too, whose comments count for it. */
const textsOfOnly = (setup: Setup, other: Setup): ReadonlyMap<string, string> =>
  new Map([...setup.texts].filter(([file]) => !other.texts.has(file)));

/**
 * The facts of one setup, as read, with defaults and derived facts.
 * @throws {SourceError} where it yields no fact.
 */
export function extractSetup(setup: Setup): ExtractReport {
  const resolved = resolveSide(setup);
  return {
    schemaVersion: 1,
    kind: 'extract',
    tool: TOOL,
    source: setup.name,
    sources: setup.sources,
    scope: resolved.scope,
    facts: factTable(resolved),
    unknown: groupUnknown(resolved),
    problems: setup.problems,
  };
}

function factTable({ facts }: Resolved): FactTable {
  const rows = [...facts].map(([path, fact]) => {
    const { path: _, ...rest } = evidence(path, fact);
    return [path, rest] as const;
  });
  return Object.fromEntries(rows);
}

/** Unknown facts by what would settle them: what settles most comes first, what nothing settles last. */
function groupUnknown({ facts, scope }: Resolved): UnknownFacts[] {
  const silent = FACT_PATHS.filter((path) => !facts.has(path) && !pathEntry(path)?.computed && inScope(path, scope));
  const notStated: UnknownFacts = { code: 'not-stated', reason: 'not stated', paths: silent };
  const groups = new Map<string, Omit<UnknownFacts, 'paths'> & { readonly paths: string[] }>();
  for (const [path, fact] of facts) {
    if (fact.status !== 'unknown') continue;
    const { code, text } = fact.reason;
    const settledBy = fact.reason.settledBy ?? fact.overridable;
    const key = settledBy ?? `${code} ${text}`;
    const group = groups.get(key) ?? {
      code,
      reason: text,
      ...(settledBy === undefined ? {} : { settledBy }),
      paths: [],
    };
    group.paths.push(path);
    groups.set(key, group);
  }
  const rank = (group: UnknownFacts): number => (group.settledBy === undefined ? 0 : group.paths.length);
  const sorted = [...groups.values()].sort((x, y) => rank(y) - rank(x) || y.paths.length - x.paths.length);
  return silent.length === 0 ? sorted : [...sorted, notStated];
}

/** What a setup comes to is the same however many others it is compared with. */
const RESOLVED = new WeakMap<Setup, Resolved>();

function resolveSide(setup: Setup): Resolved {
  const present = RESOLVED.get(setup);
  if (present !== undefined) return present;
  const stated = [...setup.facts.values()].some(({ status }) => status !== 'unknown');
  if (!stated) {
    // What the source itself complains of may be why.
    const [why] = setup.problems;
    const silence = `${printable(setup.name)} says nothing of a training setup`;
    throw new SourceError(why === undefined ? silence : `${silence}; ${why.message}`, {
      help: why?.help ?? 'see which facts a spec can hold with: resaudit schema spec',
    });
  }
  const resolved = resolve(setup);
  RESOLVED.set(setup, resolved);
  return resolved;
}

const isDecided = ({ verdict }: SubjectVerdict): boolean =>
  verdict === 'same' || verdict === 'equivalent' || verdict === 'different';

const inWords = (scope: readonly Scope[]): string => (scope.length === 0 ? 'none of these' : scope.join(', '));

function summary({ setup, scope }: Resolved): SideSummary {
  return { name: setup.name, sources: setup.sources, scope };
}
