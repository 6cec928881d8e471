import rule from '../../../rules/arch/shortcut.ts';
import { ruleTest } from '../../support/rule-test.ts';

const shortcut = (value: string, norm = true) => ({ 'model.block.shortcut': value, 'model.block.shortcutNorm': norm });

ruleTest(rule, {
  same: { 'equal shortcuts': [shortcut('projection'), shortcut('B')] },
  different: {
    'average pooling in front': {
      pair: [shortcut('projection'), shortcut('average-pool-projection')],
      severity: 'warning',
    },
    'no shortcut': {
      pair: [shortcut('projection'), { 'model.block.shortcut': 'none' }],
      severity: 'error',
      message: 'B has no shortcut',
    },
    'no normalization': { pair: [shortcut('projection'), shortcut('projection', false)], severity: 'warning' },
  },
  notApplicable: {
    'blocks of which no part corresponds': [
      { ...shortcut('projection'), 'model.block.kind': 'bottleneck' },
      { 'model.block.shortcut': 'none', 'model.block.kind': 'inverted-residual' },
    ],
  },
  unknown: { 'one side does not say': [shortcut('projection'), { 'model.name': 'my_net' }] },
});
