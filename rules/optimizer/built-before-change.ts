import { defineRule } from '../../src/rule.ts';
import { allSteps, type ProcedureStep, pointAt, procedureOf } from '../shared/procedure.ts';

export default defineRule({
  id: 'optimizer/built-before-change',
  title: 'A layer is replaced after the optimizer was built',
  why: 'An optimizer holds the parameters that it was given: those of a layer that comes later are never updated, and those of the layer that went are updated in vain.',
  help: 'Replace layers first, and build the optimizer from the network as it is trained.',
  effect: null,
  scope: ['train'],
  messages: { replaced: '{value} is replaced after the optimizer was built, so that it is never trained' },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      if (![...allSteps(steps)].some(({ name }) => name === 'replace')) return notApplicable('no layer is replaced');
      const found = lateReplacement(steps);
      return found === undefined
        ? clean()
        : complain('replaced', { severity: 'error', ...pointAt(found), value: found.part ?? 'a layer' });
    },
  },
});

/** A replacement behind the making of an optimizer of the same network, which then steps without having been told. */
function lateReplacement(steps: readonly ProcedureStep[]): ProcedureStep | undefined {
  // What stands under a condition, or in a loop, may be meant for another run.
  const top = steps.filter(({ arms }) => arms === undefined);
  for (const [i, step] of top.entries()) {
    const { model } = step;
    if (step.name !== 'replace' || model === undefined) continue;
    const made = top.slice(0, i).filter((one) => one.name === 'make-optimizer' && one.models.includes(model));
    const after = [...allSteps(top.slice(i + 1))];
    const isToldLater = after.some(
      (one) =>
        one.name === 'opaque' ||
        one.name === 'add-group' ||
        (one.name === 'make-optimizer' && one.models.includes(model)),
    );
    const isUsed = made.some(({ optimizer }) =>
      after.some((one) => one.name === 'optimizer-step' && one.optimizer === optimizer),
    );
    if (isUsed && !isToldLater) return step;
  }
  return undefined;
}
