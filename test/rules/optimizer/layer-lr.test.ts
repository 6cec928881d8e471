import rule from '../../../rules/optimizer/layer-lr.ts';
import { ruleTest } from '../../support/rule-test.ts';

const one = { 'optimizer.lr': 0.1, 'optimizer.layerDecay': 1, 'optimizer.groups': [{ match: 'all', lr: 0.1 }] };
const head = (scale: number) => ({
  ...one,
  'optimizer.groups': [{ match: 'body' }, { roles: ['head.weight', 'head.bias'], lrScale: scale }],
});

ruleTest(rule, {
  same: {
    'one rate': [one, one],
    'a multiple and the rate that it comes to': [
      head(10),
      { ...one, 'optimizer.groups': [{ roles: ['head.weight', 'head.bias'], lr: 1 }] },
    ],
  },
  different: {
    'layer-wise decay': {
      pair: [one, { ...one, 'optimizer.layerDecay': 0.75 }],
      severity: 'warning',
      message: '1 against 0.75',
    },
    'a faster head': { pair: [one, head(10)], severity: 'warning', message: 'head.weight × 10' },
  },
  unknown: { 'groups of one side': [one, { 'optimizer.lr': 0.1, 'optimizer.layerDecay': 1 }] },
});
