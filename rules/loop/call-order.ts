import { defineRule } from '../../src/rule.ts';
import { gradientsAtSteps } from '../shared/gradients.ts';
import { holds, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'loop/call-order',
  title: 'The optimizer steps without gradients',
  why: 'Between zeroing the gradients and the step there is no backward pass: parameters move by weight decay and momentum alone, if at all.',
  help: 'Call in this order: zero_grad, backward, step.',
  effect: null,
  scope: ['train'],
  messages: {
    empty: 'the optimizer always steps right after its gradients were zeroed, without a backward pass between',
  },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      if (!holds(steps, 'optimizer-step')) return notApplicable('no optimizer is seen to step');
      for (const [step, states] of gradientsAtSteps(steps))
        if (states.size === 1 && states.has('empty'))
          return complain('empty', { severity: 'error', ...pointAt(step), value: 'step' });
      return clean();
    },
  },
});
