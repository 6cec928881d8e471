import { defineRule, type Side, sameValue } from '../../src/rule.ts';
import { isDescribed, type Operation, operations } from '../shared/operations.ts';

export default defineRule({
  id: 'preprocess/steps',
  title: 'A step of the pipeline is on one side only, or set otherwise',
  why: 'The networks see other images: in training another augmentation, in evaluation another input.',
  help: 'Use the same steps with the same parameters on both sides.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    presence: 'steps {a} against {b}',
    parameters: '{step} with {a} against {b}',
  },
  compare: {
    reads: ['preprocess.*.operations'],
    check({ a, b, same, unknown, notApplicable, different }) {
      const [stepsA, stepsB] = [others(a), others(b)];
      const [namesA, namesB] = [stepsA.map(({ name }) => name), stepsB.map(({ name }) => name)];
      if (!sameValue(namesA.toSorted(), namesB.toSorted())) {
        const spell = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
        return different('presence', { severity: 'warning', a: spell(namesA), b: spell(namesB) });
      }
      const pairs = stepsA.map((step) => [step, stepsB.find(({ name }) => name === step.name) ?? step] as const);
      const changed = pairs.find(([x, y]) => !sameValue(parameters(x), parameters(y)));
      if (changed !== undefined) {
        const [stepA, stepB] = changed;
        const details = { a: parameters(stepA), b: parameters(stepB), data: { step: stepA.name } };
        return different('parameters', { ...details, severity: 'info' });
      }
      const [strange] = [...strangers(a), ...strangers(b)];
      if (strange !== undefined)
        return unknown(`what the step ${strange} does is not known: see preprocess/unknown-step`);
      return stepsA.length === 0 ? notApplicable('no steps but those with facts of their own') : same();
    },
  },
});

/** Steps that are not understood: even where both sides have them, they may not be the same. */
const strangers = (side: Side): readonly string[] =>
  operations(side.value('preprocess.*.operations') ?? [])
    .filter(({ known }) => !known)
    .map(({ written }) => written);

/** Known steps that no fact of their own describes and that are ever applied. */
const others = (side: Side): readonly Operation[] =>
  operations(side.value('preprocess.*.operations') ?? []).filter(
    (step) => step.known && !isDescribed(step) && step.probability > 0,
  );

const parameters = ({ parameters, probability }: Operation): Readonly<Record<string, unknown>> => ({
  ...parameters,
  probability,
});
