import type { ForwardResult } from '../forward/result.ts';

/** What `verify` came to. Plain data; the JSON report is this object. */
export interface VerifyReport extends ForwardResult {
  readonly schemaVersion: 1;
  readonly kind: 'verify';
  readonly tool: { readonly name: 'resaudit'; readonly version: string };
  readonly a: { readonly name: string };
  readonly b: { readonly name: string };
}
