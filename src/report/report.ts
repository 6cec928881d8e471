import type { Effect, Severity } from '../rule.ts';
import type { Alternative, FactStatus, FactValue, Reason, ReasonCode } from '../spec/fact.ts';
import type { Origin, TextOrigin } from '../spec/origin.ts';
import type { Problem, SourceInfo } from '../spec/setup.ts';
import type { Scope } from '../spec/vocabulary.ts';

export type Verdict = 'different' | 'unknown' | 'equivalent' | 'same' | 'not-applicable';
/** From the strongest: the joined verdict of a rule is the strongest of its subjects'. */
export const VERDICTS: readonly Verdict[] = ['different', 'unknown', 'equivalent', 'same', 'not-applicable'];

/** A fact that a finding rests on. */
export interface Evidence {
  readonly path: string;
  readonly status: FactStatus;
  readonly value?: FactValue;
  readonly origin?: Origin;
  readonly reason?: Reason;
  /** The option, variable or parameter that a person can set to change it. */
  readonly overridable?: string;
  /** What it may be, where that much is known. */
  readonly alternatives?: readonly Alternative[];
  /** Of a derived fact: the facts below it that nobody derived, those that differ first; at most eight. */
  readonly basis?: readonly Evidence[];
}

/** One side of a finding: what is there, and the facts that say so; the first fact is the one to look at. */
export interface FindingSide {
  /** As the message shows it. */
  readonly text: string;
  readonly value?: FactValue;
  readonly status: FactStatus;
  readonly origin?: Origin;
  readonly facts: readonly Evidence[];
}

interface FindingBase {
  /** `normalization/mean-std@preprocess.eval`; without `@…` where the subject is the setup. */
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly title: string;
  /** What differs, in one line. */
  readonly message: string;
  readonly why: string;
  readonly help: string;
  /** What a difference like this was measured to do; null: none known. */
  readonly effect: Effect | null;
  /** The facts that set the severity, in words. */
  readonly context: readonly string[];
  /** The same for the same difference, however lines move. */
  readonly fingerprint: string;
}

/** A difference between two setups. */
export interface Finding extends FindingBase {
  readonly a: FindingSide;
  readonly b: FindingSide;
  /** Differences that vanish when this one does; not counted. */
  readonly consequences: readonly Finding[];
}

/** A complaint about one setup. */
export interface LintFinding extends FindingBase {
  readonly at: FindingSide;
}

/** A finding that a comment of the source takes out, with the comment's reason and place. */
export interface Suppressed {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly reason: string;
  readonly at: TextOrigin;
}

export interface SubjectVerdict {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly verdict: Verdict;
  /** How it is equivalent, why unknown, why not applicable. */
  readonly note?: string;
  /** Paths that were unknown, by side. */
  readonly missing?: { readonly a: readonly string[]; readonly b: readonly string[] };
  /** Whether just one side is unknown, which is what `--strict` fails on. */
  readonly oneSided?: boolean;
}

export interface FactCounts {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<FactStatus, number>>>;
}

/** Something that would settle unknown verdicts. */
export interface UnknownGroup {
  readonly side: 'a' | 'b';
  /** The path or option that would settle them. */
  readonly settledBy: string;
  readonly reason: string;
  readonly checks: readonly string[];
}

export interface SideSummary {
  readonly name: string;
  readonly sources: readonly SourceInfo[];
  readonly scope: readonly Scope[];
}

/** Facts by path. */
export type FactTable = Readonly<Record<string, Omit<Evidence, 'path'>>>;

/** What `compare` came to. Plain data; the JSON report is this object. */
export interface CompareReport {
  readonly schemaVersion: 1;
  readonly kind: 'compare';
  readonly tool: { readonly name: 'resaudit'; readonly version: string };
  /** The question answered in one sentence. */
  readonly answer: string;
  readonly a: SideSummary;
  readonly b: SideSummary;
  /** Roots, worst first. */
  readonly findings: readonly Finding[];
  readonly verdicts: Readonly<Record<string, Verdict>>;
  readonly subjects: readonly SubjectVerdict[];
  readonly lint: { readonly a: readonly LintFinding[]; readonly b: readonly LintFinding[] };
  readonly coverage: {
    readonly facts: { readonly a: FactCounts; readonly b: FactCounts };
    readonly unknown: readonly UnknownGroup[];
    /** What was left out because the sides do not share its scope, in words. */
    readonly scope?: string;
    /** What only exporters make differ between the two networks, in words. */
    readonly exporters?: string;
  };
  readonly problems: readonly (Problem & { readonly side: 'a' | 'b' })[];
  /** What comments take out; left out where they take nothing. */
  readonly suppressed?: readonly Suppressed[];
  /** Every fact of both sides, for formats that draw or list them; left out where nobody asked. */
  readonly facts?: { readonly a: FactTable; readonly b: FactTable };
}

export interface LintReport {
  readonly schemaVersion: 1;
  readonly kind: 'lint';
  readonly tool: { readonly name: 'resaudit'; readonly version: string };
  readonly answer: string;
  readonly setups: readonly (SideSummary & {
    readonly findings: readonly LintFinding[];
    readonly verdicts: Readonly<Record<string, Verdict>>;
    readonly subjects: readonly SubjectVerdict[];
    readonly facts: FactCounts;
    readonly problems: readonly Problem[];
    /** What comments take out; left out where they take nothing. */
    readonly suppressed?: readonly Suppressed[];
  })[];
}

/** What one check of a configuration came to. */
export type CheckRecord =
  | {
      readonly id: string;
      readonly outcome: 'checked';
      /** The commit that a setup is compared with its past at. */
      readonly since?: string;
      /** How many findings were taken out because they are accepted. */
      readonly accepted: number;
      readonly report: CompareReport | LintReport;
    }
  | { readonly id: string; readonly outcome: 'untouched' }
  | { readonly id: string; readonly outcome: 'failed' | 'new'; readonly error: string };

/** What `check --format json` prints. */
export interface CheckReport {
  readonly schemaVersion: 1;
  readonly kind: 'check';
  readonly tool: { readonly name: 'resaudit'; readonly version: string };
  readonly checks: readonly CheckRecord[];
}

/** Unknown facts that one thing would settle. */
export interface UnknownFacts {
  readonly code: ReasonCode;
  readonly reason: string;
  /** The path or option that would settle them, where one would. */
  readonly settledBy?: string;
  readonly paths: readonly string[];
}

export interface ExtractReport {
  readonly schemaVersion: 1;
  readonly kind: 'extract';
  readonly tool: { readonly name: 'resaudit'; readonly version: string };
  readonly source: string;
  readonly sources: readonly SourceInfo[];
  readonly scope: readonly Scope[];
  readonly facts: FactTable;
  /** The fact whose provenance this is: `facts` then holds it and what it rests on. */
  readonly about?: string;
  /** Unknown facts by what would settle them, most first. */
  readonly unknown: readonly UnknownFacts[];
  readonly problems: readonly Problem[];
}
