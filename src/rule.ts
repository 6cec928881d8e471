/** All that a rule may import: how to define one, and helpers that say when two values are the same. */
import type { Fact } from './spec/fact.ts';
import type { RulePath, ValueOf } from './spec/paths.ts';
import type { Scope } from './spec/vocabulary.ts';

export { sampleCurve } from './canonical/curve.ts';
export { type CurveRelation, compareCurves } from './canonical/curve-compare.ts';
export { type CanonicalInit, canonicalInit, compareInits, type InitRelation, type InitRole } from './canonical/init.ts';
export { compareQuantities, divide, inputsOf, multiply, type QuantityRelation } from './canonical/quantity.ts';
export { formatQuantity } from './canonical/quantity-format.ts';
export { type NetworkDifference, networkDifferences } from './graph/align/facts.ts';
export type { Curve } from './spec/curve.ts';
export type { Fact, FactValue } from './spec/fact.ts';
export type { Step } from './spec/kinds.ts';
export type { FactPath, RulePath, ValueOf } from './spec/paths.ts';
export { isExpression, type Quantity } from './spec/quantity.ts';
export { canonicalName, type Role, type Scope, VOCABULARIES } from './spec/vocabulary.ts';

/**
 * error: likely two points of accuracy or more, or invalid training. warning: typically 0.2 to 2 points. info: convention,
 * or within noise. note: a matter of taste, shown only when asked for.
 */
export type Severity = 'error' | 'warning' | 'info' | 'note';
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'note'];

/** What a difference was measured to do, with where that was published. */
export interface Effect {
  readonly text: string;
  /** Citation: a paper, a thread, a model card. */
  readonly source: string;
}

/** One setup as a rule sees it, with defaults filled and derived facts computed. */
export interface Side {
  /**
   * The canonical value. Where the fact is absent: what absence amounts to by the table of paths, else undefined.
   * Undefined too where it is unknown, which can be only for `optional` and `context` paths.
   */
  value<P extends RulePath>(path: P): ValueOf<P> | undefined;
  fact<P extends RulePath>(path: P): Fact<ValueOf<P>>;
  /** Whether the fact is known, or known to be absent. */
  known(path: RulePath): boolean;
}

export interface DifferenceDetails {
  readonly severity: Severity;
  /** What to show for each side: a value (formatted by kind), or words. */
  readonly a: unknown;
  readonly b: unknown;
  /** Further words for the message's placeholders. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** Paths to point at, where they are fewer than all that were read; the first is the one to look at. */
  readonly at?: readonly RulePath[];
  /** The facts that set the severity, in words: `B loads pretrained weights`. */
  readonly because?: readonly string[];
  /** Which unknown fact would raise the severity, in words. */
  readonly wouldRaise?: string;
  readonly effect?: Effect;
  readonly why?: string;
  readonly help?: string;
}

/** What would settle a check that could not tell: on whichever side it is unknown, or another fact on each. */
export type SettledBy = RulePath | { readonly a?: RulePath; readonly b?: RulePath };

export type CompareOutcome<M extends string = string> =
  | { readonly verdict: 'same' }
  | { readonly verdict: 'equivalent'; readonly note: string }
  | { readonly verdict: 'unknown'; readonly text: string; readonly settledBy?: SettledBy }
  | { readonly verdict: 'not-applicable'; readonly text: string }
  | { readonly verdict: 'different'; readonly message: M; readonly details: DifferenceDetails };

export interface CompareContext<M extends string = string> {
  readonly a: Side;
  readonly b: Side;
  /** The subject, such as `preprocess.eval`, or `setup`. */
  readonly subject: string;
  /** The value of an option of the rule. */
  option(name: string): number;
  same(): CompareOutcome<M>;
  /** Written differently, the same thing. The note says how: `l2(5e-5) is weight decay 1e-4`. */
  equivalent(note: string): CompareOutcome<M>;
  unknown(text: string, settledBy?: SettledBy): CompareOutcome<M>;
  notApplicable(text: string): CompareOutcome<M>;
  different(message: M, details: DifferenceDetails): CompareOutcome<M>;
}

/** Where a step of a procedure is written. */
export interface StepPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

export interface ComplaintDetails {
  readonly severity: Severity;
  /** The fact to point at. */
  readonly at: RulePath;
  /** The place to point at, where the fact is one of many places, such as a procedure. */
  readonly place?: StepPlace;
  /** What to show; the value of the fact where left out. */
  readonly value?: unknown;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly because?: readonly string[];
  readonly wouldRaise?: string;
  readonly effect?: Effect;
  readonly why?: string;
  readonly help?: string;
}

