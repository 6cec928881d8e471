import rule from '../../../rules/optimizer/lr-batch-scaling.ts';
import { ruleTest } from '../../support/rule-test.ts';

const of = (lr: unknown, batch: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': 'sgd',
  'optimizer.momentum': 0.9,
  'optimizer.lr': lr,
  'data.effectiveBatchSize': batch,
  ...more,
});
const scratch = { 'model.pretrained': false };
const times = (coefficient: number, path: string) => ({ terms: [{ coefficient, factors: { [path]: 1 } }] });

ruleTest(rule, {
  clean: {
    'torchvision’s ResNet-50': of(0.1, 256, scratch),
    'large batches': of(3.2, 8192, scratch),
    CIFAR: of(0.1, 128, scratch),
  },
  complains: {
    'a large batch, the rate of a small one': {
      setup: of(0.1, 8192, scratch),
      severity: 'warning',
      message: 'batch 8192',
    },
    'a small batch, the rate of a large one': { setup: of(0.4, 16, scratch), severity: 'warning' },
    'where pretraining is not known': { setup: of(0.4, 16), severity: 'info' },
    'a rate that grows with processes that share one batch': {
      setup: of(times(0.1, 'data.devices'), 256),
      severity: 'warning',
      message: 'grows with the number of processes',
    },
  },
  lintUnknown: { 'an unknown batch': { 'optimizer.name': 'sgd', 'optimizer.lr': 0.1 } },
  lintNotApplicable: {
    'fine-tuning': of(0.001, 256, { 'model.pretrained': true }),
    Adam: of(0.1, 256, { 'optimizer.name': 'adam' }),
    'without momentum': of(1, 64, { 'optimizer.momentum': 0 }),
  },
});
