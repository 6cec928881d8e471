import { defineRule, nearly, ratio, type Severity, type Side } from '../../src/rule.ts';
import { needs } from '../shared/values.ts';

/** Norms of whole gradients rarely reach this, so that a higher limit is hardly ever met. */
const RARELY_MET = 10;

const WORDS: Readonly<Record<string, string>> = {
  norm: 'norm of all gradients at most',
  'tensor-norm': 'norm of each gradient at most',
  value: 'each entry at most',
  adaptive: 'norm relative to the weight at most',
};

const clip = (side: Side): { kind: string; value: number | undefined; words: string } => {
  const [kind, value] = [side.value('optimizer.gradClip.kind') ?? 'none', side.value('optimizer.gradClip.value')];
  return kind === 'none'
    ? { kind, value, words: 'none' }
    : { kind, value, words: `${WORDS[kind]} ${value ?? 'unknown'}` };
};

export default defineRule({
  id: 'optimizer/grad-clip',
  title: 'Gradient clipping differs',
  why: 'Clipping bounds a step after an unusual batch. With plain SGD and a low limit it scales nearly every step, and so acts as a lower learning rate.',
  help: 'Clip in the same way at the same limit. Keras `clipnorm` is for each tensor; `global_clipnorm` is what PyTorch’s clip_grad_norm_ does.',
  effect: null,
  scope: ['train'],
  messages: { differs: 'gradient clipping: {a} against {b}' },
  compare: {
    reads: ['optimizer.gradClip.kind'],
    optional: ['optimizer.gradClip.value'],
    check(context) {
      const [a, b] = [clip(context.a), clip(context.b)];
      if (a.kind === 'none' && b.kind === 'none') return context.same();
      if (a.kind === b.kind) {
        const missing = needs(context, 'optimizer.gradClip.value');
        if (missing !== undefined) return missing;
        if (a.value === undefined || b.value === undefined || nearly(a.value, b.value)) return context.same();
      }
      const limits = [a, b].flatMap(({ kind, value }) => (kind === 'none' ? [] : [value]));
      const loose = limits.every((limit) => limit !== undefined && limit >= RARELY_MET);
      const close = a.kind === b.kind && ratio(a.value ?? 0, b.value ?? 0) <= 1.5;
      const severity: Severity = close || (loose && a.kind !== 'value' && b.kind !== 'value') ? 'info' : 'warning';
      return context.different('differs', {
        severity,
        a: a.words,
        b: b.words,
        because: loose ? ['the limit is so high that few gradients meet it'] : close ? ['the limits are close'] : [],
      });
    },
  },
});
