import rule from '../../../rules/optimizer/betas.ts';
import { ruleTest } from '../../support/rule-test.ts';

const adam = (betas?: readonly number[], name = 'adamw') => ({
  'optimizer.name': name,
  ...(betas === undefined ? {} : { 'optimizer.betas': betas }),
});

ruleTest(rule, {
  same: { 'of Adam and AdamW': [adam([0.9, 0.999]), adam([0.9, 0.999], 'adam')] },
  different: {
    'a shorter second moment': {
      pair: [adam([0.9, 0.999]), adam([0.9, 0.95])],
      severity: 'warning',
      message: '[0.9, 0.999] against [0.9, 0.95]',
    },
    'close values': { pair: [adam([0.9, 0.999]), adam([0.91, 0.999])], severity: 'info' },
  },
  unknown: { 'one side does not say': [adam([0.9, 0.999]), adam()] },
  notApplicable: { 'SGD has none': [adam([0.9, 0.999]), { 'optimizer.name': 'sgd' }] },
});
