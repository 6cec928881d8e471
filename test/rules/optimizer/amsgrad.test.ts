import rule from '../../../rules/optimizer/amsgrad.ts';
import { ruleTest } from '../../support/rule-test.ts';

const adam = (amsgrad?: boolean) => ({
  'optimizer.name': 'adam',
  ...(amsgrad === undefined ? {} : { 'optimizer.amsgrad': amsgrad }),
});

ruleTest(rule, {
  same: { 'off on both sides': [adam(false), adam(false)] },
  different: { 'on one side': { pair: [adam(true), adam(false)], severity: 'warning', message: 'on against off' } },
  unknown: { 'one side does not say': [adam(true), adam()] },
  notApplicable: { 'SGD has none': [adam(true), { 'optimizer.name': 'sgd' }] },
});
