import type { Severity } from '../rule.ts';
import type { CompareReport, ExtractReport, LintReport } from './report.ts';

export interface ReporterOptions {
  /** Text by file, for code frames and columns in bytes; a file that is not here has none. */
  readonly texts: ReadonlyMap<string, string>;
  /** 0: no color. */
  readonly color: 0 | 1;
  /** Width in characters. */
  readonly width: number;
  /** Show all roots, `note` findings and the notes of what is equivalent. */
  readonly all: boolean;
  /** Draw both learning-rate curves, where a format of text can and the report holds the facts. */
  readonly plot?: boolean;
  /** Pages of rules in Markdown by rule, for the formats of `FORMATS_WITH_PAGES`. */
  readonly pages?: ReadonlyMap<string, string>;
  /** From this severity on a finding fails, where a format tells failures apart; left out: `error`. */
  readonly failOn?: Severity | 'never';
  /** Whether known mistakes within one side fail a comparison too; left out: they do not. */
  readonly lintFails?: boolean;
}

/** Turns findings into text that ends with a line break. Pure: the same report gives the same text. */
export interface FindingReporter {
  compare(report: CompareReport, options: ReporterOptions): string;
  lint(report: LintReport, options: ReporterOptions): string;
}

/** One that shows the facts of a setup as well. */
export interface Reporter extends FindingReporter {
  extract(report: ExtractReport, options: ReporterOptions): string;
}

/** Formats that show findings and facts, loaded on demand. */
export const FACT_REPORTERS = {
  pretty: async (): Promise<Reporter> => (await import('./pretty/index.ts')).reporter,
  json: async (): Promise<Reporter> => (await import('./json.ts')).reporter,
} as const;
export type FactFormat = keyof typeof FACT_REPORTERS;
export const FACT_FORMATS: readonly FactFormat[] = ['pretty', 'json'];

/** Every format, loaded on demand. */
export const REPORTERS = {
  ...FACT_REPORTERS,
  html: async (): Promise<FindingReporter> => (await import('./html/index.ts')).reporter,
  markdown: async (): Promise<FindingReporter> => (await import('./markdown.ts')).reporter,
  sarif: async (): Promise<FindingReporter> => (await import('./sarif/index.ts')).reporter,
  github: async (): Promise<FindingReporter> => (await import('./github.ts')).reporter,
  junit: async (): Promise<FindingReporter> => (await import('./junit.ts')).reporter,
  rdjson: async (): Promise<FindingReporter> => (await import('./rdjson.ts')).reporter,
} as const;
export type ReportFormat = keyof typeof REPORTERS;
export const REPORT_FORMATS: readonly ReportFormat[] = [
  'pretty',
  'json',
  'html',
  'markdown',
  'sarif',
  'github',
  'junit',
  'rdjson',
];

/** Formats that carry the page of each rule. */
export const FORMATS_WITH_PAGES: readonly ReportFormat[] = ['sarif'];
/** Formats that show the facts of both sides of a comparison. */
export const FORMATS_WITH_FACTS: readonly ReportFormat[] = ['html'];
