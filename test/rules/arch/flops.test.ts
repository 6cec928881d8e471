import rule from '../../../rules/arch/flops.ts';
import { ruleTest } from '../../support/rule-test.ts';

const flops = (multiplyAdds: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'model.multiplyAdds': multiplyAdds,
  ...more,
});

ruleTest(rule, {
  same: { 'equal counts': [flops(4.09e9), flops(4.09e9)] },
  equivalent: { 'other ways to count': [flops(4.09e9), flops(4.11e9)] },
  different: { 'nothing explains it': { pair: [flops(4.09e9), flops(3.8e9)], severity: 'info' } },
  unknown: { 'one side does not say': [flops(4.09e9), { 'model.name': 'my_net' }] },
  notApplicable: {
    'widths explain it': [flops(4.09e9, { 'model.widths': [256, 512] }), flops(2e9, { 'model.widths': [128, 256] })],
  },
});
