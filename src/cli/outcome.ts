/** What a run of the program came to. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Findings at or above the threshold, or unknown facts under `--strict`; why, in one line. */
  | { readonly kind: 'found'; readonly why: string }
  | { readonly kind: 'failed' };

export const DONE: Outcome = { kind: 'done' };

const EXIT_CODES = { done: 0, found: 1, failed: 2 } as const;

/** The one place that says which exit code an outcome has. */
export const exitCodeOf = ({ kind }: Outcome): 0 | 1 | 2 => EXIT_CODES[kind];
