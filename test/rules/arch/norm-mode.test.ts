import rule from '../../../rules/arch/norm-mode.ts';
import { ruleTest } from '../../support/rule-test.ts';

const mode = (value: string, more: Readonly<Record<string, unknown>> = {}) => ({ 'model.normMode': value, ...more });

ruleTest(rule, {
  same: { 'equal modes': [mode('eval'), mode('running-statistics')] },
  equivalent: { 'batch statistics either way': [mode('default'), mode('train')] },
  different: {
    'running statistics in training': {
      pair: [mode('default'), mode('eval')],
      severity: 'error',
      message: 'batch statistics against running statistics',
    },
  },
  unknown: { 'one side does not say': [mode('eval'), { 'model.name': 'my_net' }] },
  clean: {
    'the mode of the network': mode('default'),
    'running statistics of trained weights': mode('eval', { 'model.pretrained': true }),
    'running statistics, nobody says from where': mode('eval'),
  },
  complains: {
    'running statistics from scratch': { setup: mode('eval', { 'model.pretrained': false }), severity: 'error' },
    'frozen layers with batch statistics': {
      setup: mode('train', { 'model.trainable.frozen': 'backbone', 'model.pretrained': true }),
      severity: 'error',
    },
    'forced to batch statistics': { setup: mode('train'), severity: 'warning' },
  },
  lintUnknown: { 'no mode': { 'model.pretrained': true } },
});
