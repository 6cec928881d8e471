import rule from '../../../rules/schedule/warmup.ts';
import { ruleTest } from '../../support/rule-test.ts';

const NONE = {
  'optimizer.lr': 0.1,
  'schedule.kind': 'cosine',
  'schedule.warmup.kind': 'none',
  'schedule.warmup.epochs': 0,
};
const warm = (epochs: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.lr': 0.1,
  'schedule.kind': 'cosine',
  'schedule.warmup.kind': 'linear',
  'schedule.warmup.epochs': epochs,
  'schedule.warmup.startFactor': 0.01,
  ...more,
});
const batch = (size: number) => ({ 'data.effectiveBatchSize': size });

ruleTest(rule, {
  same: {
    'the same warmup': [warm(5), warm(5)],
    none: [NONE, { ...NONE, 'schedule.warmup.kind': 'linear' }],
    'the start as a rate and as a factor': [
      warm(5),
      { ...NONE, 'schedule.warmup.kind': 'linear', 'schedule.warmup.epochs': 5, 'schedule.warmup.startLr': 0.001 },
    ],
  },
  different: {
    'on one side, a small batch': {
      pair: [{ ...NONE, ...batch(256) }, warm(5, batch(256))],
      severity: 'warning',
      message: 'none against 5 epochs',
    },
    'on one side, a large batch': { pair: [{ ...NONE, ...batch(4096) }, warm(5, batch(4096))], severity: 'error' },
    'on the side with the large batch only': {
      pair: [{ ...NONE, ...batch(256) }, warm(5, batch(4096))],
      severity: 'warning',
    },
    'on the side with the small batch only': {
      pair: [{ ...NONE, ...batch(4096) }, warm(5, batch(256))],
      severity: 'error',
    },
    'on one side, a transformer': {
      pair: [{ ...NONE, 'model.block.kind': 'transformer' }, warm(5, { 'model.block.kind': 'transformer' })],
      severity: 'error',
    },
    'four times as long': { pair: [warm(5), warm(20)], severity: 'warning', message: '5 epochs against 20 epochs' },
    'a little longer': { pair: [warm(5), warm(6)], severity: 'info' },
    'from another rate': { pair: [warm(5), warm(5, { 'schedule.warmup.startFactor': 0.1 })], severity: 'info' },
    constant: {
      pair: [warm(5), warm(5, { 'schedule.warmup.kind': 'constant' })],
      severity: 'warning',
      message: 'linear against constant warmup',
    },
    'under the decay': {
      pair: [warm(5, { 'schedule.warmup.overlay': false }), warm(5, { 'schedule.warmup.overlay': true })],
      severity: 'info',
      message: 'after the warmup against under it',
    },
    'by step': {
      pair: [warm(5, { 'schedule.warmup.steppedPer': 'epoch' }), warm(5, { 'schedule.warmup.steppedPer': 'step' })],
      severity: 'info',
    },
  },
  unknown: {
    'one side does not say': [warm(5), { 'schedule.kind': 'cosine' }],
    'epochs against updates': [
      warm(5),
      { 'schedule.kind': 'cosine', 'schedule.warmup.kind': 'linear', 'schedule.warmup.steps': 500 },
    ],
  },
  notApplicable: { 'one cycle rises by itself': [warm(5), { ...NONE, 'schedule.kind': 'one-cycle' }] },
});
