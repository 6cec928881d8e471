import rule from '../../../rules/optimizer/momentum-form.ts';
import { ruleTest } from '../../support/rule-test.ts';

const sgd = (form: string, schedule?: string, more: Readonly<Record<string, unknown>> = {}) => ({
  'optimizer.name': 'sgd',
  'optimizer.momentum': 0.9,
  'optimizer.momentumForm': form,
  ...(schedule === undefined ? {} : { 'schedule.kind': schedule }),
  ...more,
});
const drops = {
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [
      { from: 0, to: 30, shape: 'constant', start: 1, end: 1 },
      { from: 30, shape: 'constant', start: 0.1, end: 0.1 },
    ],
  },
};

ruleTest(rule, {
  same: { 'the same form': [sgd('lr-inside'), sgd('keras')] },
  equivalent: { 'at a constant rate': [sgd('lr-inside', 'constant'), sgd('lr-outside', 'constant')] },
  different: {
    'with a smooth schedule': {
      pair: [sgd('lr-inside', 'cosine'), sgd('lr-outside', 'cosine')],
      severity: 'info',
      message: 'inside against',
    },
    'with drops by ten': {
      pair: [sgd('lr-inside', 'step', drops), sgd('lr-outside', 'step', drops)],
      severity: 'warning',
    },
    'of both forms of RMSprop': {
      pair: [
        sgd('lr-inside', 'cosine', { 'optimizer.name': 'rmsprop-tf' }),
        sgd('lr-outside', 'cosine', { 'optimizer.name': 'rmsprop' }),
      ],
      severity: 'info',
    },
    'with an unknown schedule': { pair: [sgd('lr-inside'), sgd('lr-outside')], severity: 'info' },
  },
  unknown: { 'one side does not say': [sgd('lr-inside'), { 'optimizer.name': 'sgd' }] },
  notApplicable: {
    'without momentum': [sgd('lr-inside'), sgd('lr-outside', 'step', { 'optimizer.momentum': 0 })],
    'another optimizer': [
      sgd('lr-inside', 'step', drops),
      sgd('lr-outside', 'step', { ...drops, 'optimizer.name': 'rmsprop' }),
    ],
    'an optimizer without it': [sgd('lr-inside'), { 'optimizer.name': 'adamw' }],
  },
});
