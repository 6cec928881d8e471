export type Values = Readonly<Record<string, unknown>>;

/** How canonical facts are held against each other. */
export interface Facts {
  /** Concrete paths to compare. `init.*` are compared as what they draw. */
  readonly paths: readonly string[];
  /** Rules whose verdicts are looked at in place of facts, where facts stay as written and a rule knows that they are one. */
  readonly rules?: readonly string[];
  /** Relative tolerance of numbers. */
  readonly tolerance?: number;
  /** The curves may differ in how often the rate moves; or the draws in shape at equal variance. */
  readonly but?: 'stepping' | 'shape';
}

/** One published equivalence, both ways. */
export interface Equivalence {
  /** Its number in the list of equivalences, or the name of a canonical form. */
  readonly id: number | string;
  readonly statement: string;
  /** What must be alike on both sides of `meet`, and differ in some fact on both sides of `apart`. */
  readonly facts: Facts;
  /** Setups that mean the same; empty only where the statement is that two things are not equal. */
  readonly meet: readonly (readonly [Values, Values])[];
  /** Setups that look alike and are not. */
  readonly apart: readonly (readonly [Values, Values])[];
  /** Where our own check says otherwise than the list. */
  readonly correction?: string;
}

/** An equivalence that written setups cannot show. */
export interface Outside {
  readonly id: number | string;
  readonly statement: string;
  readonly reason: string;
}
