import rule from '../../../rules/init/zero-gamma.ts';
import { ruleTest } from '../../support/rule-test.ts';

const zero = (value: boolean, more: Readonly<Record<string, unknown>> = {}) => ({ 'init.zeroGamma': value, ...more });

ruleTest(rule, {
  same: { 'both closed': [zero(true), zero(true)] },
  different: { 'one closed': { pair: [zero(true), zero(false)], severity: 'warning', message: 'on against off' } },
  unknown: { 'one side does not say': [zero(true), { 'model.name': 'my_net' }] },
  notApplicable: {
    'trained weights': [zero(true, { 'model.pretrained': true }), zero(false)],
    'layer scale': [zero(true), zero(false, { 'model.block.layerScale': 1e-6 })],
    'no residual branches': [zero(true, { 'model.block.kind': 'plain' }), zero(false, { 'model.block.kind': 'plain' })],
  },
});
