import rule from '../../../rules/optimizer/lr-range.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { scriptCases, trainingScript } from '../../support/script-lint.ts';

const of = (name: string, lr: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': name,
  'optimizer.lr': lr,
  ...more,
});

ruleTest(rule, {
  clean: {
    'SGD at 0.1': of('sgd', 0.1),
    'AdamW at 1e-3': of('adamw', 1e-3),
    'LARS at 10': of('lars', 10),
    'fine-tuning goes lower': of('sgd', 1e-5, { 'model.pretrained': true }),
    'the highest rate counts': of('sgd', 1e-6, { 'schedule.peakLr': 0.1 }),
  },
  complains: {
    'Adam with the rate of SGD': { setup: of('adam', 0.1), severity: 'warning', message: '0.1 is high for adam' },
    'SGD with the rate of AdamW, from scratch': {
      setup: of('sgd', 1e-4, { 'model.pretrained': false }),
      severity: 'warning',
      message: 'low for sgd',
    },
    'the same, where pretraining is not known': { setup: of('sgd', 1e-4), severity: 'info' },
  },
  lintUnknown: {
    'no rate': { 'optimizer.name': 'sgd' },
    'an expression': of('sgd', { terms: [{ coefficient: 0.1, factors: { 'data.devices': 1 } }] }),
  },
  lintNotApplicable: { 'an optimizer without a usual range': of('my-optimizer', 5) },
});

const script = (after: string): string =>
  trainingScript(
    'for x, y in train_loader:\n    optimizer.zero_grad()\n    criterion(model(x), y).backward()\n    optimizer.step()',
    after,
  )
    .replace('lr=0.1, momentum=0.9)', 'lr=1e-5)  # here')
    .replace('scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 30)\n', '');

scriptCases(rule, {
  'a low rate without schedule': script(''),
  'a schedule of the script that may raise it': script(`class Rising(torch.optim.lr_scheduler._LRScheduler):
    def __init__(self, optimizer):
        super().__init__(optimizer)
    def get_lr(self):
        return [base * 10 ** self.last_epoch for base in self.base_lrs]
Rising(optimizer)`).replace('  # here', ''),
});
