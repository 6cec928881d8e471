import { compareQuantities, defineRule, isExpression, type RulePath, ratio, type Severity } from '../../src/rule.ts';
import { lacking } from '../shared/values.ts';
import { short, times } from '../shared/words.ts';

/** The measures of length, from the one that says most: what both sides know is compared. */
const MEASURES = [
  ['train.samples', 'examples'],
  ['train.epochs', 'epochs'],
  ['train.steps', 'updates'],
] as const satisfies readonly (readonly [RulePath, string])[];
/** 90 against 100 epochs is within noise. */
const SLIGHT = 1.12;

export default defineRule({
  id: 'schedule/epochs',
  title: 'Length of training differs',
  why: 'A longer run sees more examples and anneals more slowly; most of the gain of modern recipes is their length.',
  help: 'Train for the same number of epochs, with the schedule stretched to it; compare results of different lengths with care.',
  effect: null,
  scope: ['train'],
  messages: {
    epochs: '{a} against {b} epochs',
    length: '{a} against {b} {unit}',
  },
  compare: {
    reads: [],
    optional: ['train.epochs', 'train.steps', 'train.samples'],
    check({ a, b, same, equivalent, unknown, different }) {
      const both = MEASURES.filter(([path]) => a.value(path) !== undefined && b.value(path) !== undefined);
      // Of a measure that holds what is not known only the ratio could be told, and that only if both share it.
      const found = both.find(([path]) => !isExpression(a.value(path)) && !isExpression(b.value(path))) ?? both[0];
      if (found === undefined) return unknown('the length of training is unknown', 'train.epochs');
      const [path, unit] = found;
      const [lengthA, lengthB] = [a.value(path) ?? 0, b.value(path) ?? 0];
      const relation = compareQuantities(lengthA, lengthB, 1e-3);
      const [epochsA, epochsB] = [a.value('train.epochs'), b.value('train.epochs')];
      const epochs =
        epochsA === undefined || epochsB === undefined ? undefined : compareQuantities(epochsA, epochsB, 1e-3);
      if (relation.kind === 'unknown')
        return unknown(
          `the length of training needs ${relation.inputs.join(' and ')}`,
          lacking(relation.inputs, lengthA, lengthB),
        );
      if (relation.kind === 'same')
        return epochs?.kind === 'different' ? equivalent('the same number of examples in all') : same();
      const factor = relation.ratio === undefined ? Number.POSITIVE_INFINITY : ratio(1, relation.ratio);
      const severity: Severity = factor > SLIGHT ? 'warning' : 'info';
      const because = relation.ratio === undefined ? [] : [`B sees ${times(relation.ratio)} as much as A`];
      if (epochs?.kind === 'different' && !isExpression(epochsA) && !isExpression(epochsB)) {
        return different('epochs', { severity, a: epochsA, b: epochsB, at: ['train.epochs'], because });
      }
      return different('length', {
        severity,
        a: typeof lengthA === 'number' ? Number(short(lengthA)) : lengthA,
        b: typeof lengthB === 'number' ? Number(short(lengthB)) : lengthB,
        data: { unit },
        at: [path],
        because,
      });
    },
  },
});
