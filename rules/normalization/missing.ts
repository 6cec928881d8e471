import { defineRule } from '../../src/rule.ts';
import { describe, width } from '../shared/affine.ts';
import { loadsPretrained, PRETRAINED_PATHS, stemNorm } from '../shared/context.ts';
import { sameMap } from '../shared/normalization.ts';
import { expectedInput } from '../shared/weights.ts';

export default defineRule({
  id: 'normalization/missing',
  title: 'No normalization of the input',
  why: 'Pretrained weights answer to the input that they were trained on; and without a norm layer an input that is not centered slows down training.',
  help: 'Normalize by the constants that the weights were trained with, or by the mean and standard deviation of the data.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    weights: 'nothing normalizes the input ({value}), and {family} expect {constants}',
    pretrained: 'nothing normalizes the input ({value}) of pretrained weights',
    scratch: 'nothing centers the input ({value})',
  },
  lint: {
    reads: ['preprocess.*.normalization.kind', 'preprocess.*.normalization.affine'],
    context: ['model.norm.kind', 'model.stem.kind', 'model.name', ...PRETRAINED_PATHS, 'framework.name'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const map = setup.value('preprocess.*.normalization.affine');
      if (map === undefined || setup.value('preprocess.*.normalization.kind') !== 'none') return clean();
      if (map.offset.some((value) => value !== 0)) return clean();
      const details = { at: 'preprocess.*.normalization.kind', value: `0–255 becomes ${describe(map)}` } as const;
      const expected = expectedInput(setup);
      if (expected !== undefined) {
        if (sameMap(expected.map, map)) return clean();
        const { family, constants } = expected;
        return complain('weights', {
          ...details,
          severity: 'error',
          data: { family, constants },
          because: [`pretrained: ${family}`],
          help: `Normalize by ${constants}.`,
        });
      }
      const pretrained = loadsPretrained(setup);
      if (pretrained === true)
        return complain('pretrained', {
          ...details,
          severity: 'warning',
          wouldRaise: 'an error if the weights expect mean and standard deviation taken out; which weights is unknown',
        });
      if (width(map) > 2) return notApplicable('pixels are not scaled: see normalization/input-scale');
      const norm = stemNorm(setup);
      if (norm === 'batch') return clean();
      if (pretrained === undefined) return unknown('whether weights are pretrained is unknown', 'model.pretrained');
      if (norm === undefined) return unknown('what follows the first layer is unknown', 'model.norm.kind');
      return complain('scratch', {
        ...details,
        severity: 'info',
        because: ['trained from scratch without batch norm'],
      });
    },
  },
});
