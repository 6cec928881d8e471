import type { CompareReport, ExtractReport, LintReport } from './report.ts';

export interface ReporterOptions {
  /** Text by file, for code frames; a file that is not here has none. */
  readonly texts: ReadonlyMap<string, string>;
  /** 0: no color. */
  readonly color: 0 | 1;
  /** Width in characters. */
  readonly width: number;
  /** Show all roots, `note` findings and the notes of what is equivalent. */
  readonly all: boolean;
}

/** Turns reports into text that ends with a line break. Pure: the same report gives the same text. */
export interface Reporter {
  compare(report: CompareReport, options: ReporterOptions): string;
  lint(report: LintReport, options: ReporterOptions): string;
  extract(report: ExtractReport, options: ReporterOptions): string;
}

/** Every format, loaded on demand. */
export const REPORTERS = {
  pretty: async (): Promise<Reporter> => (await import('./pretty/index.ts')).reporter,
  json: async (): Promise<Reporter> => (await import('./json.ts')).reporter,
} as const;
export type ReportFormat = keyof typeof REPORTERS;
export const REPORT_FORMATS: readonly ReportFormat[] = ['pretty', 'json'];
