import { defineRule } from '../../src/rule.ts';
import { holds, type ProcedureStep, pointAt, procedureOf, walk } from '../shared/procedure.ts';

type Scale = 'none' | 'scaled' | 'maybe';

export default defineRule({
  id: 'optimizer/clip-before-unscale',
  title: 'Gradients are clipped while they are scaled',
  why: 'A gradient scaler multiplies the loss, and so all gradients, by a factor of thousands: a limit that is meant for gradients shrinks scaled ones to almost nothing.',
  help: 'Call scaler.unscale_(optimizer) before clipping.',
  effect: null,
  scope: ['train'],
  messages: { scaled: 'gradients are clipped before the scaler has unscaled them' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      if (!holds(steps, 'clip')) return notApplicable('gradients are not clipped');
      let found: ProcedureStep | undefined;
      walk<Scale>(steps, 'none', {
        join: (a, b) => (a === b ? a : 'maybe'),
        step(state, step) {
          switch (step.name) {
            case 'backward':
              return step.scaled === undefined ? 'maybe' : step.scaled ? 'scaled' : 'none';
            case 'unscale':
            case 'optimizer-step':
            case 'zero-grad':
              return 'none';
            case 'opaque':
              return 'maybe';
            case 'clip':
              if (state === 'scaled') found ??= step;
              return state;
            default:
              return state;
          }
        },
      });
      return found === undefined
        ? clean()
        : complain('scaled', { severity: 'error', ...pointAt(found), value: 'clip' });
    },
  },
});
