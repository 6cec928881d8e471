import { defineRule, type Role, type Severity, type Side, sameValue } from '../../src/rule.ts';
import { noDecay } from '../shared/decay.ts';
import { isTransformer, numeric } from '../shared/training.ts';
import { list } from '../shared/words.ts';

const BIASES: readonly Role[] = ['conv.bias', 'dense.bias', 'head.bias'];
const WEIGHTS: readonly Role[] = ['conv.weight', 'dense.weight', 'head.weight'];
/** From this batch on, scaled layer by layer, decay of normalization parameters is known to cost accuracy. */
const LARGE_BATCH = 2048;

const words = (roles: readonly Role[]): string => (roles.length === 0 ? 'no role' : list([...roles].sort()));
const only = (side: string, roles: readonly Role[]): string =>
  roles.length === 0 ? '' : `only ${side} decays ${words(roles)}`;
const patterns = (side: Side): readonly string[] | undefined =>
  side
    .value('optimizer.decayExcludes')
    ?.map(({ pattern }) => pattern)
    .sort();

/** Whether a network has parameters of a role; undefined where nothing says so. */
function hasRole(side: Side, role: Role): boolean | undefined {
  const transformer = isTransformer(side);
  const gates = side.value('model.block.squeezeExcitation');
  switch (role) {
    case 'head.weight':
    case 'head.bias':
      return true;
    case 'norm.weight':
    case 'norm.bias':
      return side.value('model.norm.kind') !== 'none' && side.value('model.norm.affine') !== false;
    case 'conv.weight':
      // The embedding of patches is a convolution.
      return transformer === undefined ? undefined : true;
    case 'conv.bias': {
      const biased = side.value('model.convBias');
      if (transformer === true || biased === true || (gates ?? 0) > 0) return true;
      return biased === false && gates === 0 ? false : undefined;
    }
    case 'dense.weight':
    case 'dense.bias': {
      const hidden = side.value('model.head.hidden') ?? [];
      if (transformer === true || hidden.length > 0) return true;
      return transformer === false && side.known('model.head.hidden') ? false : undefined;
    }
    case 'embedding':
      // Images are embedded by convolutions.
      return transformer === false || side.value('model.attention.patchSize') !== undefined ? false : undefined;
    case 'position': {
      const position = side.value('model.attention.position');
      if (position !== undefined) return position === 'learned' || position === 'relative';
      return transformer === false ? false : undefined;
    }
    case 'other':
      return transformer === false && side.value('model.block.layerScale') === 0 ? false : undefined;
  }
}

/**
 * Roles that decay on one side only, of those that both networks can have. A default speaks of every parameter there
 * is: of what it has more than a list that somebody wrote, only roles that the networks are known to have say anything.
 */
function decaysAlone(side: Side, other: Side): readonly Role[] {
  const others = other.value('optimizer.decayRoles') ?? [];
  const alone = (side.value('optimizer.decayRoles') ?? []).filter((role) => !others.includes(role));
  const isDefault = side.fact('optimizer.decayRoles').status === 'default';
  return alone.filter((role) => {
    const present = [hasRole(side, role), hasRole(other, role)];
    return !present.includes(false) && !(isDefault && !present.includes(true));
  });
}

export default defineRule({
  id: 'decay/groups',
  title: 'Other parameters decay',
  why: 'Decay of normalization scales and biases pulls them to zero with nothing gained, and with LARS or LAMB it also changes the step of those layers; decay that leaves out weights does not regularize them.',
  help: 'Let the same parameters decay. By default PyTorch and Keras optimizers decay all, timm leaves out vectors and biases, Keras regularizers cover only the kernels that have one.',
  effect: null,
  scope: ['train'],
  messages: {
    roles: '{which}',
    patterns: 'excluded from weight decay by name: {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['optimizer.decayRoles', 'optimizer.decayExcludes'],
    context: [
      'optimizer.weightDecay',
      'optimizer.name',
      'data.effectiveBatchSize',
      'model.block.kind',
      'model.attention.heads',
      'model.attention.patchSize',
      'model.attention.position',
      'model.block.layerScale',
      'model.block.squeezeExcitation',
      'model.norm.kind',
      'model.norm.affine',
      'model.convBias',
      'model.head.hidden',
    ],
    check({ a, b, same, unknown, notApplicable, different }) {
      if (noDecay(a) || noDecay(b)) return notApplicable('a side has no weight decay');
      const [rolesA, rolesB] = [a.value('optimizer.decayRoles'), b.value('optimizer.decayRoles')];
      if (rolesA === undefined || rolesB === undefined) {
        const [excludedA, excludedB] = [patterns(a), patterns(b)];
        if (rolesA !== undefined || rolesB !== undefined || excludedA === undefined || excludedB === undefined) {
          return unknown('which parameters decay is unknown', 'optimizer.decayRoles');
        }
        if (sameValue(excludedA, excludedB)) return same();
        return different('patterns', {
          severity: 'info',
          a: excludedA,
          b: excludedB,
          at: ['optimizer.decayExcludes'],
          wouldRaise: 'which parameters the patterns match is not known: other parameters would raise it',
        });
      }
      const [onlyA, onlyB] = [decaysAlone(a, b), decaysAlone(b, a)];
      const changed = [...onlyA, ...onlyB];
      if (changed.length === 0) return same();
      const layered = [a, b].some((side) => ['lars', 'lamb'].includes(side.value('optimizer.name') ?? ''));
      const batches = [a, b].map((side) => numeric(side.value('data.effectiveBatchSize')));
      const large = batches.every((batch) => batch !== undefined && batch >= LARGE_BATCH);
      const norms = changed.some((role) => role.startsWith('norm.'));
      const biasesOnly = changed.every((role) => BIASES.includes(role));
      const weights = changed.some((role) => WEIGHTS.includes(role));
      const severity: Severity = layered && large && norms ? 'error' : biasesOnly ? 'info' : 'warning';
      return different('roles', {
        severity,
        a: words(rolesA),
        b: words(rolesB),
        data: { which: [only('A', onlyA), only('B', onlyB)].filter((part) => part !== '').join('; ') },
        at: ['optimizer.decayRoles'],
        because: [
          ...(layered ? ['the optimizer scales the step layer by layer'] : []),
          ...(layered && large ? ['the batch is large'] : []),
          ...(biasesOnly ? ['only biases are concerned'] : []),
          ...(weights ? ['weights are concerned'] : []),
          ...([a, b].some((side) => isTransformer(side)) ? ['the network is a transformer'] : []),
        ],
        ...(layered && norms && !large && batches.includes(undefined)
          ? { wouldRaise: 'the batch size is not known: a large one would raise it' }
          : {}),
        ...(layered && norms
          ? {
              effect: {
                text: 'LARS ResNet-50: 76.14 against 74.28 top-1 at batch 8192, 76.51 against 75.34 at 2048, normalization and biases excluded or not',
                source: 'PaddlePaddle/Paddle#26733',
              },
            }
          : {}),
      });
    },
  },
});
