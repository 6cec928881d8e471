import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import { type Named, namedNumber } from '../javascript/named.ts';

interface Wanted {
  readonly path: string;
  /** Names without hyphens and underscores, in lower case. */
  readonly pattern: RegExp;
  readonly fits: (value: number) => boolean;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

const WANTED: readonly Wanted[] = [
  { path: 'data.batchSize', pattern: /^(?:train(?:ing)?)?batchsize$/, fits: isCount },
  { path: 'train.epochs', pattern: /^(?:n|num|max|total|train(?:ing)?)?epochs$/, fits: isCount },
  {
    path: 'data.validationSplit',
    pattern: /^val(?:id(?:ation)?)?(?:split|fraction|ratio)$/,
    fits: (value) => value > 0 && value < 1,
  },
  { path: 'train.seed', pattern: /^(?:random|global)?seed$/, fits: Number.isInteger },
];

const HEIGHT = /^(?:im(?:age|g)?|input)(?:h|height)$/;
const WIDTH = /^(?:im(?:age|g)?|input)(?:w|width)$/;

/** What names say of a training whose loop is out of sight: inferred, and only where nothing else told it. */
export function namedFacts(m: Machine, make: FactMaker, facts: ReadonlyMap<string, Fact>): Map<string, Fact> {
  const found = new Map<string, Fact>();
  for (const { path, pattern, fits } of WANTED) {
    if (isTold(facts.get(path))) continue;
    const named = namedNumber(m, pattern);
    if (named !== undefined && fits(named.value)) found.set(path, inferred(make, named));
  }
  if (!isTold(facts.get('input.size.train'))) {
    const [height, width] = [namedNumber(m, HEIGHT), namedNumber(m, WIDTH)];
    if (height !== undefined && width !== undefined && isCount(height.value) && isCount(width.value))
      found.set('input.size.train', {
        status: 'inferred',
        value: [height.value, width.value],
        origin: { ...make.origin(height.provenance), via: [make.origin(width.provenance)] },
      });
  }
  return found;
}

/** Several values, or one that a branch decides, are an answer of their own. */
function isTold(fact: Fact | undefined): boolean {
  if (fact === undefined) return false;
  if (fact.status !== 'unknown') return true;
  return (fact.alternatives?.length ?? 0) > 0 || fact.reason.code === 'branch' || fact.reason.code === 'input';
}

function inferred(make: FactMaker, { value, provenance, input }: Named): Fact {
  const origin = make.origin(provenance);
  return { status: 'inferred', value, origin, ...(input === undefined ? {} : { overridable: input }) };
}

const LOSSES: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/binary_?cross_?entropy|sigmoid_?cross_?entropy/i, 'binary-cross-entropy'],
  [/cross_?entropy/i, 'cross-entropy'],
  [/mean_?squared_?error|(?:^|_)mse(?:$|_|[A-Z])/i, 'mean-squared-error'],
];

/** The loss that a function out of sight says it is. */
export function namedLoss(name: string, at: Fact['origin']): Fact {
  const kind = LOSSES.find(([pattern]) => pattern.test(name))?.[1];
  return kind === undefined || at === undefined
    ? unknown('call', 'computed by the script')
    : { status: 'inferred', value: kind, origin: at };
}
