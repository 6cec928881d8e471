import { defineRule, type Side } from '../../src/rule.ts';
import { phaseOf } from '../shared/geometry.ts';
import { antialiased, idle, keepsSize, RESAMPLING_CONTEXT } from '../shared/resampling.ts';

export default defineRule({
  id: 'resize/library',
  title: 'Images are resized by another library',
  why: 'Libraries differ in antialiasing, in where pixel centers lie and in the filters behind the same name.',
  help: 'Resize by the same library on both sides, at least in training and evaluation of one network.',
  effect: {
    text: 'PIL against OpenCV: 0.3 points (ResNet-50), up to 5 points of mAP when shrinking four times',
    source: 'mlcommons/inference#273, airo-ugent/airo-mono#89',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { differs: 'images are resized by {a} against {b}' },
  compare: {
    reads: ['preprocess.*.resize.library'],
    context: [
      ...RESAMPLING_CONTEXT,
      'preprocess.*.resize.interpolation',
      'preprocess.*.resize.antialias',
      'preprocess.*.resize.pixelCenter',
      'preprocess.train.resize.library',
      'preprocess.eval.resize.library',
    ],
    check({ a, b, subject, same, equivalent, notApplicable, different }) {
      const reason = idle(a, b);
      if (reason !== undefined) return notApplicable(reason);
      const [libraryA, libraryB] = [a.value('preprocess.*.resize.library'), b.value('preprocess.*.resize.library')];
      if (libraryA === libraryB) return same();
      if (keepsSize(a) && keepsSize(b)) return notApplicable('images stay as large as they are');
      const kernel = (side: Side): readonly unknown[] => [
        side.value('preprocess.*.resize.interpolation'),
        antialiased(side),
        side.value('preprocess.*.resize.pixelCenter'),
      ];
      const [kernelA, kernelB] = [kernel(a), kernel(b)];
      const known = [...kernelA, ...kernelB].every((part) => part !== undefined);
      if (known && kernelA.every((part, i) => part === kernelB[i]))
        return equivalent(`${libraryA} and ${libraryB} use the same filter, antialiasing and pixel centers`);
      const details = { a: libraryA, b: libraryB };
      const parts = [a, b].filter(partsWithin).length > 0;
      if (parts || phaseOf(subject) === 'serve') {
        const because = [
          parts
            ? 'training and evaluation of one side resize by different libraries'
            : 'serving resizes by another library than evaluation',
        ];
        return different('differs', { ...details, severity: 'warning', because });
      }
      const wouldRaise = 'a warning if training and evaluation of one side resize by different libraries';
      const open = [a, b].some(
        (side) => !side.known('preprocess.train.resize.library') || !side.known('preprocess.eval.resize.library'),
      );
      return different('differs', { ...details, severity: 'info', ...(open ? { wouldRaise } : {}) });
    },
  },
});

function partsWithin(side: Side): boolean {
  const [train, evaluation] = [
    side.value('preprocess.train.resize.library'),
    side.value('preprocess.eval.resize.library'),
  ];
  return train !== undefined && evaluation !== undefined && train !== evaluation;
}
