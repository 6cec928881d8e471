import { defineRule, type RulePath } from '../../src/rule.ts';
import { describe, distance } from '../shared/affine.ts';
import { PRETRAINED_PATHS } from '../shared/context.ts';
import { NOTICEABLE, partsWithin } from '../shared/normalization.ts';
import { expectedInput } from '../shared/weights.ts';

const PHASES = ['eval', 'train', 'serve'] as const;

export default defineRule({
  id: 'normalization/weights-mismatch',
  title: 'Normalization does not fit the weights',
  why: 'Pretrained weights answer to the input that they were trained on, and to nothing else.',
  help: 'Use the constants that the weights were trained with.',
  effect: {
    text: 'a ViT whose weights expect mean and std 0.5, fed with ImageNet constants: 57 % became 38 %',
    source: 'mr-eggplant/FOA#2',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { map: '{family} expect 0–255 as {expected}, and get {value}' },
  lint: {
    reads: [],
    optional: [
      'preprocess.train.normalization.affine',
      'preprocess.eval.normalization.affine',
      'preprocess.serve.normalization.affine',
      'model.name',
      ...PRETRAINED_PATHS,
      'framework.name',
    ],
    context: ['preprocess.train.normalization.kind', 'setup.scope', 'model.trainable.fraction', 'train.epochs'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (setup.value('model.pretrained') === false) return notApplicable('no pretrained weights');
      const expected = expectedInput(setup);
      if (expected === undefined) {
        return setup.fact('model.weights.id').status === 'absent'
          ? notApplicable('no pretrained weights')
          : unknown('which input the weights expect is not known', 'model.weights.source');
      }
      if (partsWithin(setup))
        return notApplicable('training and evaluation differ: see normalization/train-eval-mismatch');
      const phases = PHASES.map((phase) => `preprocess.${phase}.normalization` as const);
      const known = phases.filter((phase) => setup.value(`${phase}.affine`) !== undefined);
      if (known.length === 0)
        return unknown('what a pixel is mapped to is unknown', 'preprocess.eval.normalization.affine');
      for (const phase of known) {
        const map = setup.value(`${phase}.affine`);
        if (map === undefined || distance(map, expected.map) <= NOTICEABLE) continue;
        // A network without any normalization has a rule of its own.
        if (setup.value(`${phase}.kind`) === 'none' && map.offset.every((value) => value === 0))
          return notApplicable('nothing normalizes the input: see normalization/missing');
        const at: RulePath = setup.value(`${phase}.mean`) === undefined ? `${phase}.affine` : `${phase}.mean`;
        return complain('map', {
          ...rank(known.includes('preprocess.train.normalization'), setup.value('model.trainable.fraction') === 0),
          at,
          value: describe(map),
          data: { family: expected.family, expected: describe(expected.map) },
          help: `Normalize by ${expected.constants}.`,
        });
      }
      return clean();
    },
  },
});

/** Fine-tuning can get used to another input; weights that are used as they are cannot. */
function rank(trains: boolean, frozen: boolean) {
  if (frozen) return { severity: 'error', because: ['nothing of the network is trained'] } as const;
  if (trains) return { severity: 'warning', because: ['fine-tuned on this input'] } as const;
  return { severity: 'error', because: ['the weights are used as they are: no training is described'] } as const;
}
