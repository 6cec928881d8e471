import rule from '../../../rules/metric/definition.ts';
import { ruleTest } from '../../support/rule-test.ts';

const metrics = (...names: readonly string[]) => ({ metrics: names });

ruleTest(rule, {
  same: { 'in another order': [metrics('top1', 'top5'), metrics('top5', 'top1')] },
  equivalent: { 'other spellings': [metrics('acc@1', 'acc@5'), metrics('accuracy', 'top-5')] },
  different: {
    'nothing in common': { pair: [metrics('top1'), metrics('mAP')], severity: 'warning', message: 'top1 against mAP' },
    'one more': { pair: [metrics('top1'), metrics('top1', 'top5')], severity: 'info' },
  },
  unknown: { 'one side does not say': [metrics('top1'), {}] },
});
