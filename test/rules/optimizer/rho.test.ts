import rule from '../../../rules/optimizer/rho.ts';
import { ruleTest } from '../../support/rule-test.ts';

const rmsprop = (rho?: number) => ({
  'optimizer.name': 'rmsprop',
  ...(rho === undefined ? {} : { 'optimizer.rho': rho }),
});

ruleTest(rule, {
  same: { 'the same value': [rmsprop(0.9), rmsprop(0.9)] },
  different: {
    'PyTorch and Keras': { pair: [rmsprop(0.99), rmsprop(0.9)], severity: 'warning', message: '0.99 against 0.9' },
    'close values': { pair: [rmsprop(0.9), rmsprop(0.92)], severity: 'info' },
  },
  unknown: { 'one side does not say': [rmsprop(0.9), rmsprop()] },
  notApplicable: { 'Adam has none': [rmsprop(0.9), { 'optimizer.name': 'adam' }] },
});
