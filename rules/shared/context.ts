import type { DifferenceDetails, RulePath, Side } from '../../src/rule.ts';

/** Whether a setup starts from trained weights; undefined where it does not say. */
export function loadsPretrained(side: Side): boolean | undefined {
  const stated = side.value('model.pretrained');
  if (stated !== undefined) return stated;
  if (side.value('model.weights.id') !== undefined || side.value('model.weights.source') !== undefined) return true;
  return side.fact('model.weights.id').status === 'absent' || side.fact('model.pretrained').status === 'absent'
    ? false
    : undefined;
}

/** What `loadsPretrained` looks at, to be named as context of a rule. */
export const PRETRAINED_PATHS = [
  'model.pretrained',
  'model.weights.id',
  'model.weights.source',
] as const satisfies readonly RulePath[];

/** What follows the first convolution: `batch` takes a per-channel affine map of the input out again. */
export function stemNorm(side: Side): 'batch' | 'other' | 'none' | undefined {
  const kind = side.value('model.norm.kind');
  if (kind === undefined) return undefined;
  if (kind === 'none') return 'none';
  // A patch embedding is followed by the position embedding, not by a norm layer.
  if (side.value('model.stem.kind') === 'patch') return 'none';
  return kind === 'batch-norm' || kind === 'sync-batch-norm' ? 'batch' : 'other';
}

export type Ranking = Pick<DifferenceDetails, 'severity' | 'because' | 'wouldRaise'>;

export interface Sides {
  readonly a: Side;
  readonly b: Side;
  readonly subject: string;
}

/** `A`, `B` or `A and B`: the sides of which something holds. */
export function named(holdsA: boolean, holdsB: boolean): string {
  return holdsA && holdsB ? 'A and B' : holdsA ? 'A' : 'B';
}

/** With the verb in agreement: `A loads`, `A and B load`. */
function sides(holdsA: boolean, holdsB: boolean, verb: string): string {
  return `${named(holdsA, holdsB)} ${verb}${holdsA && holdsB ? '' : 's'}`;
}

/**
 * How much it matters that weights see another input. An error where weights that were trained on one input are used on
 * another: pretrained weights, serving, or a side whose own training and evaluation part.
 */
export function rankInput(
  { a, b, subject }: Sides,
  options: {
    /** Whether training and evaluation of a side differ; undefined where that cannot be told. */
    readonly partsWithin: (side: Side) => boolean | undefined;
    /** The ranking where both sides train from scratch. */
    readonly scratch: () => Ranking;
  },
): Ranking {
  const [pretrainedA, pretrainedB] = [loadsPretrained(a), loadsPretrained(b)];
  const because: string[] = [];
  if (pretrainedA || pretrainedB)
    because.push(`${sides(pretrainedA === true, pretrainedB === true, 'load')} pretrained weights`);
  const [partsA, partsB] = [options.partsWithin(a) === true, options.partsWithin(b) === true];
  if (partsA || partsB) because.push(`${named(partsA, partsB)} differs between training and evaluation`);
  if (subject.endsWith('preprocess.serve')) because.push('serving uses trained weights');
  if (because.length > 0) return { severity: 'error', because };
  if (pretrainedA === false && pretrainedB === false) return options.scratch();
  const unknown = named(pretrainedA === undefined, pretrainedB === undefined);
  return {
    severity: 'warning',
    wouldRaise: `an error if pretrained weights are loaded, which ${unknown} does not say (model.pretrained)`,
  };
}
