import {
  countFacts,
  type EngineOptions,
  evidence,
  type Resolved,
  resolve,
  runCompare,
  runLint,
  sharedScope,
} from './engine/index.ts';
import { answerCompare, answerLint } from './report/answer.ts';
import type { CompareReport, ExtractReport, LintReport, SideSummary } from './report/report.ts';
import type { Rule } from './rule.ts';
import { ResauditError, SourceError } from './spec/errors.ts';
import type { Setup } from './spec/setup.ts';
import { VERSION } from './version.ts';

const TOOL = { name: 'resaudit', version: VERSION } as const;

/**
 * Compares two setups by every rule.
 * @throws {SourceError} where a side yields no fact.
 * @throws {ResauditError} where the sides share no scope, or nothing could be decided.
 */
export function compareSetups(
  setupA: Setup,
  setupB: Setup,
  rules: readonly Rule[],
  options: EngineOptions = {},
): CompareReport {
  const [a, b] = [resolveSide(setupA), resolveSide(setupB)];
  if (sharedScope(a.scope, b.scope).length === 0) {
    throw new ResauditError(
      `nothing to compare: ${setupA.name} covers ${a.scope.join(', ')}, ${setupB.name} covers ${b.scope.join(', ')}`,
      { help: 'compare two setups that both describe a model, training, evaluation or serving' },
    );
  }
  const run = runCompare(a, b, rules, options);
  if (!run.subjects.some(({ verdict }) => verdict === 'same' || verdict === 'equivalent' || verdict === 'different')) {
    throw new ResauditError(`nothing could be decided between ${setupA.name} and ${setupB.name}`, {
      help: 'see what was read with: resaudit extract SOURCE',
    });
  }
  return {
    schemaVersion: 1,
    kind: 'compare',
    tool: TOOL,
    answer: answerCompare(run.findings, run.subjects),
    a: summary(a),
    b: summary(b),
    findings: run.findings,
    verdicts: run.verdicts,
    subjects: run.subjects,
    lint: { a: runLint(a, rules, options).findings, b: runLint(b, rules, options).findings },
    coverage: {
      facts: { a: countFacts(a), b: countFacts(b) },
      unknown: run.unknown,
      ...(run.scope === undefined ? {} : { scope: run.scope }),
    },
    problems: [
      ...setupA.problems.map((problem) => ({ ...problem, side: 'a' as const })),
      ...setupB.problems.map((problem) => ({ ...problem, side: 'b' as const })),
    ],
  };
}

/**
 * Lints setups one by one.
 * @throws {SourceError} where one yields no fact.
 */
export function lintSetups(setups: readonly Setup[], rules: readonly Rule[], options: EngineOptions = {}): LintReport {
  const results = setups.map((setup) => {
    const resolved = resolveSide(setup);
    const run = runLint(resolved, rules, options);
    return { ...summary(resolved), ...run, facts: countFacts(resolved), problems: setup.problems };
  });
  return { schemaVersion: 1, kind: 'lint', tool: TOOL, answer: answerLint(results), setups: results };
}

/**
 * The facts of one setup, as read, with defaults and derived facts.
 * @throws {SourceError} where it yields no fact.
 */
export function extractSetup(setup: Setup): ExtractReport {
  const resolved = resolveSide(setup);
  const facts = [...resolved.facts].map(([path, fact]) => {
    const { path: _, ...rest } = evidence(path, fact);
    return [path, rest] as const;
  });
  return {
    schemaVersion: 1,
    kind: 'extract',
    source: setup.name,
    scope: resolved.scope,
    facts: Object.fromEntries(facts),
    problems: setup.problems,
  };
}

function resolveSide(setup: Setup): Resolved {
  const stated = [...setup.facts.values()].some(({ status }) => status !== 'unknown');
  if (!stated) {
    throw new SourceError(`${setup.name} says nothing of a training setup`, {
      help: 'see which facts a spec can hold with: resaudit schema spec, or docs/reference/spec.md',
    });
  }
  return resolve(setup);
}

function summary({ setup, scope }: Resolved): SideSummary {
  return { name: setup.name, sources: setup.sources, scope };
}
