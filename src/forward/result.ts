/** What the forward pass came to: plain data, as the JSON report has it. */

export type ForwardVerdict = 'match' | 'match-within-tolerance' | 'part' | 'cannot-tell';

export interface TapStatistics {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly l2: number;
  /** Shares of elements. */
  readonly zero: number;
  readonly negative: number;
  readonly nan: number;
  readonly infinite: number;
  /** Channels whose elements are all equal; left out where a tensor has no channels. */
  readonly deadChannels?: number;
  readonly channels?: number;
}

export interface TapReport {
  /** In words: `stage 3, block 2, second 3×3 convolution`. */
  readonly place: string;
  readonly section: 'stem' | 'transition' | 'block' | 'head' | 'whole';
  /** Counted from 1; 0 outside of stages. */
  readonly stage: number;
  readonly block: number;
  /** Names of the nodes, as the files have them. */
  readonly nodeA: string;
  readonly nodeB: string;
  readonly shapeA: readonly number[] | null;
  readonly shapeB: readonly number[] | null;
  /** ‖a − b‖ / ‖a‖ of what both networks compute here; null where shapes differ or a number is none. */
  readonly accumulated: number | null;
  /** The same where B's layer gets what A's gets; null where that was not run. */
  readonly local: number | null;
  /** What rounding alone may come to here, of either. */
  readonly limit: number;
  readonly localLimit: number;
  readonly a: TapStatistics | null;
  readonly b: TapStatistics | null;
}

/** A place at which the networks compute something else from the same input. */
export interface PartingPlace {
  readonly place: string;
  /** Names of the nodes of either side. */
  readonly a: string;
  readonly b: string;
  /** What differs there in the graphs, in words; empty where nothing does. */
  readonly cause: string;
  readonly accumulated: number | null;
  readonly local: number | null;
}

export interface ForwardInput {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: string;
  /** In words: `normal, mean 0, standard deviation 1`. */
  readonly filled: string;
}

export interface ForwardRun {
  readonly runtime: string;
  readonly device: string;
  /** Nodes by the provider that ran them. */
  readonly providers: Readonly<Record<string, number>>;
  readonly precision: { readonly a: string; readonly b: string };
  readonly threads: number;
  readonly seed: number;
  readonly inputs: readonly ForwardInput[];
  /** SHA-256 of the data of all inputs. */
  readonly inputHash: string;
  /** Sizes that nobody gave. */
  readonly assumed: readonly string[];
  readonly limits: {
    /** Relative differences up to this are a match. */
    readonly match: number;
    /** Up to this, or what perturbation shows, they are within the tolerance of the provider. */
    readonly tolerance: number;
    readonly calibrated: boolean;
  };
  readonly passes: number;
  readonly milliseconds: number;
  /** In bytes; null where it was not measured. */
  readonly peakMemory: number | null;
}

export interface ForwardResult {
  readonly verdict: ForwardVerdict;
  /** The verdict and its ground, in a sentence. */
  readonly answer: string;
  readonly first: PartingPlace | null;
  /** Every layer that computes something else from the same input, in order. */
  readonly guilty: readonly PartingPlace[];
  readonly outputs: readonly {
    readonly a: string;
    readonly b: string;
    readonly shapeA: readonly number[] | null;
    readonly shapeB: readonly number[] | null;
    readonly relative: number | null;
  }[];
  readonly taps: readonly TapReport[];
  readonly run: ForwardRun;
  readonly notes: readonly string[];
}
