import { describe, expect, it } from 'vitest';
import rule from '../../../rules/loss/target-threshold.ts';
import { resolve, runCompare } from '../../../src/engine/index.ts';
import { SCOPES } from '../../../src/spec/vocabulary.ts';
import { ruleTest } from '../../support/rule-test.ts';
import { setupOf } from '../../support/setup.ts';

const threshold = (value: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'loss.targetThreshold': value,
  ...more,
});
const unmixed = { 'augment.mixup.alpha': 0, 'augment.cutmix.alpha': 0 };

ruleTest(
  { ...rule, messages: { threshold: rule.messages.threshold } },
  {
    same: { 'the same threshold': [threshold(0.2), threshold(0.2)] },
    different: {
      'another threshold': { pair: [threshold(0.2), threshold(0.5)], severity: 'warning', message: '0.2 against 0.5' },
      'without mixing': { pair: [threshold(0.2, unmixed), threshold(0.5, unmixed)], severity: 'info' },
    },
    unknown: { 'one side does not say': [threshold(0.2), {}] },
  },
);

describe('loss/target-threshold', () => {
  it('tells a threshold from a loss that is known to have none', () => {
    const closed = (values: Readonly<Record<string, unknown>>) =>
      resolve({ ...setupOf(values, { closed: ['loss'] }), scope: SCOPES });
    const [a, b] = [closed({ 'loss.kind': 'bce', 'loss.targetThreshold': 0.2 }), closed({ 'loss.kind': 'bce' })];
    expect(runCompare(a, b, [rule]).findings).toMatchObject([{ severity: 'warning', b: { text: 'none' } }]);
    expect(runCompare(b, b, [rule]).verdicts).toEqual({ 'loss/target-threshold': 'same' });
  });
});
