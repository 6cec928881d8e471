import rule from '../../../rules/ema/weights.ts';
import { ruleTest } from '../../support/rule-test.ts';

const ema = (decay: number, every?: number, more: Readonly<Record<string, unknown>> = {}) => ({
  'train.ema.decay': decay,
  ...(every === undefined ? {} : { 'train.ema.every': every }),
  ...more,
});
const annealed = {
  'optimizer.name': 'sgd',
  'schedule.kind': 'cosine',
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [{ from: 0, shape: 'cosine', start: 1, end: 0 }],
  },
};
/** Ends at this part of the peak after a drop. */
const stepped = (end: number) => ({
  'optimizer.name': 'sgd',
  'schedule.kind': 'multi-step',
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [
      { from: 0, to: 60, shape: 'constant', start: 1, end: 1 },
      { from: 60, shape: 'constant', start: end, end },
    ],
  },
});
/** Its form would end at zero, long after the run. */
const cutOff = {
  'optimizer.name': 'sgd',
  'schedule.kind': 'cosine',
  'schedule.curve': {
    unit: 'epoch',
    end: 90,
    peak: 0.1,
    segments: [{ from: 0, shape: 'cosine', start: 1, end: 0, length: 300 }],
  },
};
const decaying = { 'optimizer.name': 'rmsprop', 'schedule.kind': 'exponential' };
const evaluated = (value: boolean) => ema(0.9999, 1, { 'train.ema.evaluated': value });

ruleTest(rule, {
  same: {
    'no average': [ema(0), ema(0)],
    'the same average': [evaluated(true), evaluated(true)],
  },
  equivalent: {
    'updated every 32 steps': [
      ema(0.9999, 1, { 'train.ema.evaluated': true }),
      ema(0.9999 ** 32, 32, { 'train.ema.evaluated': true }),
    ],
  },
  different: {
    'on one side, annealed': {
      pair: [ema(0.9999, 1, annealed), ema(0, 1, annealed)],
      severity: 'info',
      message: 'against none',
    },
    'on one side, RMSprop': { pair: [ema(0.9999, 1, decaying), ema(0, 1, decaying)], severity: 'warning' },
    'on one side, annealed in steps to a thousandth': {
      pair: [ema(0.9999, 1, stepped(0.001)), ema(0, 1, stepped(0.001))],
      severity: 'info',
    },
    'on one side, a tenth of the rate left': {
      pair: [ema(0.9999, 1, stepped(0.1)), ema(0, 1, stepped(0.1))],
      severity: 'warning',
    },
    'on one side, a cosine that is cut off': {
      pair: [ema(0.9999, 1, cutOff), ema(0, 1, cutOff)],
      severity: 'warning',
    },
    'on one side, where nobody evaluates it': {
      pair: [ema(0.9999, 1, { ...decaying, 'train.ema.evaluated': false }), ema(0, 1, decaying)],
      severity: 'info',
    },
    'on one side, the schedule unknown': { pair: [ema(0.9999, 1), ema(0)], severity: 'info' },
    'ten times as long': {
      pair: [ema(0.9999, 1, decaying), ema(0.999, 1, decaying)],
      severity: 'warning',
      message: 'over about 10000 updates against over about 1000 updates',
    },
    'growing at the start': {
      pair: [
        ema(0.9999, 1, { 'train.ema.ramp': false, 'train.ema.evaluated': true }),
        ema(0.9999, 1, { 'train.ema.ramp': true, 'train.ema.evaluated': true }),
      ],
      severity: 'info',
      message: 'grows at the start: off against on',
    },
    'evaluated or not': {
      pair: [evaluated(true), evaluated(false)],
      severity: 'info',
      message: 'evaluated: on against off',
    },
  },
  unknown: {
    'one side does not say': [ema(0.9999, 1), {}],
    'how often is not known': [ema(0.9999, 1), ema(0.9999)],
  },
});
