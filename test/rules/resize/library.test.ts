import { expect, it } from 'vitest';
import antialias from '../../../rules/resize/antialias.ts';
import rule from '../../../rules/resize/library.ts';
import pixelCenter from '../../../rules/resize/pixel-center.ts';
import { resolve, runCompare } from '../../../src/engine/index.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { setupOf } from '../../support/setup.ts';

const by = (library: string, rest: Readonly<Record<string, unknown>> = {}, phase = 'eval') => ({
  [`preprocess.${phase}.resize.policy`]: 'short-side',
  [`preprocess.${phase}.resize.library`]: library,
  [`preprocess.${phase}.resize.interpolation`]: 'bilinear',
  ...rest,
});
const kernel = { 'preprocess.eval.resize.antialias': true, 'preprocess.eval.resize.pixelCenter': 'half' };
const still = { 'preprocess.eval.resize.policy': 'none', 'preprocess.eval.crop.policy': 'none' };

ruleTest(rule, {
  same: { 'the same': [by('pil'), by('pillow')] },
  equivalent: {
    'the same kernel by another library': [by('pil'), by('dali', kernel)],
    'OpenCV and mmcv': [by('opencv'), by('mmcv')],
  },
  different: {
    'PIL against OpenCV': { pair: [by('pil'), by('opencv')], severity: 'info', message: 'pil against opencv' },
    'a kernel that is unknown': { pair: [by('pil'), by('sharp')], severity: 'info' },
    'one side trains by another': {
      pair: [
        { ...by('pil'), ...by('pil', {}, 'train') },
        { ...by('opencv'), ...by('pil', {}, 'train') },
      ],
      severity: 'warning',
      subject: 'preprocess.eval',
    },
    serving: {
      pair: [
        { ...by('pil'), 'setup.scope': ['eval'] },
        { ...by('canvas', {}, 'serve'), 'setup.scope': ['serve'] },
      ],
      severity: 'warning',
      subject: 'preprocess.serve',
    },
  },
  unknown: { 'one side does not say': [by('pil'), { 'preprocess.eval.resize.policy': 'short-side' }] },
  notApplicable: {
    'nothing is resized': [by('pil', still), by('opencv', still)],
    'images stay as large as they are': [
      by('pil', { 'data.dataset': 'cifar-10', 'preprocess.eval.resize.size': 32 }),
      by('opencv', { 'data.dataset': 'cifar-10', 'preprocess.eval.resize.size': 32 }),
    ],
  },
});

it('is the root of what follows from the library', () => {
  const side = (library: string) => resolve(setupOf(by(library)));
  const { findings } = runCompare(side('pil'), side('tfjs'), [antialias, rule, pixelCenter]);
  expect(findings.map(({ rule: id }) => id)).toEqual(['resize/library']);
  expect(findings[0]?.severity).toBe('warning');
  expect(findings[0]?.consequences.map(({ rule: id }) => id).sort()).toEqual([
    'resize/antialias',
    'resize/pixel-center',
  ]);
});