export type LintOutcome<M extends string = string> =
  | { readonly verdict: 'same' }
  | { readonly verdict: 'unknown'; readonly text: string; readonly settledBy?: RulePath }
  | { readonly verdict: 'not-applicable'; readonly text: string }
  | { readonly verdict: 'different'; readonly message: M; readonly details: ComplaintDetails };

export interface LintContext<M extends string = string> {
  readonly setup: Side;
  readonly subject: string;
  /** The value of an option of the rule. */
  option(name: string): number;
  /** Nothing to complain of. */
  clean(): LintOutcome<M>;
  unknown(text: string, settledBy?: RulePath): LintOutcome<M>;
  notApplicable(text: string): LintOutcome<M>;
  complain(message: M, details: ComplaintDetails): LintOutcome<M>;
}

/** A threshold that a project may set. */
export interface RuleOption {
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What it decides, in a few words. */
  readonly description: string;
}

interface Inputs {
  /** Facts that the check needs: where one is unknown the verdict is `unknown`, without the check being called. `preprocess.*` runs it once a phase. */
  readonly reads: readonly RulePath[];
  /** Facts that are compared too, but may be unknown. */
  readonly optional?: readonly RulePath[];
  /** Facts that set severity or applicability only; may be unknown. */
  readonly context?: readonly RulePath[];
}

export interface Rule<M extends string = string> {
  /** `facet/name`, which is the path of its file and of its page. */
  readonly id: string;
  /** The defect, in a few words. */
  readonly title: string;
  /** Why that changes training, in a sentence or two. */
  readonly why: string;
  /** What to do. */
  readonly help: string;
  /** The effect that was measured, or null where none is known. */
  readonly effect: Effect | null;
  /** Both setups must cover one of these. */
  readonly scope: readonly Scope[];
  /** Only for setups that train on images. */
  readonly images?: true;
  /** What differs, by id; `{a}`, `{b}`, `{value}` and names of `data` are filled in. */
  readonly messages: Readonly<Record<M, string>>;
  /** Thresholds by name. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** A difference here is context of others and never their root. */
  readonly root?: false;
  readonly compare?: Inputs & { check(context: CompareContext<NoInfer<M>>): CompareOutcome<NoInfer<M>> };
  readonly lint?: Inputs & { check(context: LintContext<NoInfer<M>>): LintOutcome<NoInfer<M>> };
  /** Reported by a source while reading, under this code; the rule gives it severity and page. */
  readonly source?: { readonly code: string; readonly severity: Severity };
}

export function defineRule<M extends string>(rule: Rule<M>): Rule<M> {
  return rule;
}

/** The value of an option: its default, which a configuration may have replaced. */
export function optionOf({ id, options }: Pick<Rule, 'id' | 'options'>, name: string): number {
  const option = options?.[name];
  if (option === undefined) throw new TypeError(`${id} has no option ${name}`);
  return option.default;
}

/** Equal to a relative tolerance; the default forgives decimal rounding only. */
export function nearly(a: number, b: number, tolerance = 1e-6): boolean {
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** Larger over smaller magnitude; Infinity where only one is zero, 1 where both are. */
export function ratio(a: number, b: number): number {
  const [small, large] = [Math.min(Math.abs(a), Math.abs(b)), Math.max(Math.abs(a), Math.abs(b))];
  return large === 0 ? 1 : large / small;
}

/** Equality of plain values: numbers to tolerance, objects by key, one number for all channels equal to the list of it. */
export function sameValue(a: unknown, b: unknown, tolerance = 1e-6): boolean {
  if (typeof a === 'number' && typeof b === 'number') return nearly(a, b, tolerance);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => sameValue(value, b[i], tolerance));
  if (Array.isArray(a) && typeof b === 'number') return a.length > 0 && a.every((v) => sameValue(v, b, tolerance));
  if (typeof a === 'number' && Array.isArray(b)) return sameValue(b, a, tolerance);
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameValue(a[key], b[key], tolerance));
  }
  return a === b;
}

/** `[height, width]` of a size that may be one number. */
export function pair(size: number | readonly [number, number]): readonly [number, number] {
  return typeof size === 'number' ? [size, size] : size;
}

/** The lower (milder) of two severities. */
export function milder(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
