import { defineRule, nearly, type Side, sameValue, type ValueOf } from '../../src/rule.ts';
import { learningRate, numeric } from '../shared/training.ts';
import { needs } from '../shared/values.ts';

type Groups = ValueOf<'optimizer.groups'>;

/** Factor of the learning rate by role or pattern, of the groups that have another one than the rest. */
function scales(side: Side): Record<string, number> {
  const groups: Groups = side.value('optimizer.groups') ?? [];
  const base = numeric(learningRate(side));
  const found: Record<string, number> = {};
  for (const { roles, match, lr, lrScale, trainable } of groups) {
    const scale = lrScale ?? (lr !== undefined && base !== undefined && base > 0 ? lr / base : undefined);
    if (scale === undefined || trainable === false || nearly(scale, 1)) continue;
    for (const name of roles ?? [match ?? 'some parameters']) found[name] = scale;
  }
  return found;
}

const words = (found: Readonly<Record<string, number>>): string =>
  Object.entries(found)
    .map(([name, scale]) => `${name} × ${Number(scale.toPrecision(3))}`)
    .join(', ') || 'one rate for all';

export default defineRule({
  id: 'optimizer/layer-lr',
  title: 'Learning rate by layer differs',
  why: 'Lower rates for early layers keep what pretrained features know; a higher one lets a new head catch up.',
  help: 'Give the same parameters the same multiple of the learning rate.',
  effect: null,
  scope: ['train'],
  messages: {
    decay: 'layer-wise decay of the learning rate {a} against {b}',
    groups: 'learning rate by group: {a} against {b}',
  },
  compare: {
    reads: [],
    optional: ['optimizer.layerDecay', 'optimizer.groups', 'optimizer.lr', 'schedule.peakLr'],
    check(context) {
      const { a, b, same, different } = context;
      if (a.known('optimizer.layerDecay') && b.known('optimizer.layerDecay')) {
        const decay = { a: a.value('optimizer.layerDecay') ?? 1, b: b.value('optimizer.layerDecay') ?? 1 };
        if (!nearly(decay.a, decay.b)) {
          return different('decay', { severity: 'warning', ...decay, at: ['optimizer.layerDecay'] });
        }
      }
      const missing = needs(context, 'optimizer.groups') ?? needs(context, 'optimizer.layerDecay');
      if (missing !== undefined) return missing;
      const groups = { a: scales(a), b: scales(b) };
      if (sameValue(groups.a, groups.b, 1e-3)) return same();
      return different('groups', {
        severity: 'warning',
        a: words(groups.a),
        b: words(groups.b),
        at: ['optimizer.groups'],
      });
    },
  },
});
