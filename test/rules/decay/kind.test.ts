import rule from '../../../rules/decay/kind.ts';
import { ruleTest } from '../../support/rule-test.ts';

const decay = (kind: string, name = 'adam', more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': name,
  'optimizer.weightDecay': 1e-4,
  'optimizer.decayKind': kind,
  'optimizer.momentum': 0.9,
  ...more,
});

ruleTest(rule, {
  same: { 'the same kind': [decay('l2'), decay('coupled')] },
  equivalent: {
    'a penalty in the loss': [decay('l2'), decay('regularizer')],
    'SGD without momentum': [
      decay('l2', 'sgd', { 'optimizer.momentum': 0 }),
      decay('decoupled', 'sgd', { 'optimizer.momentum': 0 }),
    ],
  },
  different: {
    'Adam with l2 and AdamW': {
      pair: [decay('l2'), decay('decoupled')],
      severity: 'warning',
      message: 'in the gradient against decoupled',
    },
    'SGD with momentum': { pair: [decay('l2', 'sgd'), decay('decoupled', 'sgd')], severity: 'info' },
    'an optimizer that is not known': { pair: [decay('l2', 'mine'), decay('decoupled', 'mine')], severity: 'info' },
  },
  unknown: { 'one side does not say': [decay('l2'), { 'optimizer.name': 'adam', 'optimizer.weightDecay': 1e-4 }] },
  notApplicable: {
    'no decay on a side': [decay('l2'), decay('decoupled', 'adam', { 'optimizer.weightDecay': 0 })],
    'not multiplied by the rate': [decay('l2'), decay('decoupled-relative')],
  },
});
