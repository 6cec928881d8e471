import rule from '../../../rules/optimizer/trust-ratio.ts';
import { ruleTest } from '../../support/rule-test.ts';

const lars = (trust?: number) => ({
  'optimizer.name': 'lars',
  ...(trust === undefined ? {} : { 'optimizer.trust': trust }),
});

ruleTest(rule, {
  same: { 'the same value': [lars(0.001), lars(0.001)] },
  different: {
    'another value': { pair: [lars(0.001), lars(0.02)], severity: 'warning', message: '0.001 against 0.02' },
  },
  unknown: { 'one side does not say': [lars(0.001), lars()] },
  notApplicable: { 'SGD has none': [lars(0.001), { 'optimizer.name': 'sgd' }] },
});
