import type { RulePath } from '../spec/paths.ts';
import type { Condition, Construct, Library, Row } from './library.ts';
import { none } from './library.ts';

/** What only some optimizers have: one without it has none of it. */
const OF_SOME: readonly RulePath[] = [
  'optimizer.momentum',
  'optimizer.momentumForm',
  'optimizer.nesterov',
  'optimizer.dampening',
  'optimizer.betas',
  'optimizer.rho',
  'optimizer.centered',
  'optimizer.amsgrad',
  'optimizer.biasCorrection',
  'optimizer.epsilon',
  'optimizer.epsilonPlacement',
  'optimizer.initialAccumulator',
  'optimizer.trust',
  'optimizer.momentumDecay',
];

/** An optimizer by its canonical name: its own defaults, and none of what it does not have. */
export function optimizer(
  library: Library,
  callable: string,
  name: string,
  rows: readonly Row[],
  options: { readonly unclaimed?: readonly RulePath[]; readonly when?: readonly Condition[] } = {},
): Construct {
  const own = new Set([...rows.map(({ path }) => path), ...(options.unclaimed ?? [])]);
  return {
    library,
    callable,
    when: [{ path: 'optimizer.name', is: [name] }, ...(options.when ?? [])],
    rows: [...rows, ...none(...OF_SOME.filter((path) => !own.has(path)))],
  };
}
