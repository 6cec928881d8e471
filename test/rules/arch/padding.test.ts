import rule from '../../../rules/arch/padding.ts';
import { ruleTest } from '../../support/rule-test.ts';

const padding = (value: string, more: Readonly<Record<string, unknown>> = {}) => ({ 'model.padding': value, ...more });
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: { 'equal padding': [padding('same'), padding('SAME')] },
  equivalent: {
    'without strides': [padding('same', { 'model.totalStride': 1 }), padding('symmetric', { 'model.totalStride': 1 })],
  },
  different: {
    'from scratch': { pair: [padding('same', scratch), padding('symmetric', scratch)], severity: 'warning' },
    'with trained weights': {
      pair: [padding('same', scratch), padding('symmetric', { 'model.pretrained': true })],
      severity: 'error',
    },
    'nobody says from where': { pair: [padding('same'), padding('symmetric')], severity: 'warning' },
    'valid shrinks without strides too': {
      pair: [
        padding('valid', { 'model.totalStride': 1, ...scratch }),
        padding('same', { 'model.totalStride': 1, ...scratch }),
      ],
      severity: 'warning',
    },
    'in front of the pooling': {
      pair: [
        { ...scratch, 'model.stem.poolPadding': 0 },
        { ...scratch, 'model.stem.poolPadding': 1 },
      ],
      severity: 'warning',
      message: '0 against 1',
    },
  },
  unknown: { 'one side does not say': [padding('same'), { 'model.name': 'my_net' }] },
});
