import { defineRule } from '../../src/rule.ts';
import { gradientsAtSteps } from '../shared/gradients.ts';
import { holds, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'loop/zero-grad',
  title: 'Gradients are not zeroed between updates',
  why: 'Backward adds to the gradients that are there: without zeroing, each update uses the sum of the gradients of all batches so far.',
  help: 'Call optimizer.zero_grad() once for each update, before backward or after the step.',
  effect: null,
  scope: ['train'],
  messages: { missing: 'the optimizer steps with gradients that an earlier step has used already' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      if (!holds(steps, 'optimizer-step')) return notApplicable('no optimizer is seen to step');
      for (const [step, states] of gradientsAtSteps(steps))
        if (states.has('mixed')) return complain('missing', { severity: 'error', ...pointAt(step), value: 'step' });
      return clean();
    },
  },
});
