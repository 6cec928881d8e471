/** The public API: read setups, compare and lint them, and write rules of your own. */
export { RULES } from '../rules/index.generated.ts';
export { compareSetups, extractSetup, lintSetups } from './audit.ts';
export type { EngineOptions } from './engine/index.ts';
export type {
  CompareReport,
  Evidence,
  ExtractReport,
  FactCounts,
  Finding,
  FindingSide,
  LintFinding,
  LintReport,
  SideSummary,
  SubjectVerdict,
  UnknownGroup,
  Verdict,
} from './report/report.ts';
export {
  type CompareContext,
  type CompareOutcome,
  type ComplaintDetails,
  type DifferenceDetails,
  defineRule,
  type Effect,
  type LintContext,
  type LintOutcome,
  type Rule,
  type RuleOption,
  type Severity,
  type Side,
} from './rule.ts';
export { type OpenOptions, openSource } from './sources/registry.ts';
export { ResauditError, SourceError, UsageError } from './spec/errors.ts';
export type { Fact, FactStatus, FactValue, Reason } from './spec/fact.ts';
export type { Origin } from './spec/origin.ts';
export type { FactPath, RulePath, ValueOf } from './spec/paths.ts';
export type { Problem, Setup, SourceInfo } from './spec/setup.ts';
export type { Scope } from './spec/vocabulary.ts';
