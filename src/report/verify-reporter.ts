import type { VerifyReport } from './verify.ts';

export interface VerifyReporterOptions {
  /** 0: no color. */
  readonly color: 0 | 1;
  /** Width in characters. */
  readonly width: number;
}

export type VerifyReporter = (report: VerifyReport, options: VerifyReporterOptions) => string;

/** Formats of `verify`, loaded on demand. */
export const VERIFY_REPORTERS = {
  pretty: async (): Promise<VerifyReporter> => (await import('./pretty/verify.ts')).renderVerify,
  html: async (): Promise<VerifyReporter> => (await import('./html/verify.ts')).renderVerify,
  json: async (): Promise<VerifyReporter> => (await import('./json.ts')).inertJson,
} as const;
export type VerifyFormat = keyof typeof VERIFY_REPORTERS;
export const VERIFY_FORMATS: readonly VerifyFormat[] = ['pretty', 'json', 'html'];
