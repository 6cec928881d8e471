import rule from '../../../rules/optimizer/grad-clip.ts';
import { ruleTest } from '../../support/rule-test.ts';

const clip = (kind: string, value?: number) => ({
  'optimizer.gradClip.kind': kind,
  ...(value === undefined ? {} : { 'optimizer.gradClip.value': value }),
});

ruleTest(rule, {
  same: {
    'the same limit': [clip('norm', 1), clip('global-norm', 1)],
    'none on both sides': [clip('none'), clip('none')],
  },
  different: {
    'on one side': {
      pair: [clip('none'), clip('norm', 1)],
      severity: 'warning',
      message: 'none against norm of all gradients at most 1',
    },
    'a limit that is hardly ever met': { pair: [clip('none'), clip('norm', 20)], severity: 'info' },
    'another limit': { pair: [clip('norm', 1), clip('norm', 5)], severity: 'warning' },
    'a close limit': { pair: [clip('norm', 1), clip('norm', 1.2)], severity: 'info' },
    'of each tensor': { pair: [clip('norm', 1), clip('clipnorm', 1)], severity: 'warning' },
  },
  unknown: {
    'one side does not say': [clip('norm', 1), {}],
    'the limit is not known': [clip('norm', 1), clip('norm')],
  },
});
