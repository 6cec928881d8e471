import { isAbsolute, relative, resolve } from 'node:path';
import { compareSetups, lintSetups } from '../../audit.ts';
import { type AcceptedEntry, type Settled, settle } from '../../config/accepted.ts';
import type { FoundConfig } from '../../config/find.ts';
import type { EngineOptions } from '../../engine/index.ts';
import { answerCompare, answerLint } from '../../report/answer.ts';
import type { CompareReport, Finding, LintFinding, LintReport } from '../../report/report.ts';
import type { Rule } from '../../rule.ts';
import { type OpenOptions, openSource } from '../../sources/registry.ts';
import type { Setup } from '../../spec/setup.ts';
import { matches } from './match.ts';
import type { CompareTarget, LintTarget, Target } from './targets.ts';

export type Checked =
  | Done<'compare', CompareTarget, CompareReport, Finding>
  | Done<'lint', LintTarget, LintReport, LintFinding>
  | { readonly kind: 'failed'; readonly target: Target; readonly error: unknown }
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
      checked.push({ kind: 'failed', target, error });
    }
  }
  return checked;
}

type Open = (name: string, sets?: OpenOptions['sets']) => Promise<Setup>;

/** Reads each source once, however many checks name it. */
function reader(cwd: string): Open {
  const read = new Map<string, Promise<Setup>>();
  return (name, sets = []) => {
    const key = JSON.stringify([name, sets]);
    const present = read.get(key) ?? openSource(name, { cwd, sets });
    read.set(key, present);
    return present;
  };
}

async function runTarget(found: FoundConfig, target: Target, options: CheckOptions, open: Open): Promise<Checked> {
  const setups =
    target.kind === 'compare'
      ? [await open(target.a, target.sets.a), await open(target.b, target.sets.b)]
      : [await open(target.source)];
  const files = [...new Set(setups.flatMap((setup) => filesOf(setup, options.cwd)))];
  const { touched } = options;
  if (touched !== undefined && !files.some((file) => touched.has(file))) return { kind: 'untouched', target };
  const engine = engineOptions(found, files);
  const texts = new Map(setups.flatMap((setup) => [...setup.texts]));
  const [a, b] = setups;
  if (target.kind === 'compare' && a !== undefined && b !== undefined) {
    const report = compareSetups(a, b, options.rules, { ...engine, withFacts: false });
    const settled = settle(target.id, report.findings, options.accepted, options.today);
    const answer = answerCompare(settled.left, report.subjects);
    // Known mistakes of a side are the business of what the configuration lints.
    const shown = { ...report, lint: { a: [], b: [] }, findings: settled.left, answer: withAccepted(answer, settled) };
    return { kind: 'compare', target, report: shown, settled, texts };
  }
  if (target.kind === 'lint' && a !== undefined) {
    const report = lintSetups([a], options.rules, engine);
    const settled = settle(
      target.id,
      report.setups.flatMap(({ findings }) => findings),
      options.accepted,
      options.today,
    );
    const left = report.setups.map((setup) => ({ ...setup, findings: settled.left }));
    const shown = { ...report, setups: left, answer: withAccepted(answerLint(left), settled) };
    return { kind: 'lint', target, report: shown, settled, texts };
  }
  throw new TypeError(`${target.id} has no setup`);
}

/** What is accepted must not read as if it were not there. */
function withAccepted(answer: string, { left, used }: Settled<unknown>): string {
  if (used.length === 0) return answer;
  const accepted = `${used.length} accepted finding${used.length === 1 ? ' is' : 's are'} not shown`;
  return left.length === 0 ? `Nothing new was found; ${accepted}.` : `${answer.replace(/\.$/, '')}; ${accepted}.`;
}

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
