import rule from '../../../rules/arch/norm-eps.ts';
import { ruleTest } from '../../support/rule-test.ts';

const eps = (value: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'model.norm.epsilon': value,
  'model.norm.kind': 'batch-norm',
  ...more,
});
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: { 'equal epsilon': [eps(1e-5), eps(0.00001)] },
  equivalent: { 'as Keras writes it': [eps(1e-5), eps(1.001e-5)] },
  different: {
    'the defaults of two libraries': {
      pair: [eps(1e-5, scratch), eps(1e-3, scratch)],
      severity: 'info',
      message: '1e-5 against 0.001',
    },
    'the defaults of two libraries, with trained weights': {
      pair: [eps(1e-5, { 'model.pretrained': true }), eps(1e-3, { 'model.pretrained': true })],
      severity: 'info',
    },
    'far apart': { pair: [eps(1e-5, scratch), eps(1e-2, scratch)], severity: 'warning' },
    'near, from scratch': { pair: [eps(1e-5, scratch), eps(1e-4, scratch)], severity: 'info' },
    'near, with trained weights': {
      pair: [eps(1e-5, { 'model.pretrained': true }), eps(1e-4, { 'model.pretrained': true })],
      severity: 'warning',
    },
    'synchronized batch norm': {
      pair: [eps(1e-5, scratch), eps(1e-3, { ...scratch, 'model.norm.kind': 'sync-batch-norm' })],
      severity: 'info',
    },
    'near, nobody says from where': { pair: [eps(1e-5), eps(1e-4)], severity: 'info' },
  },
  unknown: { 'one side does not say': [eps(1e-5), { 'model.norm.kind': 'batch-norm' }] },
  notApplicable: {
    'no normalization': [eps(1e-5), eps(1e-3, { 'model.norm.kind': 'none' })],
    'another kind of normalization': [eps(1e-5), eps(1e-6, { 'model.norm.kind': 'layer-norm' })],
  },
});
