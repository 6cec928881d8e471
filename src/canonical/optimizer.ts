import type { RulePath } from '../spec/paths.ts';
import { ROLES } from '../spec/vocabulary.ts';
import { type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked } from './known.ts';

function decayRoles(known: Known): Derived | undefined {
  const decay = known.value('optimizer.weightDecay');
  const groups = known.value('optimizer.groups');
  if (groups === undefined) {
    return decay === 0 ? { value: [], from: ['optimizer.weightDecay'], how: 'weight decay is 0' } : undefined;
  }
  const roles = new Set<string>();
  const from: RulePath[] = ['optimizer.groups'];
  for (const group of groups) {
    if (group.trainable === false) continue;
    const own = group.weightDecay ?? decay;
    if (group.weightDecay === undefined) from.push('optimizer.weightDecay');
    if (own === undefined || group.roles === undefined) return undefined;
    if (own !== 0) for (const role of group.roles) roles.add(role);
  }
  return {
    value: ROLES.filter((role) => roles.has(role)),
    from: [...new Set(from)],
    how: 'roles of the groups that decay',
  };
}

/** An average that is updated every k steps forgets as one of decay^(1/k) that is updated in each. */
function emaPerStep(known: Known): Derived | Underived | undefined {
  const decay = known.value('train.ema.decay');
  if (decay === undefined) return undefined;
  if (decay === 0) return { value: 0, from: ['train.ema.decay'], how: 'there is no average' };
  const every = known.value('train.ema.every');
  if (every === undefined) return blocked(known, 'train.ema.every');
  return { value: decay ** (1 / every), from: ['train.ema.decay', 'train.ema.every'], how: 'decay^(1/every)' };
}

export const OPTIMIZER: readonly Derivation[] = [
  derivation('optimizer.decayRoles', decayRoles),
  derivation('train.ema.perStep', emaPerStep),
];
