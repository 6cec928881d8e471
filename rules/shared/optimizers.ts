import type { CompareContext, CompareOutcome, Side } from '../../src/rule.ts';

/** What an optimizer may have, in the words of messages. */
export type Trait = 'momentum' | 'betas' | 'rho' | 'epsilon' | 'centering' | 'accumulator' | 'amsgrad' | 'trust ratio';

const MOMENTS: readonly Trait[] = ['betas', 'epsilon'];
const TRAITS: Readonly<Record<string, readonly Trait[]>> = {
  sgd: ['momentum'],
  lars: ['momentum', 'trust ratio', 'epsilon'],
  muon: ['momentum', 'epsilon'],
  adam: [...MOMENTS, 'amsgrad'],
  adamw: [...MOMENTS, 'amsgrad'],
  nadam: MOMENTS,
  radam: MOMENTS,
  adamax: MOMENTS,
  lamb: [...MOMENTS, 'trust ratio'],
  lion: ['betas'],
  rmsprop: ['momentum', 'rho', 'epsilon', 'centering', 'accumulator'],
  'rmsprop-tf': ['momentum', 'rho', 'epsilon', 'centering', 'accumulator'],
  adagrad: ['epsilon', 'accumulator'],
  adadelta: ['rho', 'epsilon'],
  ftrl: ['accumulator'],
};

/** Whether an optimizer has a parameter of this kind; undefined for one that is not in the table. */
export function has(optimizer: string | undefined, trait: Trait): boolean | undefined {
  return optimizer === undefined ? undefined : TRAITS[optimizer]?.includes(trait);
}

/** The outcome where the optimizer of a side has no such parameter. */
export function without<M extends string>(
  { a, b, notApplicable }: CompareContext<M>,
  trait: Trait,
): CompareOutcome<M> | undefined {
  for (const side of [a, b]) {
    const name = side.value('optimizer.name');
    if (has(name, trait) === false) return notApplicable(`${name} has no ${trait}`);
  }
  return undefined;
}

const SCALE_FREE = [
  'adam',
  'adamw',
  'nadam',
  'radam',
  'adamax',
  'lamb',
  'lars',
  'lion',
  'rmsprop',
  'rmsprop-tf',
  'adagrad',
  'adadelta',
  'adafactor',
  'muon',
];

/** Whether the step does not grow with the gradient; undefined where the optimizer is unknown or not in the table. */
export function isAdaptive(side: Side): boolean | undefined {
  const name = side.value('optimizer.name');
  if (name === undefined) return undefined;
  if (SCALE_FREE.includes(name)) return true;
  return name === 'sgd' ? false : undefined;
}

export const isRmsprop = (name: string | undefined): boolean => name === 'rmsprop' || name === 'rmsprop-tf';

const FAMILIES: readonly (readonly string[])[] = [
  ['rmsprop', 'rmsprop-tf'],
  ['adam', 'adamw', 'nadam', 'radam', 'adamax'],
];

/** Whether two sides are known to use optimizers whose parameters of one name do not do the same thing. */
export function areUnlikeOptimizers(a: Side, b: Side): boolean {
  const [nameA, nameB] = [a.value('optimizer.name'), b.value('optimizer.name')];
  if (nameA === undefined || nameB === undefined || nameA === nameB) return false;
  return !FAMILIES.some((family) => family.includes(nameA) && family.includes(nameB));
}
