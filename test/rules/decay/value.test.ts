import rule from '../../../rules/decay/value.ts';
import { ruleTest } from '../../support/rule-test.ts';

const decay = (value: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': 'sgd',
  'optimizer.weightDecay': value,
  'optimizer.decayKind': 'l2',
  ...more,
});
const adamw = (value: number, kind = 'decoupled', more: Readonly<Record<string, unknown>> = {}) =>
  decay(value, { 'optimizer.name': 'adamw', 'optimizer.decayKind': kind, ...more });
const scratch = { 'model.pretrained': false };

ruleTest(rule, {
  same: {
    'the same coefficient': [decay(1e-4), decay(1e-4)],
    'a penalty with the coefficient that the update has': [
      decay(1e-4),
      decay(1e-4, { 'optimizer.decayKind': 'penalty' }),
    ],
    'nothing decays': [decay(0), decay(1e-4, { 'optimizer.decayRoles': [] })],
  },
  equivalent: {
    rounded: [decay(3.0517578125e-5), decay(3e-5)],
    'not multiplied by the base rate': [
      adamw(0.05, 'decoupled', { 'optimizer.lr': 1e-3 }),
      adamw(5e-5, 'decoupled-relative', { 'optimizer.lr': 1e-3 }),
    ],
    'of a summed loss': [
      decay(1e-4, { 'loss.reduction': 'mean' }),
      decay(0.0256, { 'loss.reduction': 'sum', 'data.effectiveBatchSize': 256 }),
    ],
  },
  different: {
    'a factor of two': { pair: [decay(1e-4), decay(5e-5)], severity: 'warning', message: '1e-4 against 5e-5' },
    'a close value': { pair: [decay(1e-4), decay(1.2e-4)], severity: 'info' },
    'none from scratch': {
      pair: [decay(1e-4, scratch), decay(0, scratch)],
      severity: 'error',
      message: '1e-4 against none',
    },
    'none, where pretraining is not known': { pair: [decay(1e-4), decay(0)], severity: 'warning' },
    'next to none from scratch': { pair: [decay(1e-5, scratch), decay(0, scratch)], severity: 'warning' },
    'the same number, not multiplied by the base rate': {
      pair: [
        adamw(0.05, 'decoupled', { 'optimizer.lr': 1e-3 }),
        adamw(0.05, 'decoupled-relative', { 'optimizer.lr': 1e-3 }),
      ],
      severity: 'warning',
      message: '0.05 against 50 times the learning rate',
    },
    'no role decays': { pair: [decay(1e-4), decay(1e-4, { 'optimizer.decayRoles': [] })], severity: 'warning' },
  },
  unknown: {
    'one side does not say': [decay(1e-4), { 'optimizer.name': 'sgd' }],
    'the base rate is needed': [adamw(0.05), adamw(5e-5, 'decoupled-relative')],
  },
  notApplicable: { 'Adam with l2 and AdamW': [adamw(1e-4, 'l2'), adamw(0.05)] },
});
