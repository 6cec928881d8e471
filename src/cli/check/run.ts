import { isAbsolute, relative, resolve } from 'node:path';
import { compareSetups, lintSetups } from '../../audit.ts';
import { type AcceptedEntry, type Settled, settle } from '../../config/accepted.ts';
import type { FoundConfig } from '../../config/find.ts';
import { type EngineOptions, unusedMessage } from '../../engine/index.ts';
import { answerBesides, answerCompare, answerLint } from '../../report/answer.ts';
import type { CompareReport, Finding, LintFinding, LintReport, Suppressed } from '../../report/report.ts';
import type { Rule } from '../../rule.ts';
import { DISK } from '../../sources/disk.ts';
import { splitSources } from '../../sources/names.ts';
import { type Question, record } from '../../sources/record.ts';
import { type OpenOptions, openSource } from '../../sources/registry.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import type { Problem, Setup } from '../../spec/setup.ts';
import { matches } from '../glob.ts';
import type { CheckCache } from './cache.ts';
import type { CompareTarget, LintTarget, Target } from './targets.ts';
import { withReal } from './touched.ts';

export type Checked =
  | Done<'compare', CompareTarget, CompareReport, Finding>
  | Done<'lint', LintTarget, LintReport, LintFinding>
  | { readonly kind: 'failed'; readonly target: Target; readonly error: unknown }
  /** A setup whose past cannot be read, most often because it has none. */
  | { readonly kind: 'new'; readonly target: Target; readonly error: unknown }
  | { readonly kind: 'untouched'; readonly target: Target };

interface Done<K extends string, T, R, F> {
  readonly kind: K;
  readonly target: T;
  /** Without what is accepted. */
  readonly report: R;
  readonly settled: Settled<F>;
  readonly texts: ReadonlyMap<string, string>;
}

export type Made = Extract<Checked, { readonly kind: 'compare' | 'lint' }>;
export const isMade = (checked: Checked): checked is Made => checked.kind === 'compare' || checked.kind === 'lint';

/** Accepted entries that took nothing out, of the checks that were made and of those that are no longer there. */
export function unusedEntries(checked: readonly Checked[], accepted: readonly AcceptedEntry[]): AcceptedEntry[] {
  const kept = new Set(
    checked.filter(isMade).flatMap(({ settled }) => [...settled.used, ...settled.stale.map(({ entry }) => entry)]),
  );
  const open = new Set(checked.filter((each) => !isMade(each)).map(({ target }) => target.id));
  return accepted.filter((entry) => !kept.has(entry) && !open.has(entry.in));
}

export interface CheckOptions {
  readonly cwd: string;
  readonly rules: readonly Rule[];
  readonly accepted: readonly AcceptedEntry[];
  /** As `2026-01-31`. */
  readonly today: string;
  /** Absolute paths of files; what rests on none of them is left out. Undefined: all is checked. */
  readonly touched?: ReadonlySet<string>;
  /** Put every fact into the reports. */
  readonly withFacts?: boolean;
  readonly cache?: CheckCache;
}

/** Makes every check of a configuration; one that fails does not keep the others from being made. */
export async function runTargets(
  found: FoundConfig,
  targets: readonly Target[],
  options: CheckOptions,
): Promise<Checked[]> {
  const open = reader(options.cwd);
  const checked: Checked[] = [];
  for (const target of targets) {
    try {
      checked.push(await runTarget(found, target, options, open));
    } catch (error) {
      checked.push({ kind: isPast(target) ? 'new' : 'failed', target, error });
    }
  }
  const outcome = withoutUsed(checked);
  if (outcome.every(isMade)) await options.cache?.prune(targets.map(({ id }) => id));
  return outcome;
}

const isPast = (target: Target): boolean => target.kind === 'compare' && target.since !== undefined;

interface Opened {
  readonly setup: Setup;
  /** Undefined where it read more than it asked for. */
  readonly questions: readonly Question[] | undefined;
}

type Open = (name: string, sets: OpenOptions['sets'], since?: string) => Promise<Opened>;

/** Reads each source once, however many checks name it. */
function reader(cwd: string): Open {
  const read = new Map<string, Promise<Opened>>();
  return (name, sets = [], since) => {
    const key = JSON.stringify([name, sets, since]);
    const present = read.get(key) ?? openRecorded(name, sets, cwd, since);
    read.set(key, present);
    return present;
  };
}

async function openRecorded(name: string, sets: OpenOptions['sets'], cwd: string, since?: string): Promise<Opened> {
  if (since !== undefined)
    return { setup: await openSource(name, { cwd, sets: sets ?? [], at: since }), questions: undefined };
  const { files, questions } = record(DISK);
  const setup = await openSource(name, { cwd, sets: sets ?? [], files });
  // What a commit holds is not on the disk.
  const isKept = splitSources(name).every((part) => part.startsWith('preset:') || !part.includes('@'));
  return { setup, questions: isKept ? questions() : undefined };
}

/** What a check came to, before anything is accepted. Plain data, so that it can be kept. */
interface Result {
  readonly report: CompareReport | LintReport;
  readonly texts: readonly (readonly [file: string, text: string])[];
  /** Absolute paths of all that was asked for while the sources were read. */
  readonly asked: readonly string[];
}

