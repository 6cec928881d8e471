import rule from '../../../rules/eval/tta.ts';
import { ruleTest } from '../../support/rule-test.ts';

const views = (crops: number, tta = false) => ({ 'eval.crops': crops, 'eval.tta': tta });

ruleTest(rule, {
  same: { 'a single crop': [views(1), views(1)] },
  different: {
    'ten crops': { pair: [views(1), views(10)], severity: 'error', message: '1 crops an image against 10' },
    'mirrored copies': { pair: [views(1), views(1, true)], severity: 'error', message: 'off against on' },
  },
  unknown: { 'one side does not say': [views(1), {}] },
});
