import { defineRule } from '../../src/rule.ts';
import { describe, distance } from '../shared/affine.ts';
import { NOTICEABLE, sameMap } from '../shared/normalization.ts';
import { expectedInput } from '../shared/weights.ts';

export default defineRule({
  id: 'normalization/train-eval-mismatch',
  title: 'Training and evaluation normalize differently',
  why: 'The network is evaluated on an input that it was not trained on.',
  help: 'Use one normalization for both, and only leave out the random steps in evaluation.',
  effect: { text: 'training normalized and test not: 9 % became 95 % once both were', source: 'mlpack/examples#213' },
  scope: ['train', 'eval'],
  images: true,
  messages: {
    map: 'training maps 0–255 to {train}, evaluation to {value}',
    kind: 'training normalizes by {train}, evaluation by {value}',
  },
  lint: {
    reads: ['preprocess.train.normalization.kind', 'preprocess.eval.normalization.kind'],
    optional: ['preprocess.train.normalization.affine', 'preprocess.eval.normalization.affine'],
    check({ setup, clean, unknown, complain }) {
      const [kindTrain, kindEval] = [
        setup.value('preprocess.train.normalization.kind'),
        setup.value('preprocess.eval.normalization.kind'),
      ];
      const perImage = [kindTrain, kindEval].filter((kind) => kind === 'per-image').length;
      if (perImage === 2) return clean();
      if (perImage === 1) {
        return complain('kind', {
          severity: 'error',
          at: 'preprocess.eval.normalization.kind',
          data: { train: kindTrain ?? 'none' },
        });
      }
      const [train, evaluation] = [
        setup.value('preprocess.train.normalization.affine'),
        setup.value('preprocess.eval.normalization.affine'),
      ];
      if (train === undefined || evaluation === undefined) {
        const path =
          train === undefined ? 'preprocess.train.normalization.affine' : 'preprocess.eval.normalization.affine';
        if (kindTrain === 'adapted' && kindEval === 'adapted') return clean();
        return unknown('what a pixel is mapped to is unknown', path);
      }
      if (sameMap(train, evaluation)) return clean();
      const expected = expectedInput(setup);
      return complain('map', {
        severity: distance(train, evaluation) > NOTICEABLE ? 'error' : 'info',
        at: 'preprocess.eval.normalization.affine',
        value: describe(evaluation),
        data: { train: describe(train) },
        ...(expected === undefined ? {} : { help: `${expected.family} expect ${expected.constants}.` }),
      });
    },
  },
});
