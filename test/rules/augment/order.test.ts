import rule from '../../../rules/augment/order.ts';
import { ruleTest } from '../../support/rule-test.ts';

const steps = (...operations: readonly unknown[]) => ({ 'preprocess.train.operations': operations });
const usual = steps(
  'RandomResizedCrop',
  'RandomHorizontalFlip',
  'ColorJitter',
  'ToTensor',
  'Normalize',
  'RandomErasing',
);

ruleTest(rule, {
  same: { 'the same': [usual, usual], 'a step less': [usual, steps('RandomResizedCrop', 'Normalize')] },
  equivalent: {
    'flip and crop commute': [steps('RandomHorizontalFlip', 'RandomCrop'), steps('RandomCrop', 'RandomHorizontalFlip')],
  },
  different: {
    'erased before normalizing': {
      pair: [steps('Normalize', 'RandomErasing'), steps('RandomErasing', 'Normalize')],
      severity: 'info',
      message: 'random-erasing after against before normalize',
    },
    'padded after normalizing': {
      pair: [steps('RandomCrop', 'Normalize'), steps('Normalize', 'RandomCrop')],
      severity: 'info',
    },
  },
  unknown: { 'one side does not say': [usual, {}] },
});