async function runTarget(found: FoundConfig, target: Target, options: CheckOptions, open: Open): Promise<Checked> {
  const kept = options.withFacts ? undefined : ((await options.cache?.find(target.id))?.result as Result | undefined);
  const made = kept ?? (await makeCheck(found, target, options, open));
  const { report, texts } = made;
  const { touched } = options;
  if (touched !== undefined && ![...withReal(made.asked)].some((file) => touched.has(file))) {
    return { kind: 'untouched', target };
  }
  const known = new Map(texts);
  const { accepted, today } = options;
  if (target.kind === 'compare' && report.kind === 'compare') {
    const settled = settle(target.id, report.findings, accepted, today);
    const answer = answerBesides(answerCompare(settled.left, report.subjects), settled.left.length, {
      accepted: settled.used.length,
      suppressed: report.suppressed?.length ?? 0,
    });
    // Known mistakes of a side are the business of what the configuration lints.
    const shown = { ...report, lint: { a: [], b: [] }, findings: settled.left, answer };
    return { kind: 'compare', target, report: shown, settled, texts: known };
  }
  if (target.kind === 'lint' && report.kind === 'lint') {
    const settled = settle(
      target.id,
      report.setups.flatMap(({ findings }) => findings),
      accepted,
      today,
    );
    const left = report.setups.map((setup) => ({ ...setup, findings: settled.left }));
    const answer = answerBesides(answerLint(left), settled.left.length, {
      accepted: settled.used.length,
      suppressed: report.setups.reduce((sum, { suppressed = [] }) => sum + suppressed.length, 0),
    });
    return { kind: 'lint', target, report: { ...report, setups: left, answer }, settled, texts: known };
  }
  throw new TypeError(`${target.id} has another report than it should`);
}

async function makeCheck(found: FoundConfig, target: Target, options: CheckOptions, open: Open): Promise<Result> {
  const opened =
    target.kind === 'compare'
      ? [await open(target.a, target.sets.a), await open(target.b, target.sets.b, target.since)]
      : [await open(target.source, [])];
  const setups = opened.map(({ setup }) => setup);
  const files = [...new Set(setups.flatMap((setup) => filesOf(setup, options.cwd)))];
  const engine = engineOptions(found, files);
  const [a, b] = setups;
  if (a === undefined) throw new TypeError(`${target.id} has no setup`);
  const { rules, withFacts = false } = options;
  const report =
    b === undefined
      ? lintSetups([a], rules, engine)
      : compareSetups(a, b, rules, { ...engine, withFacts, withLint: false });
  const asked = [...files, ...opened.flatMap(({ questions = [] }) => questions.map(({ path }) => path))];
  const result: Result = { report, texts: setups.flatMap((setup) => [...setup.texts]), asked: [...new Set(asked)] };
  const questions = opened.map((each) => each.questions);
  if (!withFacts && questions.every((each) => each !== undefined)) {
    await options.cache?.keep(target.id, { questions: questions.flat(), result });
  }
  return result;
}

/** Comments that one check finds no use for may be of use to another, or to one that was left out. */
function withoutUsed(checked: readonly Checked[]): Checked[] {
  const made = checked.filter(isMade);
  const all = made.length === checked.length;
  const used = new Set(
    made.flatMap((each) => suppressedOf(each).map(({ rule, at }) => keyOf(unusedMessage(rule), at))),
  );
  const keeps = ({ code, message, at }: Problem): boolean => {
    if (code !== 'suppression/unused' || at === undefined) return true;
    return all && !used.has(keyOf(message, at));
  };
  return checked.map((each): Checked => {
    if (each.kind === 'compare') {
      return { ...each, report: { ...each.report, problems: each.report.problems.filter(keeps) } };
    }
    if (each.kind !== 'lint') return each;
    const setups = each.report.setups.map((setup) => ({ ...setup, problems: setup.problems.filter(keeps) }));
    return { ...each, report: { ...each.report, setups } };
  });
}

const keyOf = (message: string, { file, line, column }: TextOrigin): string => `${message} ${file}:${line}:${column}`;

const suppressedOf = (made: Made): readonly Suppressed[] =>
  made.kind === 'compare'
    ? (made.report.suppressed ?? [])
    : made.report.setups.flatMap(({ suppressed = [] }) => suppressed);

/** Absolute paths of the files that a setup was read from. */
function filesOf({ texts, sources }: Setup, cwd: string): string[] {
  const names = [...texts.keys(), ...sources.map(({ name }) => name.split('::')[0] ?? name)];
  return names
    .filter((name) => !name.startsWith('preset:'))
    .map((name) => (isAbsolute(name) ? name : resolve(cwd, name)));
}

function engineOptions({ config, folder }: FoundConfig, files: readonly string[]): EngineOptions {
  const names = files.map((file) => relative(folder, file).replaceAll('\\', '/'));
  const overrides = (config.overrides ?? []).filter((override) =>
    override.files.some((glob) => names.some((name) => matches(glob, name))),
  );
  return { severities: Object.assign({}, config.severity, ...overrides.map(({ severity }) => severity)) };
}
