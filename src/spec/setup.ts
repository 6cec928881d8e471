import type { Facts } from './fact.ts';
import type { TextOrigin } from './origin.ts';
import type { Scope } from './vocabulary.ts';

/** Something wrong or noteworthy that was met while a source was read, short of making it unreadable. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'info';
  /** Stable id, such as `structured/number-as-string`. */
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly at?: TextOrigin;
}

export interface SourceInfo {
  /** As the person named it. */
  readonly name: string;
  /** Kind of source, such as `spec`, `preset`, `onnx`. */
  readonly kind: string;
  /** Set where it records what ran (a launch command, a file of resolved arguments): stronger than what a script states. */
  readonly ran?: true;
}

/** One side of a comparison as its sources gave it, before defaults and derivations. */
export interface Setup {
  /** How reports call it: the sources as the person named them. */
  readonly name: string;
  readonly sources: readonly SourceInfo[];
  /** What was stated of the scope; undefined: concluded from the facts. */
  readonly scope?: readonly Scope[];
  readonly facts: Facts;
  /** Prefixes of constructs that were read whole: what is not in them is absent, or the library's default. `''` is the whole setup. */
  readonly closed: readonly string[];
  readonly problems: readonly Problem[];
  /** Text by file, for code frames. */
  readonly texts: ReadonlyMap<string, string>;
}
