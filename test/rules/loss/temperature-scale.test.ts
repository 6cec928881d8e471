import rule from '../../../rules/loss/temperature-scale.ts';
import { ruleTest } from '../../support/rule-test.ts';

const temperature = (value: number) => ({ 'loss.temperature': value });

ruleTest(rule, {
  same: { 'the same value': [temperature(0.07), temperature(0.07)] },
  different: {
    'another value': { pair: [temperature(0.07), temperature(1)], severity: 'warning', message: '0.07 against 1' },
    'a close value': { pair: [temperature(1), temperature(1.05)], severity: 'info' },
  },
  unknown: { 'one side does not say': [temperature(1), {}] },
});
