import rule from '../../../rules/arch/norm-running-var.ts';
import { ruleTest } from '../../support/rule-test.ts';

const variance = (value: string, batch?: number) => ({
  'model.norm.runningVariance': value,
  ...(batch === undefined ? {} : { 'data.normBatchSize': batch }),
});

ruleTest(rule, {
  same: { 'equal estimates': [variance('biased'), variance('biased')] },
  equivalent: { 'large batches': [variance('biased', 32), variance('unbiased', 64)] },
  different: {
    'small batches': { pair: [variance('biased', 4), variance('unbiased', 64)], severity: 'info' },
    'batches that nobody states': { pair: [variance('biased'), variance('unbiased')], severity: 'info' },
  },
  unknown: { 'one side does not say': [variance('biased'), { 'model.name': 'my_net' }] },
});
