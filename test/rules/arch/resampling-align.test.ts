import rule from '../../../rules/arch/resampling-align.ts';
import { ruleTest } from '../../support/rule-test.ts';

const bilinear = { 'model.resampling.interpolation': 'bilinear', 'model.resampling.pixelCenter': 'half' };

ruleTest(rule, {
  same: { 'equal enlarging': [bilinear, { ...bilinear, 'model.resampling.pixelCenter': 'half-pixel' }] },
  different: {
    'aligned corners': {
      pair: [bilinear, { ...bilinear, 'model.resampling.pixelCenter': 'align-corners' }],
      severity: 'warning',
      message: 'half against align-corners',
    },
    'another filter': {
      pair: [bilinear, { ...bilinear, 'model.resampling.interpolation': 'nearest' }],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [bilinear, { 'model.name': 'my_net' }] },
});
