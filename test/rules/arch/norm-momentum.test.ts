import rule from '../../../rules/arch/norm-momentum.ts';
import { ruleTest } from '../../support/rule-test.ts';

const momentum = (value: number) => ({ 'model.norm.momentum': value, 'model.norm.kind': 'batch-norm' });

ruleTest(rule, {
  same: { 'one minus the momentum of Keras': [momentum(0.01), momentum(1 - 0.99)] },
  different: {
    'another weight': { pair: [momentum(0.1), momentum(0.01)], severity: 'warning', message: '0.1 against 0.01' },
    'never updated': { pair: [momentum(0.1), momentum(0)], severity: 'error' },
    'only the last batch': { pair: [momentum(0.1), momentum(1)], severity: 'error' },
  },
  unknown: { 'one side does not say': [momentum(0.1), { 'model.norm.kind': 'batch-norm' }] },
  notApplicable: {
    'layer norm has none': [momentum(0.1), { 'framework.name': 'pytorch', 'model.norm.kind': 'layer-norm' }],
  },
});
