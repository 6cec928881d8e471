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

/** Falls a hundredfold over the run, by a half at a time. */
const halved = {
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [{ from: 0, shape: 'staircase', start: 1, end: 0.5, length: 12 }],
  },
};
/** Warms up from a thousandth, and then stays. */
const warmed = {
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [
      { from: 0, to: 5, shape: 'linear', start: 0.001, end: 1 },
      { from: 5, shape: 'constant', start: 1, end: 1 },
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
    'with drops by two': {
      pair: [sgd('lr-inside', 'step', halved), sgd('lr-outside', 'step', halved)],
      severity: 'info',
    },
    'with a low start and no drop': {
      pair: [sgd('lr-inside', 'multi-step', warmed), sgd('lr-outside', 'multi-step', warmed)],
      severity: 'info',
    },
    'with a factor of a tenth, the run unknown': {
      pair: [sgd('lr-inside', 'step', { 'schedule.gamma': 0.1 }), sgd('lr-outside', 'step', { 'schedule.gamma': 0.1 })],
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
