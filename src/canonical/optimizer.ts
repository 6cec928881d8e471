import type { RulePath, ValueOf } from '../spec/paths.ts';
import { ROLES } from '../spec/vocabulary.ts';
import { type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked } from './known.ts';
import { divide } from './quantity.ts';

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

/**
 * Weight decay in one form: `gradient` adds coefficient·w to the gradient, `decoupled` multiplies w by
 * 1 − lr·coefficient, `absolute` by 1 − coefficient, whatever the learning rate.
 */
function effectiveDecay(known: Known): Derived | Underived | undefined {
  const decay = known.value('optimizer.weightDecay');
  const roles = known.value('optimizer.decayRoles');
  if (roles?.length === 0) return form(0, 'none', ['optimizer.decayRoles'], 'nothing decays');
  if (decay === undefined) return undefined;
  if (decay === 0) return form(0, 'none', ['optimizer.weightDecay'], 'weight decay is 0');
  const kind = known.value('optimizer.decayKind');
  const from: RulePath[] = ['optimizer.weightDecay', 'optimizer.decayKind'];
  if (kind === undefined) return blocked(known, 'optimizer.decayKind', 'how weight decay is applied is unknown');
  if (kind === 'decoupled') return form(decay, 'decoupled', from, 'w·(1 − lr·coefficient)');
  if (kind === 'l2' || kind === 'penalty') {
    if (known.value('optimizer.name') === 'sgd') {
      const momentum = known.value('optimizer.momentum');
      if (momentum === undefined) return blocked(known, 'optimizer.momentum');
      from.push('optimizer.name', 'optimizer.momentum');
      if (momentum === 0) return form(decay, 'decoupled', from, 'without momentum, decay in the gradient is decoupled');
    }
    return form(decay, 'gradient', from, 'g + coefficient·w');
  }
  const rate = known.value('optimizer.lr');
  const constant = known.value('schedule.kind') === 'constant' && known.value('schedule.warmup.kind') === 'none';
  if (kind === 'decoupled-absolute' && !constant) return form(decay, 'absolute', from, 'w·(1 − coefficient)');
  const relative = rate === undefined ? undefined : divide(decay, rate);
  if (relative === undefined) return blocked(known, 'optimizer.lr');
  return form(relative, 'decoupled', [...from, 'optimizer.lr'], 'coefficient / base lr');
}

function form(coefficient: ValueOf<'optimizer.lr'>, kind: string, from: readonly RulePath[], how: string): Derived {
  return { value: { coefficient, kind }, from, how };
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
  derivation('optimizer.effectiveDecay', effectiveDecay),
  derivation('train.ema.perStep', emaPerStep),
];
