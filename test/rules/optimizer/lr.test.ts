import rule from '../../../rules/optimizer/lr.ts';
import { ruleTest } from '../../support/rule-test.ts';

const sgd = (lr: unknown, batch?: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': 'sgd',
  'optimizer.lr': lr,
  ...(batch === undefined ? {} : { 'data.effectiveBatchSize': batch }),
  ...more,
});
const adamw = (lr: number, batch: number) => sgd(lr, batch, { 'optimizer.name': 'adamw' });
const product = (coefficient: number, ...paths: readonly string[]) => ({
  terms: [{ coefficient, factors: Object.fromEntries(paths.map((path) => [path, 1])) }],
});

ruleTest(rule, {
  same: {
    'the same rate and batch': [sgd(0.1, 256), sgd(0.1, 256)],
    'the same rate, the batch unknown': [sgd(0.1), sgd(0.1)],
    'the highest rate counts, not what the constructor got': [
      sgd(0.1, 256, { 'schedule.peakLr': 0.4 }),
      sgd(0.016, 256, { 'schedule.peakLr': 0.4 }),
    ],
  },
  equivalent: {
    'scaled linearly': [sgd(0.1, 256), sgd(0.4, 1024)],
    'Adam scaled by the square root': [adamw(1e-3, 256), adamw(2e-3, 1024)],
    'scaled by a number of processes that is not known': [
      sgd(0.1, 256),
      sgd(product(0.1 / 256, 'data.batchSize', 'data.devices'), product(1, 'data.batchSize', 'data.devices')),
    ],
    'a sum has its rate divided by the batch': [
      sgd(0.1, 256, { 'loss.reduction': 'mean' }),
      sgd(0.1 / 256, 512, { 'loss.reduction': 'sum' }),
    ],
  },
  different: {
    'another rate': { pair: [sgd(0.1, 256), sgd(0.5, 256)], severity: 'error', message: '0.1 against 0.5' },
    'a close rate': { pair: [sgd(0.1, 256), sgd(0.11, 256)], severity: 'info' },
    'half the rate': { pair: [sgd(0.1, 256), sgd(0.05, 256)], severity: 'warning' },
    'another rate at batches that are not known': { pair: [sgd(0.1), sgd(0.5)], severity: 'warning' },
    'not scaled': {
      pair: [sgd(0.1, 256), sgd(0.1, 1024)],
      severity: 'error',
      message: '0.1 at batch 256 against 0.1 at batch 1024: a quarter per example',
    },
    'Adam between no rule and the square root': { pair: [adamw(1e-3, 256), adamw(1e-3, 1024)], severity: 'warning' },
    'a factor of the same unknown number of processes': {
      pair: [sgd(product(0.1, 'data.devices'), 256), sgd(product(0.2, 'data.devices'), 256)],
      severity: 'warning',
    },
  },
  unknown: {
    'one side does not say': [sgd(0.1, 256), { 'optimizer.name': 'sgd' }],
    'a number of processes would tell': [sgd(0.1, 256), sgd(product(0.1, 'data.devices'), 256)],
    'a summed loss over an unknown batch': [sgd(0.1), sgd(0.1, undefined, { 'loss.reduction': 'sum' })],
  },
  notApplicable: { 'different optimizers': [sgd(0.1, 256), adamw(1e-3, 256)] },
});
