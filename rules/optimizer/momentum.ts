import { defineRule, nearly } from '../../src/rule.ts';

export default defineRule({
  id: 'optimizer/momentum',
  title: 'Momentum differs',
  why: 'Momentum scales the effective step by 1/(1 − momentum) and sets how long gradients are remembered.',
  help: 'Use the same momentum, Nesterov setting and dampening on both sides.',
  effect: null,
  scope: ['train'],
  messages: {
    value: 'momentum {a} against {b}',
    nesterov: 'Nesterov momentum {a} against {b}',
    dampening: 'dampening {a} against {b}',
  },
  compare: {
    reads: ['optimizer.momentum', 'optimizer.nesterov', 'optimizer.dampening'],
    context: ['optimizer.name'],
    check({ a, b, same, different, notApplicable }) {
      const [momentumA, momentumB] = [a.value('optimizer.momentum'), b.value('optimizer.momentum')];
      if (momentumA === undefined || momentumB === undefined) return notApplicable('an optimizer without momentum');
      if (!nearly(momentumA, momentumB)) {
        return different('value', { severity: 'warning', a: momentumA, b: momentumB, at: ['optimizer.momentum'] });
      }
      // Without momentum neither Nesterov nor dampening does anything.
      if (momentumA === 0) return same();
      const [nesterovA, nesterovB] = [a.value('optimizer.nesterov') ?? false, b.value('optimizer.nesterov') ?? false];
      if (nesterovA !== nesterovB) {
        return different('nesterov', { severity: 'warning', a: nesterovA, b: nesterovB, at: ['optimizer.nesterov'] });
      }
      const [dampeningA, dampeningB] = [a.value('optimizer.dampening') ?? 0, b.value('optimizer.dampening') ?? 0];
      if (!nearly(dampeningA, dampeningB)) {
        return different('dampening', {
          severity: 'warning',
          a: dampeningA,
          b: dampeningB,
          at: ['optimizer.dampening'],
        });
      }
      return same();
    },
  },
});
