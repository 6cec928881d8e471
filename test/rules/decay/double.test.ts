import rule from '../../../rules/decay/double.ts';
import { ruleTest } from '../../support/rule-test.ts';

const decay = (penalty?: number, optimizer?: number) => ({
  ...(penalty === undefined ? {} : { 'regularization.l2': penalty }),
  ...(optimizer === undefined ? {} : { 'optimizer.weightDecay': optimizer }),
});

ruleTest(rule, {
  same: { 'the same penalty': [decay(1e-4), decay(1e-4)] },
  different: { 'on one side': { pair: [decay(1e-4), decay(0)], severity: 'warning', message: '1e-4 against 0' } },
  unknown: { 'one side does not say': [decay(1e-4), decay()] },
  clean: { 'only one of both': decay(1e-4, 0) },
  complains: {
    both: { setup: decay(1e-4, 0.01), severity: 'warning', message: '1e-4 in the loss and weight decay 0.01' },
  },
  lintUnknown: { 'the optimizer does not say': decay(1e-4) },
  lintNotApplicable: { 'no penalty': decay(0, 0.01) },
});
