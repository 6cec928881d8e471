import { defineRule, type Side } from '../../src/rule.ts';
import { GEOMETRY_PATHS, geometry, phaseOf, sizes, spellSize } from '../shared/geometry.ts';

const SIZES = ['preprocess.*.resize.size', 'preprocess.*.crop.size'] as const;

/** Above this ratio of sizes an evaluation is another one. */
const LARGE = 1.1;

export default defineRule({
  id: 'resize/size',
  title: 'Image size differs',
  why: 'Objects appear at another scale than in training, and features have another size when they reach the head.',
  help: 'Use the same size and crop fraction on both sides.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    input: 'images reach the network at {a} against {b} pixels',
    fraction: 'the crop is {a} of the short side against {b}',
    short: 'the short side is resized to {a} against {b} pixels',
  },
  compare: {
    reads: [],
    optional: [
      'preprocess.*.resize.size',
      'preprocess.*.crop.size',
      'preprocess.*.crop.fraction',
      'input.size.train',
      'input.size.eval',
    ],
    context: [...GEOMETRY_PATHS, 'preprocess.*.operations'],
    check({ a, b, subject, same, equivalent, unknown, notApplicable, different }) {
      const phase = phaseOf(subject);
      const [sizesA, sizesB] = [sizes(a, phase), sizes(b, phase)];
      const [inputA, inputB] = [sizesA.input, sizesB.input];
      if (inputA === undefined || inputB === undefined)
        return unknown('the size of the input is unknown', 'preprocess.*.crop.size');
      const apart = [
        [inputA, inputB] as const,
        ...(sizesA.reaches && sizesB.reaches ? [[sizesA.reaches, sizesB.reaches] as const] : []),
      ].find(([x, y]) => x[0] !== y[0] || x[1] !== y[1]);
      if (apart !== undefined) {
        const [x, y] = apart;
        const large = Math.max(x[0] / y[0], y[0] / x[0], x[1] / y[1], y[1] / x[1]) > LARGE;
        const fatal = large && phase !== 'train';
        return different('input', {
          severity: fatal ? 'error' : 'warning',
          a: spellSize(x),
          b: spellSize(y),
          ...(fatal ? { because: ['more than 10 % apart where the network is evaluated or served'] } : {}),
        });
      }
      const [shapeA, shapeB] = [geometry(a), geometry(b)];
      if (shapeA && shapeB && (shapeA.aspect !== shapeB.aspect || shapeA.window !== shapeB.window))
        return notApplicable('as large, in another shape: see resize/geometry');
      const [shortA, shortB] = [sizesA.short, sizesB.short];
      if (shortA !== undefined && shortB !== undefined && shortA !== shortB) {
        // Crop fractions are rounded down to whole pixels, or up.
        if (Math.abs(shortA - shortB) <= 1)
          return equivalent(`a short side of ${shortA} or ${shortB} is one of rounding`);
        const details = {
          severity: 'warning',
          at: ['preprocess.*.resize.size', 'preprocess.*.crop.fraction'],
        } as const;
        return different('short', { ...details, a: shortA, b: shortB });
      }
      const [fractionA, fractionB] = [sizesA.fraction, sizesB.fraction];
      if (fractionA !== undefined && fractionB !== undefined) {
        const pixels = Math.abs(Math.min(...inputA) / fractionA - Math.min(...inputA) / fractionB);
        if (pixels > 1.01) {
          const at = ['preprocess.*.crop.fraction', 'preprocess.*.crop.size', 'preprocess.*.resize.size'] as const;
          return different('fraction', { severity: 'warning', at, a: round(fractionA), b: round(fractionB) });
        }
        if (round(fractionA) !== round(fractionB))
          return equivalent('crop fractions that give the same size to rounding');
      } else if ((fractionA === undefined) !== (fractionB === undefined) && phase !== 'train') {
        return unknown('the crop fraction of one side is unknown', 'preprocess.*.resize.size');
      }
      const spell = (side: Side): string => JSON.stringify(SIZES.map((path) => side.value(path) ?? null));
      return spell(a) === spell(b) ? same() : equivalent('size, resize and crop fraction come to the same');
    },
  },
});

const round = (fraction: number): number => Number(fraction.toFixed(4));
