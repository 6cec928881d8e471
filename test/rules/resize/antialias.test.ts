import rule from '../../../rules/resize/antialias.ts';
import { ruleTest } from '../../support/rule-test.ts';

const with_ = (antialias: boolean | undefined, rest: Readonly<Record<string, unknown>> = {}) => ({
  'preprocess.eval.resize.policy': 'short-side',
  'preprocess.eval.resize.interpolation': 'bilinear',
  ...(antialias === undefined ? {} : { 'preprocess.eval.resize.antialias': antialias }),
  ...rest,
});
const by = (library: string, filter = 'bilinear') =>
  with_(undefined, {
    'preprocess.eval.resize.library': library,
    'preprocess.eval.resize.interpolation': filter,
  });
const large = { 'data.dataset': 'cifar-10', 'preprocess.eval.resize.size': 224 };

ruleTest(rule, {
  same: {
    'both on': [with_(true), with_(true)],
    'PIL, and asked for': [by('pil'), with_(true)],
  },
  equivalent: {
    'OpenCV by area averages': [with_(true), with_(false, { 'preprocess.eval.resize.interpolation': 'area' })],
  },
  different: {
    'on against off': { pair: [with_(true), with_(false)], severity: 'warning', message: 'on against off' },
    'PIL against OpenCV': { pair: [by('pil'), by('opencv')], severity: 'warning' },
    'PIL against tfjs': { pair: [by('pil'), by('tfjs')], severity: 'warning' },
  },
  unknown: { 'one side does not say': [with_(true), with_(undefined)] },
  notApplicable: {
    enlarged: [with_(true, large), with_(false, large)],
    nearest: [
      with_(true, { 'preprocess.eval.resize.interpolation': 'nearest' }),
      with_(false, { 'preprocess.eval.resize.interpolation': 'nearest' }),
    ],
    'nothing is resized': [
      with_(true, { 'preprocess.eval.resize.policy': 'none' }),
      with_(false, { 'preprocess.eval.resize.policy': 'none' }),
    ],
  },
});
