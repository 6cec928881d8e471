import rule from '../../../rules/resize/interpolation.ts';
import { ruleTest } from '../../support/rule-test.ts';

const by = (filter: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  'preprocess.eval.resize.policy': 'short-side',
  'preprocess.eval.resize.interpolation': filter,
  ...rest,
});
const policy = (value: string) => ({ 'preprocess.eval.resize.policy': value, 'preprocess.eval.crop.policy': 'center' });
const cifar = {
  'data.dataset': 'cifar-10',
  'preprocess.eval.resize.size': 32,
  'preprocess.eval.crop.policy': 'none',
};

ruleTest(rule, {
  same: { 'the same': [by('bilinear'), by('linear')] },
  equivalent: { 'area and box': [by('area'), by('box')] },
  different: {
    'bilinear and bicubic': {
      pair: [by('bilinear'), by('bicubic')],
      severity: 'warning',
      message: 'bilinear against bicubic',
    },
    'nearest and bilinear': { pair: [by('nearest'), by('bilinear')], severity: 'error' },
    'drawn from both': { pair: [by('random'), by('bicubic')], severity: 'info' },
    'drawn, and lanczos': { pair: [by('random'), by('lanczos')], severity: 'warning' },
    'a random resized crop of small images': {
      pair: [
        by('bilinear', { ...cifar, 'preprocess.eval.crop.policy': 'random-area', 'preprocess.eval.crop.size': 32 }),
        by('bicubic', { ...cifar, 'preprocess.eval.crop.policy': 'random-area', 'preprocess.eval.crop.size': 32 }),
      ],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [by('bilinear'), policy('short-side')] },
  notApplicable: {
    'nothing is resized': [by('bilinear', policy('none')), by('bicubic', policy('none'))],
    'one side does not resize': [by('bilinear', policy('none')), by('bicubic')],
    'images stay as large as they are': [by('bilinear', cifar), by('bicubic', cifar)],
  },
});
