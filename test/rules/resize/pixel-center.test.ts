import rule from '../../../rules/resize/pixel-center.ts';
import { ruleTest } from '../../support/rule-test.ts';

const at = (center: string, rest: Readonly<Record<string, unknown>> = {}) => ({
  'preprocess.eval.resize.policy': 'exact',
  'preprocess.eval.resize.pixelCenter': center,
  ...rest,
});
const by = (library: string) => ({
  'preprocess.eval.resize.policy': 'exact',
  'preprocess.eval.resize.library': library,
});
const cifar = { 'data.dataset': 'cifar-10', 'preprocess.eval.resize.size': 32 };

ruleTest(rule, {
  same: {
    'the same': [at('half'), at('half-pixel')],
    'PIL and OpenCV': [by('pil'), by('opencv')],
  },
  different: {
    'half against legacy': {
      pair: [at('half'), at('legacy')],
      severity: 'warning',
      message: 'half pixels against corners',
    },
    'PIL against tfjs': { pair: [by('pil'), by('tfjs')], severity: 'warning' },
  },
  unknown: { 'one side does not say': [at('half'), by('jimp')] },
  notApplicable: {
    'nothing is resized': [
      at('half', { 'preprocess.eval.resize.policy': 'none' }),
      at('legacy', { 'preprocess.eval.resize.policy': 'none' }),
    ],
    'images stay as large as they are': [at('half', cifar), at('legacy', cifar)],
  },
});
