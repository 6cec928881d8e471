import rule from '../../../rules/optimizer/rmsprop-variant.ts';
import { ruleTest } from '../../support/rule-test.ts';

const rmsprop = { 'optimizer.name': 'rmsprop', 'optimizer.centered': false, 'optimizer.initialAccumulator': 0 };

ruleTest(rule, {
  same: { 'the same variant': [rmsprop, rmsprop] },
  different: {
    'of TensorFlow and PyTorch': {
      pair: [rmsprop, { 'optimizer.name': 'rmsprop-tf' }],
      severity: 'warning',
      message: 'rmsprop against rmsprop-tf',
    },
    centered: { pair: [rmsprop, { ...rmsprop, 'optimizer.centered': true }], severity: 'warning' },
    'start of Adagrad': {
      pair: [
        { 'optimizer.name': 'adagrad', 'optimizer.initialAccumulator': 0 },
        { 'optimizer.name': 'adagrad', 'optimizer.initialAccumulator': 0.1 },
      ],
      severity: 'warning',
      message: 'from 0 against 0.1',
    },
  },
  unknown: { 'one side does not say': [rmsprop, { 'optimizer.name': 'rmsprop' }] },
  notApplicable: {
    'SGD has no variants': [{ 'optimizer.name': 'sgd' }, { 'optimizer.name': 'sgd' }],
    'different optimizers': [rmsprop, { 'optimizer.name': 'adam' }],
  },
});
