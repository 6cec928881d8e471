import rule from '../../../rules/arch/data-layout.ts';
import { ruleTest } from '../../support/rule-test.ts';

const input = (layout: string, framework: string, more: Readonly<Record<string, unknown>> = {}) => ({
  'input.layout': layout,
  'framework.name': framework,
  ...more,
});

ruleTest(rule, {
  same: { 'equal layouts': [input('nhwc', 'tfjs'), input('channels_last', 'keras')] },
  equivalent: { 'the layouts of two frameworks': [input('nchw', 'pytorch'), input('nhwc', 'tfjs')] },
  different: {
    'two layouts in one framework': {
      pair: [input('nchw', 'pytorch'), input('nhwc', 'pytorch')],
      severity: 'warning',
      message: 'nchw against nhwc',
    },
    'a flattened map': {
      pair: [input('nchw', 'pytorch', { 'model.head.pool': 'flatten' }), input('nhwc', 'keras')],
      severity: 'warning',
    },
  },
  unknown: { 'one side does not say': [input('nchw', 'pytorch'), { 'framework.name': 'keras' }] },
});
